import {
  Client,
  type Session,
  type WriteLeaderboardRecord,
  type WriteTournamentRecord,
} from "@heroiclabs/nakama-js";
import { NakodoError } from "@nakodo/core";
import type { Endpoint } from "../endpoint.js";
import { readRpcPayload, writeRpcPayload } from "../rpc-payload.js";
import type { SessionCalls } from "../session-calls.js";
import { answerReader, argumentAdjuster } from "./calls.js";
import { type ClientRequest, requestOf } from "./client-request.js";
import type { LeaderboardRecord } from "./records.js";
import type { ApiResults } from "./results.js";

/** nakama-js's calls that take a session, without it, and with {@link ApiResults}. */
export type SessionCallsOfClient = {
  readonly [Name in keyof Client as Client[Name] extends (
    session: Session,
    ...rest: never
  ) => Promise<unknown>
    ? Exclude<
        Name,
        "sessionLogout" | "sessionRefresh" | "rpc" | "writeLeaderboardRecord" | "writeTournamentRecord"
      >
    : never]: Client[Name] extends (session: Session, ...rest: infer Rest) => unknown
    ? (...rest: Rest) => Promise<Name extends keyof ApiResults ? ApiResults[Name] : void>
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

/** The calls of `online.api` whose arguments differ from nakama-js. */
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
  ): Promise<LeaderboardRecord>;
  /** Submits a score to a tournament that is active. */
  writeTournamentRecord(
    tournamentId: string,
    record: ScoreToWrite<WriteTournamentRecord>,
  ): Promise<LeaderboardRecord>;
}

/**
 * nakama-js's calls with the session filled in: `online.api.getAccount()`, `online.api.listFriends(0, 20)`.
 *
 * Each call waits for a valid session, which is repaired when it has ended; a call that the server refused for its
 * token, and so did not run, is sent again with another. Nothing else is ever sent twice. Replaces nakama-godot's
 * `client.xxx_async(session, …)`.
 *
 * What differs from nakama-js: every field of an answer is there (empty, 0 or false where the server says nothing),
 * times are `Date`, numbers are numbers, and `metadata`, `wallet`, `value` and `content` are objects. A list whose
 * limit is left out holds up to 100 items (around an owner 10; nakama-js: 1). `readStorageObjects` without a
 * `user_id` reads the player's own objects; give `""` for those that no player owns. `rpc` takes and gives text as
 * well as objects. `deleteAccount` signs out here too.
 *
 * Every call rejects only with `NakodoError`: `signed-out`, `reauth-required`, `server-unreachable` (a browser does
 * not tell whether the connection broke before or after the call was executed: there, both are this), `timeout` and
 * `connection-lost` (not known whether it was executed), `bad-response`, `invalid-argument`, `not-found`,
 * `already-exists`, `permission-denied`, `rate-limited`, `server-error`, `closed`.
 */
export type OnlineApi = SessionCallsOfClient & ApiCalls;

/** Calls whose first argument is no session, and those that `Online` has its own way for. */
const NOT_SESSION_CALLS =
  /^(constructor$|authenticate|createSocket$|rpcHttpKey$|sessionLogout$|sessionRefresh$)/;

/** The calls of `online.api`, with the sessions that `calls` gives. `deleted` is told whose account is no more. */
export function createOnlineApi(
  endpoint: Endpoint,
  calls: SessionCalls,
  deleted: (userId: string) => void,
): OnlineApi {
  const { serverKey, host, port, ssl } = endpoint;
  const client = new Client(serverKey, host, String(port), ssl, undefined, false);
  const api: Record<string, (...rest: never[]) => Promise<unknown>> = {};
  for (const name of Object.getOwnPropertyNames(Client.prototype)) {
    if (NOT_SESSION_CALLS.test(name)) continue;
    let way: readonly [ReturnType<typeof argumentAdjuster>, ReturnType<typeof answerReader>] | undefined;
    api[name] = async (...given: unknown[]) => {
      way ??= [argumentAdjuster(name), answerReader(name)];
      const [adjust, read] = way;
      let userId = "";
      const answer = await calls.run(async ({ tokens, info }, http) => {
        userId = info.userId;
        const rest = adjust(given, userId);
        let request: ClientRequest;
        try {
          request = await requestOf(() => Reflect.get(client, name).call(client, tokens, ...rest));
        } catch (error) {
          throw new NakodoError("invalid-argument", String(error), { cause: error });
        }
        return http.send(request.url, request.init);
      });
      if (name === "deleteAccount") deleted(userId);
      return read(answer);
    };
  }
  api["rpc"] = async (id: string, input?: unknown) => {
    const path = `/v2/rpc/${encodeURIComponent(id)}`;
    const { payload } = await calls.request({ path, body: writeRpcPayload(input) });
    return { id, payload: readRpcPayload(payload) };
  };
  return api as unknown as OnlineApi;
}
