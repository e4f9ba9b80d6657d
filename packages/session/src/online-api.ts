import {
  Client,
  type Session,
  type WriteLeaderboardRecord,
  type WriteTournamentRecord,
} from "@heroiclabs/nakama-js";
import { adjustedArguments, adjustedResult } from "./api-adjustments.js";
import { callClient } from "./client-request.js";
import type { Endpoint } from "./endpoint.js";
import { readRpcPayload, writeRpcPayload } from "./rpc-payload.js";
import type { SessionCalls } from "./session-calls.js";

/** nakama-js's calls that take a session, without it. */
export type SessionCallsOfClient = {
  readonly [Name in keyof Client as Client[Name] extends (
    session: Session,
    ...rest: never
  ) => Promise<unknown>
    ? Exclude<
        Name,
        "sessionLogout" | "sessionRefresh" | "rpc" | "writeLeaderboardRecord" | "writeTournamentRecord"
      >
    : never]: Client[Name] extends (session: Session, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** A score to write: nakama-js's, with numbers as numbers too. Whole numbers, 0 at least. */
export type ScoreToWrite<Written> = Omit<Written, "score" | "subscore"> & {
  /** The score (default 0). */
  readonly score?: number | string;
  /** Decides between equal scores (default 0). */
  readonly subscore?: number | string;
};

/** What a function of the server gave. */
export interface RpcResult {
  /** The function's name. */
  readonly id: string;
  /** The value of the JSON that it gave, or its text when that is none; `undefined` for nothing. */
  readonly payload: unknown;
}

/** The calls of `online.api` whose types differ from nakama-js. */
export interface ApiCalls {
  /**
   * Calls a function of the server. A string is sent as it is, anything else as JSON; `payload` is the value of the
   * JSON that comes back, or the text when it is none, and `undefined` when the function gave nothing.
   */
  rpc(id: string, input?: unknown): Promise<RpcResult>;
  /** Submits a score. `permission-denied` when only the server may. */
  writeLeaderboardRecord(
    leaderboardId: string,
    record: ScoreToWrite<WriteLeaderboardRecord>,
  ): ReturnType<Client["writeLeaderboardRecord"]>;
  /** Submits a score to a tournament that is active. */
  writeTournamentRecord(
    tournamentId: string,
    record: ScoreToWrite<WriteTournamentRecord>,
  ): ReturnType<Client["writeTournamentRecord"]>;
}

/**
 * nakama-js's client with the session filled in: `online.api.getAccount()`, `online.api.listFriends(0, 20)`.
 *
 * Each call waits for a valid session, which is repaired when it has ended; a call that the server refused for its
 * token, and so did not run, is sent again with another. Nothing else is ever sent twice. Replaces nakama-godot's
 * `client.xxx_async(session, …)`.
 *
 * Three things differ from nakama-js. A list whose limit is left out holds up to 100 items (around an owner 10;
 * nakama-js: 1). `readStorageObjects` without a `user_id` reads the player's own objects; give `""` for those that no
 * player owns. And `rpc` takes and gives text as well as objects.
 *
 * Every call rejects only with `NakodoError`: `signed-out`, `reauth-required`, `server-unreachable`, `timeout`,
 * `connection-lost` (not known whether it was executed), `bad-response`, `invalid-argument`, `not-found`,
 * `already-exists`, `permission-denied`, `rate-limited`, `server-error`, `closed`.
 */
export type OnlineApi = SessionCallsOfClient & ApiCalls;

/** Calls whose first argument is no session, and those that `Online` has its own way for. */
const NOT_SESSION_CALLS =
  /^(constructor$|authenticate|createSocket$|rpcHttpKey$|sessionLogout$|sessionRefresh$)/;

/** The calls of `online.api`, with the sessions that `calls` gives. */
export function createOnlineApi(endpoint: Endpoint, calls: SessionCalls): OnlineApi {
  const { serverKey, host, port, ssl } = endpoint;
  const client = new Client(serverKey, host, String(port), ssl, undefined, false);
  const methods: Record<string, unknown> = Object.getOwnPropertyDescriptors(Client.prototype);
  const api: Record<string, (...rest: never[]) => Promise<unknown>> = {};
  for (const name of Object.keys(methods)) {
    if (NOT_SESSION_CALLS.test(name)) continue;
    api[name] = async (...given: unknown[]) => {
      const result = await calls.run(({ forClient, info }, send) => {
        const rest = adjustedArguments(name, given, info.userId);
        return callClient<unknown>(send, () => Reflect.get(client, name).call(client, forClient, ...rest));
      });
      return adjustedResult(name, result);
    };
  }
  api["rpc"] = async (id: string, input?: unknown) => {
    const path = `/v2/rpc/${encodeURIComponent(id)}`;
    const { payload } = await calls.request({ path, body: writeRpcPayload(input) });
    return { id, payload: readRpcPayload(payload) };
  };
  return api as unknown as OnlineApi;
}
