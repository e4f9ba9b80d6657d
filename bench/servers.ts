import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";

/** A server that runs for the length of the measurements. */
export interface BenchServer {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  stop(): Promise<void>;
}

/** Starts the embedded server, or a real Nakama, with tokens that outlive the run. */
export async function startServer(kind: "local" | "real"): Promise<BenchServer> {
  const tokenExpirySec = 3600;
  if (kind === "local") {
    const server = await startLocalServer({ port: 0, tokenExpirySec });
    return { host: server.host, port: server.port, name: "local server", stop: () => server.stop() };
  }
  const nakama = await startNakama({ temporary: true, quiet: true, tokenExpirySec });
  return { host: nakama.host, port: nakama.port, name: "real Nakama", stop: () => nakama.stop() };
}
