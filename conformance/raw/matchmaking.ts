import { at, listAt, textAt } from "./json.js";
import { unique } from "./player.js";
import { RawSocket } from "./socket.js";

/** What a ticket asks for. */
export interface TicketWish {
  readonly query?: string;
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly countMultiple?: number;
  readonly strings?: Readonly<Record<string, string>>;
  readonly numbers?: Readonly<Record<string, unknown>>;
}

/** A query that no ticket matches: of one who can only be found. */
export const FINDS_NOBODY = "+properties.nobody:nobody";

/** The message that asks the matchmaker for a match; 2 to 2 players unless said otherwise. */
export function matchmakerAdd(wish: TicketWish): Readonly<Record<string, unknown>> {
  return {
    matchmaker_add: {
      min_count: wish.minCount ?? 2,
      max_count: wish.maxCount ?? 2,
      ...(wish.query === undefined ? {} : { query: wish.query }),
      ...(wish.countMultiple === undefined ? {} : { count_multiple: wish.countMultiple }),
      ...(wish.strings === undefined ? {} : { string_properties: wish.strings }),
      ...(wish.numbers === undefined ? {} : { numeric_properties: wish.numbers }),
    },
  };
}

/** Adds a ticket and returns its id. Throws when it is refused. */
export async function addTicket(socket: RawSocket, wish: TicketWish): Promise<string> {
  const answer = await socket.request(matchmakerAdd(wish));
  if (at(answer, "error") !== undefined) throw new Error(JSON.stringify(answer));
  return textAt(answer, "matchmaker_ticket", "ticket");
}

/** Waits for the match of one ticket. */
export async function matchOf(socket: RawSocket, ticket: string): Promise<unknown> {
  const envelope = await socket.next((one) => at(one, "matchmaker_matched", "ticket") === ticket);
  return at(envelope, "matchmaker_matched");
}

/** The users of a match, sorted. */
export function userIdsOf(match: unknown): string[] {
  return listAt(match, "users")
    .map((user) => textAt(user, "presence", "user_id"))
    .sort();
}

/**
 * Waits until the matchmaker has looked through its pool `rounds` times more: in each round a pair of our own is
 * matched, which takes one look.
 */
export async function matchmakerRounds(rounds: number): Promise<void> {
  const pair = [await RawSocket.open(), await RawSocket.open()];
  for (let round = 0; round < rounds; round++) {
    const game = unique("round").replaceAll("-", "");
    const wish: TicketWish = { query: `+properties.round:${game}`, strings: { round: game } };
    await Promise.all(pair.map(async (socket) => matchOf(socket, await addTicket(socket, wish))));
  }
}

/** A game that no other test plays. */
export function newGame(): string {
  return unique("game").replaceAll("-", "");
}

/** A wish that only tickets of the same game match. */
export function wishFor(game: string, more: TicketWish = {}): TicketWish {
  return { query: `+properties.game:${game}`, ...more, strings: { game, ...more.strings } };
}

/** Adds the same wish from every socket, all at once. */
export function addAll(all: readonly RawSocket[], wish: TicketWish): Promise<string[]> {
  return Promise.all(all.map((socket) => addTicket(socket, wish)));
}

/** Whether a socket has been told of no match that was not taken. */
export function unmatched(socket: RawSocket): boolean {
  return socket.unreadOf("matchmaker_matched").length === 0;
}
