import type { Transport, TransportEvent } from "@nakodo/core";
import type { MatchPlugin, MatchPluginHost } from "../online/match-plugin.js";
import { TransportLayer } from "./transport-layer.js";

/** What a {@link logger} writes. */
export interface LoggerOptions {
  /** Takes each line (default: the console). */
  readonly write?: (line: string) => void;
  /** Whether to write a line for each remote call (default true). */
  readonly calls?: boolean;
  /** Whether to write a line for each message on the wire (default false: a game sends many). */
  readonly messages?: boolean;
}

/**
 * Writes down what happens in a match: players, hosts, states, violations, calls and, when asked, messages. Never what
 * calls and messages say: a log is read by others.
 */
export function logger(options: LoggerOptions = {}): MatchPlugin {
  const write = options.write ?? ((line: string): void => console.log(line));
  return {
    name: "logger",
    install(host) {
      writeEvents(host, write);
      if (options.calls ?? true) {
        host.onCall(({ direction, peerId, path, type, method, bytes }) => {
          const who = direction === "out" ? `to ${peerId}` : `from ${peerId}`;
          write(`call ${direction} ${who}: ${path} ${type}.${method}, ${bytes} bytes`);
        });
      }
      if (options.messages ?? false) host.wrapTransport((inner) => new LoggedTransport(inner, write));
      return undefined;
    },
  };
}

function writeEvents({ match }: MatchPluginHost, write: (line: string) => void): void {
  match.on("stateChanged", ({ state }) => write(`state ${state}`));
  match.on("playerJoined", ({ peerId, username }) => write(`player ${peerId} joined: ${username}`));
  match.on("playerLeft", ({ peerId, username }) => write(`player ${peerId} left: ${username}`));
  match.on("playerStatusChanged", ({ player, status }) => write(`player ${player.peerId} ${status}`));
  match.on("hostChanged", ({ hostId }) => write(hostId === undefined ? "no host" : `host ${hostId}`));
  match.on("disconnected", () => write("disconnected"));
  match.on("reconnected", ({ peerId, resumed }) =>
    write(`reconnected as ${peerId}${resumed ? "" : ", anew"}`),
  );
  match.on("violation", ({ reason, peerId, detail }) => write(`violation ${reason} by ${peerId}: ${detail}`));
  match.on("left", ({ error }) => write(error === undefined ? "left" : `left: ${error.code}`));
}

class LoggedTransport extends TransportLayer {
  readonly #write: (line: string) => void;

  constructor(inner: Transport, write: (line: string) => void) {
    super(inner);
    this.#write = write;
  }

  override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    const whom = to === undefined ? "all" : `${to.length} of them`;
    this.#write(`message out to ${whom}: op code ${opCode}, ${bytes.byteLength} bytes`);
    return super.send(opCode, bytes, to);
  }

  protected override receive(event: TransportEvent): void {
    if (event.type === "message") {
      const { from, opCode, bytes } = event;
      this.#write(`message in from ${from.username}: op code ${opCode}, ${bytes.byteLength} bytes`);
    }
    super.receive(event);
  }
}
