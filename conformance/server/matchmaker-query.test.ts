import { describe, expect, it } from "vitest";
import { FINDS_NOBODY, matchmakerAdd, matchmakerRounds } from "../raw/matchmaking.js";
import { type Player, signIn } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

interface Case {
  /** `KEY` stands for a property key of the case's own, so that cases do not find each other. */
  readonly query: string;
  readonly text?: string;
  readonly number?: unknown;
  readonly found: boolean;
}

/** A phrase in quotes never matches, not even the very text: the real server indexes no positions of words. */
const CASES: readonly Case[] = [
  { query: "+KEY:ranked", text: "ranked", found: true },
  { query: "KEY:ranked", text: "ranked", found: true },
  { query: "+KEY:ranked", text: "Ranked", found: false },
  { query: "+KEY:ranked", text: "ranked game", found: false },
  { query: '+KEY:"ranked game"', text: "ranked game", found: false },
  { query: '+KEY:"ranked"', text: "ranked game", found: false },
  { query: '+KEY:"ranked"', text: "ranked", found: false },
  { query: '+KEY:one -KEY:"one"', text: "one", found: true },
  { query: '+KEY:one KEY:"one"', text: "one", found: true },
  { query: '+KEY:one -KEY:""', text: "one", found: true },
  { query: "+KEY:ranked\\ game", text: "ranked game", found: true },
  { query: "+KEY:a\\:b", text: "a:b", found: true },
  { query: '+KEY:say\\ \\"hi\\"', text: 'say "hi"', found: true },
  { query: '+KEY:"say \\"hi\\""', text: 'say "hi"', found: false },
  { query: "+KEY:a\\nb", text: "a\\nb", found: true },
  { query: "+KEY:eu-west-1", text: "eu-west-1", found: true },
  { query: "+KEY:渡辺", text: "渡辺", found: true },
  { query: "+KEY:one -KEY:two", text: "one", found: true },
  { query: "+KEY:one -KEY:one", text: "one", found: false },
  { query: "KEY:one KEY:two", text: "two", found: true },
  { query: "KEY:one KEY:two", text: "three", found: false },
  { query: "+KEY:one KEY:two", text: "one", found: true },
  { query: "+KEY:one KEY:two", text: "two", found: false },
  { query: "+KEY:one +KEY:two", text: "one", found: false },
  { query: "+KEY:ran*", text: "ranked", found: true },
  { query: "+KEY:ran*", text: "free", found: false },
  { query: "+KEY:r?nked", text: "ranked", found: true },
  { query: "+KEY:r?nked", text: "rnked", found: false },
  { query: "+KEY:a.*", text: "abc", found: false },
  { query: "+KEY:/r[a-z]+d/", text: "ranked", found: true },
  { query: "+KEY:/r[a-z]+/", text: "ranked1", found: false },
  { query: "+KEY:/(eu|us)/", text: "us", found: true },
  { query: "+KEY:/\\^ranked/", text: "ranked", found: true },
  { query: "+KEY:/(/", text: "(", found: false },
  { query: "+KEY:/rank(?=ed)ed/", text: "ranked", found: false },
  { query: "+KEY:rankde~", text: "ranked", found: true },
  { query: "+KEY:rnkd~2", text: "ranked", found: true },
  { query: "+KEY:rnkd~1", text: "ranked", found: false },
  { query: "+KEY:ranked~3", text: "ranked", found: false },
  { query: "+KEY:ranked^3", text: "ranked", found: true },
  { query: "+KEY:5", number: 5, found: true },
  { query: "+KEY:5", text: "5", found: true },
  { query: "+KEY:5.5", number: 5.5, found: true },
  { query: "+KEY:-5", number: -5, found: true },
  { query: "+KEY:5", number: 5.5, found: false },
  { query: "+KEY:>5", number: 5, found: false },
  { query: "+KEY:>5", number: 5.001, found: true },
  { query: "+KEY:>=5", number: 5, found: true },
  { query: "+KEY:<5", number: 5, found: false },
  { query: "+KEY:<5", number: -1000, found: true },
  { query: "+KEY:<=5", number: 5, found: true },
  { query: "+KEY:>-2", number: -1, found: true },
  { query: "+KEY:>=10 +KEY:<=20", number: 15, found: true },
  { query: "+KEY:>=10 +KEY:<=20", number: 25, found: false },
  { query: "+KEY:>5", text: "6", found: false },
  { query: "+KEY:ranked", number: 5, found: false },
  { query: '+KEY:>"2026-01-01T00:00:00Z"', text: "2026-06-01", found: true },
  { query: '+KEY:>"2026-01-01T00:00:00Z"', text: "2025-06-01T12:00:00Z", found: false },
  { query: '+KEY:<="2026-01-01T00:00:00Z"', text: "2026-01-01 00:00:00", found: true },
  { query: "+KEY:2026-06-01", text: "2026-06-01", found: false },
  { query: "+KEY:one ranked", text: "one", found: true },
  { query: "ranked KEY:two", text: "ranked", found: false },
  { query: "+KEY:one -min_count:9", text: "one", found: true },
  { query: "+KEY:one -max_count:2", text: "one", found: false },
  { query: "+KEY:one +min_count:2 +max_count:>=2", text: "one", found: true },
  { query: '+KEY:one +party_id:"x"', text: "one", found: false },
  { query: "+KEY:one +created_at:>0", text: "one", found: true },
];

function nameOf({ query, text, number, found }: Case): string {
  return `${query} ${found ? "finds" : "does not find"} ${JSON.stringify(text ?? number)}`;
}

/** Which cases found their target, by name. */
const found = new Map<string, boolean>();

/** Adds a ticket of a socket of its own, and says how to know later whether it was matched. */
async function addTicketOf(player: Player, message: Readonly<Record<string, unknown>>): Promise<RawSocket> {
  const socket = await RawSocket.open(player);
  await socket.request(message);
  return socket;
}

async function runCases(): Promise<void> {
  const [seeking, waiting] = [await signIn(), await signIn()];
  const targets: [Case, RawSocket][] = [];
  for (const [index, one] of CASES.entries()) {
    const key = `case${index}of${waiting.username}`;
    const strings = one.text === undefined ? {} : { strings: { [key]: one.text } };
    const numbers = one.number === undefined ? {} : { numbers: { [key]: one.number } };
    const target = await addTicketOf(waiting, matchmakerAdd({ query: FINDS_NOBODY, ...strings, ...numbers }));
    const query = one.query.replaceAll("KEY", `properties.${key}`);
    await addTicketOf(seeking, matchmakerAdd({ query }));
    targets.push([one, target]);
  }
  await matchmakerRounds(2);
  for (const [one, target] of targets) {
    await target.settle();
    found.set(nameOf(one), target.unreadOf("matchmaker_matched").length > 0);
  }
}

describe("queries", () => {
  it("B12 · all cases are played at once", { timeout: 60_000 }, runCases);

  it.each(CASES.map((one) => [nameOf(one), one.found] as const))("B12 · %s", (name, expected) => {
    expect(found.get(name)).toBe(expected);
  });
});
