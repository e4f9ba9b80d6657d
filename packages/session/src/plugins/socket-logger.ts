import type { OnlinePlugin } from "../online-plugin.js";

/** What a {@link socketLogger} writes. */
export interface SocketLoggerOptions {
  /** Takes each line (default: the console). */
  readonly write?: (line: string) => void;
}

/**
 * Writes down what `Online` does: sign-ins, the socket's comings and goings, and each request with its path, status and
 * time. No headers, bodies or queries: they hold tokens and passwords.
 */
export function socketLogger(options: SocketLoggerOptions = {}): OnlinePlugin {
  const write = options.write ?? ((line: string): void => console.log(line));
  return {
    name: "socket logger",
    install({ online, clock, wrapRequests }) {
      online.on("sessionChanged", ({ reason }) => write(`session ${reason}`));
      online.on("socketConnected", () => write("socket connected"));
      online.on("socketDisconnected", ({ code, reason }) =>
        write(`socket disconnected: ${code} ${reason}`.trim()),
      );
      online.on("socketReconnecting", ({ attempt, delayMs }) =>
        write(`socket reconnecting, try ${attempt} in ${Math.round(delayMs)} ms`),
      );
      wrapRequests((send) => async (url, init) => {
        const startMs = clock.nowMs();
        const what = `${init.method ?? "GET"} ${new URL(url).pathname}`;
        try {
          const response = await send(url, init);
          write(`${what}: ${response.status} after ${Math.round(clock.nowMs() - startMs)} ms`);
          return response;
        } catch (error) {
          write(`${what}: no answer after ${Math.round(clock.nowMs() - startMs)} ms`);
          throw error;
        }
      });
      return undefined;
    },
  };
}
