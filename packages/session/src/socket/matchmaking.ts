import { type Fields, fieldsOf, isFields, isNumber, isText, readText } from "../fields.js";
import type { JoinTarget } from "./match-channel.js";
import { type Presence, readPresence } from "./messages.js";

/** Whom to be matched with. */
export interface MatchmakerRequest {
  /** Nakama's query over the other's properties, such as `+properties.mode:ranked` (default `*`: anybody). */
  readonly query?: string;
  /** Fewest players of the match, from 2. */
  readonly minCount: number;
  /** Most players of the match. */
  readonly maxCount: number;
  /** The number of players must be a multiple of this. */
  readonly countMultiple?: number;
  /** What the others' queries find as `properties.<key>`, as text. */
  readonly stringProperties?: Readonly<Record<string, string>>;
  /** The same, as numbers. */
  readonly numericProperties?: Readonly<Record<string, number>>;
}

/** One player of a match that the matchmaker made. */
export interface MatchmakerUser {
  /** The connection from which the player searched. */
  readonly presence: Presence;
  /** The party that the player searched with, or empty. */
  readonly partyId: string;
  /** What the player gave as text. */
  readonly stringProperties: Readonly<Record<string, string>>;
  /** What the player gave as numbers. */
  readonly numericProperties: Readonly<Record<string, number>>;
}

/** What the matchmaker found. Nobody is in the match yet: enter it by {@link MatchmakerMatched.target}. */
export interface MatchmakerMatched {
  /** The ticket that this answers. */
  readonly ticket: string;
  /** Gives the match to `openMatch`. A token lasts 30 s. */
  readonly target: JoinTarget;
  /** All players, ourselves too, in no order. */
  readonly users: readonly MatchmakerUser[];
  /** Ourselves. */
  readonly self: MatchmakerUser;
}

/** The body of `matchmaker_add`. */
export function matchmakerAddBody(request: MatchmakerRequest): Fields {
  return {
    query: request.query ?? "*",
    min_count: request.minCount,
    max_count: request.maxCount,
    ...(request.countMultiple === undefined ? {} : { count_multiple: request.countMultiple }),
    string_properties: request.stringProperties ?? {},
    numeric_properties: request.numericProperties ?? {},
  };
}

/** `undefined` for what names neither a match nor ourselves. */
export function readMatchmakerMatched(body: Fields): MatchmakerMatched | undefined {
  const { ticket, token, match_id: matchId, users, self } = body;
  const own = readUser(self);
  if (own === undefined) return undefined;
  const all = Array.isArray(users) ? users.map(readUser).filter((user) => user !== undefined) : [];
  const rest = { ticket: readText(ticket), users: all, self: own };
  if (typeof token === "string" && token !== "") return { ...rest, target: { token } };
  return typeof matchId === "string" ? { ...rest, target: { matchId } } : undefined;
}

function readUser(value: unknown): MatchmakerUser | undefined {
  const presence = isFields(value) ? readPresence(value["presence"]) : undefined;
  if (!isFields(value) || presence === undefined) return undefined;
  return {
    presence,
    partyId: readText(value["party_id"]),
    stringProperties: fieldsOf(value["string_properties"], isText),
    numericProperties: fieldsOf(value["numeric_properties"], isNumber),
  };
}
