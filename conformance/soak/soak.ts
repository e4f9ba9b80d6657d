import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { device, Online } from "@nakodo/session";
import { chat, type MatchChannel, openMatch, socketRpc } from "@nakodo/session/services";

/** Where to play, and how long. */
export interface SoakOptions {
  readonly host: string;
  readonly port: number;
  readonly durationMs: number;
}

/** What a soak did. */
export interface SoakReport {
  readonly httpCalls: number;
  readonly socketCalls: number;
  /** Messages that went from one player to another, and arrived. */
  readonly matchMessages: number;
  /** How often a session was renewed. */
  readonly renewals: number;
  /** How often a socket was ended and connected again. */
  readonly connections: number;
  /** What failed, with its code. Must be empty. */
  readonly failures: readonly string[];
}

const PLAYERS = 4;
/** Between two calls of one player over one way. */
const PAUSE_MS = 25;
/** Calls over the socket between two of its connections. */
const CALLS_PER_CONNECTION = 400;

/**
 * Plays with tokens that end all the time: calls over HTTP and over the socket, a match, sockets that come and go. No
 * call may fail.
 */
export async function soak({ host, port, durationMs }: SoakOptions): Promise<SoakReport> {
  const counts = { httpCalls: 0, socketCalls: 0, matchMessages: 0, renewals: 0, connections: 0 };
  const failures: string[] = [];
  const endMs = performance.now() + durationMs;
  const name = `soak-${randomUUID()}`;

  const attempt = async (what: string, call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      failures.push(
        `${what}: ${error instanceof Error ? `${Reflect.get(error, "code")} ${error.message}` : error}`,
      );
      return false;
    }
  };

  const overHttp = async (online: Online): Promise<void> => {
    const { api } = online;
    const object = { collection: "soak", key: "one", value: { at: 1 } };
    const calls: readonly [string, () => Promise<unknown>][] = [
      ["getAccount", () => api.getAccount()],
      ["writeStorageObjects", () => api.writeStorageObjects([object])],
      ["readStorageObjects", () => api.readStorageObjects({ object_ids: [object] })],
      ["listFriends", () => api.listFriends()],
      ["updateAccount", () => api.updateAccount({ location: name })],
      ["three at once", () => Promise.all([api.getAccount(), api.listNotifications(), api.listMatches()])],
    ];
    for (let turn = 0; performance.now() < endMs; turn += 1) {
      const [what, call] = calls[turn % calls.length] ?? ["getAccount", () => api.getAccount()];
      if (await attempt(what, call)) counts.httpCalls += what === "three at once" ? 3 : 1;
      await pause(PAUSE_MS);
    }
  };

  const overSocket = async (online: Online): Promise<void> => {
    let match: MatchChannel | undefined;
    const talk = chat(online.socket);
    for (let turn = 0; performance.now() < endMs; turn += 1) {
      if (turn % CALLS_PER_CONNECTION === 0) {
        await attempt("disconnect", () => online.socket.disconnect());
        await attempt("openMatch", async () => {
          match = await openMatch(online.socket, { create: true, name }, ({ type }) => {
            if (type === "data") counts.matchMessages += 1;
          });
        });
        counts.connections += 1;
      }
      const what = ["ping", "joinRoom", "send", "rpc"][turn % 4];
      const done = await attempt(`${what} over the socket`, async () => {
        if (what === "joinRoom") await talk.joinRoom(name);
        else if (what === "rpc") await socketRpc(online.socket, "echo", { turn });
        else if (what === "send" && match?.send(1, new Uint8Array([turn])) !== true)
          throw new Error("not sent");
        else await online.socket.request("ping", {});
      });
      if (done) counts.socketCalls += 1;
      await pause(PAUSE_MS);
    }
  };

  const players = Array.from({ length: PLAYERS }, () => new Online({ host, port }));
  try {
    await Promise.all(
      players.map(async (online) => {
        online.on("sessionChanged", ({ reason }) => {
          if (reason === "refreshed") counts.renewals += 1;
          else if (reason !== "authenticated") failures.push(`the session was ${reason}`);
        });
        await online.authenticate(device({ id: `device-${randomUUID()}` }));
        await Promise.all([overHttp(online), overSocket(online)]);
      }),
    );
  } finally {
    await Promise.all(players.map((online) => online.close()));
  }
  return { ...counts, failures };
}
