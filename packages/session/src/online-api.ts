import { Client, type Session } from "@heroiclabs/nakama-js";
import { callClient } from "./client-request.js";
import type { Http } from "./http.js";
import { isTokenRefusal } from "./http-error.js";
import type { SessionKeeper } from "./session-keeper.js";

/**
 * nakama-js's client with the session filled in: `online.api.getAccount()`, `online.api.listFriends(0, 20)`.
 *
 * Each call waits for a valid session, which is repaired when it has ended; a call that the server refused for its
 * token, and so did not run, is sent again with another. Nothing else is ever sent twice. Replaces nakama-godot's
 * `client.xxx_async(session, …)`.
 *
 * Every call rejects only with `NakodoError`: `signed-out`, `reauth-required`, `server-unreachable`, `timeout`,
 * `connection-lost` (not known whether it was executed), `bad-response`, `invalid-argument`, `not-found`,
 * `already-exists`, `permission-denied`, `rate-limited`, `server-error`, `closed`.
 */
export type OnlineApi = {
  readonly [Name in keyof Client as Client[Name] extends (
    session: Session,
    ...rest: never
  ) => Promise<unknown>
    ? Exclude<Name, "sessionLogout" | "sessionRefresh">
    : never]: Client[Name] extends (session: Session, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** Calls whose first argument is no session, and those that `Online` has its own way for. */
const NOT_SESSION_CALLS =
  /^(constructor$|authenticate|createSocket$|rpcHttpKey$|sessionLogout$|sessionRefresh$)/;

/** How often one call is refused for its token at most before it fails: for the one it had, and for a renewed one. */
const MAX_REFUSALS = 2;

/** The calls of `online.api`, over `http`, with the sessions of `keeper`. */
export function createOnlineApi(http: Http, keeper: SessionKeeper): OnlineApi {
  const { serverKey, host, port, ssl } = http.endpoint;
  const client = new Client(serverKey, host, String(port), ssl, undefined, false);
  const methods: Record<string, unknown> = Object.getOwnPropertyDescriptors(Client.prototype);
  const api: Record<string, (...rest: unknown[]) => Promise<unknown>> = {};
  for (const name of Object.keys(methods)) {
    if (NOT_SESSION_CALLS.test(name)) continue;
    api[name] = async (...rest) => {
      const run = (session: Session): Promise<unknown> =>
        http.run((send) => callClient(send, () => Reflect.get(client, name).call(client, session, ...rest)));
      let session = await keeper.valid();
      for (let refusals = 0; ; refusals += 1) {
        try {
          return await run(session.forClient);
        } catch (error) {
          if (!isTokenRefusal(error) || refusals === MAX_REFUSALS) throw error;
        }
        session = await keeper.repaired(session, refusals > 0);
      }
    };
  }
  return api as unknown as OnlineApi;
}
