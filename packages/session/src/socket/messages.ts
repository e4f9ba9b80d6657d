import { NakodoError } from "@nakodo/core";
import { type Fields, isFields, readText } from "../fields.js";

/** One connection of one player to a match: a player with two sockets is there twice. */
export interface Presence {
  /** The connection's id, a UUID: new after every reconnect. */
  readonly sessionId: string;
  /** The account's id, a UUID. */
  readonly userId: string;
  /** The account's name when its token was issued. */
  readonly username: string;
}

/** The answer to `match_create` and `match_join`. */
export interface MatchReply {
  readonly matchId: string;
  readonly self: Presence;
  /** As the server sends them: without self, or with it. */
  readonly presences: readonly Presence[];
}

/** `undefined` for what has no session id. */
export function readPresence(value: unknown): Presence | undefined {
  if (!isFields(value) || typeof value["session_id"] !== "string") return undefined;
  return {
    sessionId: value["session_id"],
    userId: readText(value["user_id"]),
    username: readText(value["username"]),
  };
}

/** An absent list is an empty one, as on the wire. */
export function readPresences(value: unknown): readonly Presence[] {
  if (!Array.isArray(value)) return [];
  return value.map(readPresence).filter((presence) => presence !== undefined);
}

export function readMatchReply(body: Fields): MatchReply {
  const self = readPresence(body["self"]);
  if (self === undefined || typeof body["match_id"] !== "string") {
    throw new NakodoError("bad-response", "the server's answer to a join names neither match nor player");
  }
  return { matchId: body["match_id"], self, presences: readPresences(body["presences"]) };
}

/** The error in an `error` envelope. */
export function readSocketError(body: Fields): NakodoError {
  const socketCode = typeof body["code"] === "number" ? body["code"] : 0;
  const serverMessage = readText(body["message"]) || `error ${socketCode} from the server's socket`;
  const code = SOCKET_CODES[socketCode] ?? "server-error";
  return new NakodoError(code, serverMessage, { socketCode, serverMessage });
}

/** By `Error.Code` of `realtime.proto`. */
const SOCKET_CODES = [
  "server-error",
  "invalid-argument",
  "invalid-argument",
  "invalid-argument",
  "match-not-found",
  "match-refused",
  "not-found",
  "server-error",
] as const;
