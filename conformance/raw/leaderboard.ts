import { type ApiAnswer, call } from "./api.js";
import { at, listAt, textAt } from "./json.js";
import { type Player, signIn, unique } from "./player.js";
import { callRpc } from "./rpc.js";

/** How a leaderboard is created: open to all, high scores lead, the best counts, with ranks, unless said otherwise. */
export interface BoardWish {
  readonly authoritative?: boolean;
  readonly sort?: "asc" | "desc";
  readonly operator?: "best" | "set" | "incr" | "decr";
  readonly reset?: string | null;
  readonly enableRanks?: boolean;
}

/** How a tournament is created, beside that: for an hour from now, open to all, without limits. */
export interface TournamentWish extends BoardWish {
  readonly duration?: number;
  readonly title?: string;
  readonly description?: string;
  readonly category?: number;
  readonly metadata?: unknown;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly maxSize?: number;
  readonly maxNumScore?: number;
  readonly joinRequired?: boolean;
}

const BOARD = {
  authoritative: false,
  sort: "desc",
  operator: "best",
  reset: null,
  metadata: {},
  enableRanks: true,
} as const;

/** Has the module create a leaderboard that no other test uses, and returns its id. */
export async function createBoard(wish: BoardWish = {}): Promise<string> {
  const id = unique("board");
  await callRpc(await signIn(), "leaderboard_create", { ...BOARD, ...wish, id });
  return id;
}

/** Has the module create a tournament that no other test uses, and returns its id. */
export async function createTournament(wish: TournamentWish = {}): Promise<string> {
  const id = unique("cup");
  await callRpc(await signIn(), "tournament_create", {
    ...BOARD,
    duration: 3600,
    title: "Cup",
    description: "",
    category: 3,
    startTime: 0,
    endTime: 0,
    maxSize: 0,
    maxNumScore: 0,
    joinRequired: false,
    ...wish,
    id,
  });
  return id;
}

/** Submits to a path such as `leaderboard/ID`. */
export function submit(
  player: Player,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<ApiAnswer> {
  return call("POST", `/v2/${path}`, { ...player, body });
}

/** Submits and returns the record. Throws when it is refused. */
export async function submitted(
  player: Player,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { status, json, text } = await submit(player, path, body);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return json;
}

/** As many new players, each with a score at this path: 10 for the first, 20 for the second, and so on. */
export async function playersWithScores(path: string, count: number): Promise<readonly Player[]> {
  const players = await Promise.all(Array.from({ length: count }, () => signIn()));
  await Promise.all(players.map((player, index) => submit(player, path, { score: 10 * (index + 1) })));
  return players;
}

/** Scores and ranks of listed records, as numbers; absent ones are 0. */
export function standings(json: unknown, list = "records"): readonly (readonly [number, number])[] {
  return listAt(json, list).map((record) => [
    Number(at(record, "score") ?? 0),
    Number(at(record, "rank") ?? 0),
  ]);
}

/** The owners of listed records. */
export function ownersOf(json: unknown, list = "records"): readonly string[] {
  return listAt(json, list).map((record) => textAt(record, "owner_id"));
}
