import { describe, expect, it } from "vitest";
import { seededRandom } from "../runtime/random.js";
import { VirtualClock } from "../runtime/virtual-clock.js";
import { type AddResult, Matchmaker } from "./matchmaker.js";
import type { TicketRequest } from "./ticket.js";

const INTERVAL_MS = 15_000;

class Pool {
  readonly clock = new VirtualClock();
  /** The names in each match made, sorted. */
  readonly matches: string[][] = [];
  readonly matchmaker = new Matchmaker(
    { matchmakerIntervalSec: INTERVAL_MS / 1000, matchmakerMaxIntervals: 2, matchmakerMaxTickets: 3 },
    this.clock,
    seededRandom(1),
    (entries) => this.matches.push(entries.map((entry) => entry.presence.username).sort()),
  );

  constructor() {
    this.matchmaker.start();
  }

  /** Adds a ticket of these players; more than one are a party. */
  add(names: string, more: Partial<TicketRequest> = {}): AddResult {
    const presences = [...names].map((name) => ({ userId: `user ${name}`, sessionId: name, username: name }));
    return this.matchmaker.add({
      presences,
      ownerSessionId: presences.length === 1 ? names : "",
      partyId: presences.length === 1 ? "" : names,
      query: "*",
      minCount: 2,
      maxCount: 2,
      countMultiple: 1,
      stringProperties: new Map(),
      numericProperties: new Map(),
      ...more,
    });
  }

  /** Lets the matchmaker look through its pool. */
  tick(times = 1): void {
    this.clock.advance(times * INTERVAL_MS);
  }
}

describe("the pool", () => {
  it("B12 · is looked through at the interval, counted from the start and not from the ticket", () => {
    const pool = new Pool();
    pool.clock.advance(INTERVAL_MS - 1);
    pool.add("a");
    pool.add("b");
    expect(pool.matches).toEqual([]);
    pool.clock.advance(1);
    expect(pool.matches).toEqual([["a", "b"]]);
  });

  it("B12 · fewer than the most wait for the second look", () => {
    const pool = new Pool();
    for (const name of "abc") pool.add(name, { minCount: 2, maxCount: 4 });
    pool.tick();
    expect(pool.matches).toEqual([]);
    pool.tick();
    expect(pool.matches).toEqual([["a", "b", "c"]]);
  });

  it("B12 · more than fit are divided, the longest waiting first", () => {
    const pool = new Pool();
    for (const name of "abcd") pool.add(name);
    pool.tick();
    expect(pool.matches).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("B12 · a ticket that has looked for the last time is found, but finds nobody", () => {
    const pool = new Pool();
    const nobody = { query: "+properties.x:y" };
    pool.add("a");
    pool.tick();
    pool.add("b", nobody);
    pool.tick(3);
    expect(pool.matches).toEqual([]);
    pool.add("c");
    pool.tick();
    expect(pool.matches).toEqual([["a", "c"]]);
  });

  it("B12 · a multiple takes whole tickets out of a match that is too large", () => {
    const pool = new Pool();
    for (const names of ["ab", "c", "d", "e"])
      pool.add(names, { minCount: 2, maxCount: 6, countMultiple: 2 });
    pool.tick(2);
    expect(pool.matches).toHaveLength(1);
    expect(pool.matches[0]).toHaveLength(4);
    expect(pool.matches[0]).toEqual(expect.arrayContaining(["a", "b"]));
  });

  it("B12 · the other's bounds must fit the size that comes out", () => {
    const pool = new Pool();
    pool.add("a", { minCount: 2, maxCount: 4 });
    pool.add("b", { minCount: 4, maxCount: 4 });
    pool.tick(3);
    expect(pool.matches).toEqual([]);
  });

  it("B12 · a party is found as a whole, never with itself", () => {
    const pool = new Pool();
    pool.add("ab", { minCount: 3, maxCount: 3 });
    pool.add("ab", { minCount: 3, maxCount: 3 });
    pool.tick(3);
    expect(pool.matches).toEqual([]);
    pool.add("c", { minCount: 3, maxCount: 3 });
    pool.tick();
    expect(pool.matches).toEqual([["a", "b", "c"]]);
  });

  it("B12 · a query that cannot be run finds nobody and harms no one", () => {
    const pool = new Pool();
    expect(pool.add("a", { query: "+properties.x:/(/" })).toMatchObject({ ok: true });
    pool.add("b");
    pool.tick();
    expect(pool.matches).toEqual([["a", "b"]]);
  });

  it("B12 · refuses: no query, a session twice, a fourth ticket", () => {
    const pool = new Pool();
    expect(pool.add("a", { query: "+" })).toEqual({ ok: false, reason: "query-invalid" });
    expect(pool.add("aa")).toEqual({ ok: false, reason: "duplicate-session" });
    for (let count = 0; count < 3; count++) pool.add("a");
    expect(pool.add("a")).toEqual({ ok: false, reason: "too-many-tickets" });
    expect(pool.add("ab")).toEqual({ ok: false, reason: "too-many-tickets" });
  });

  it("B12 · a session that ends takes its tickets along, its party's too", () => {
    const pool = new Pool();
    pool.add("a");
    pool.add("ab", { minCount: 3, maxCount: 3 });
    pool.matchmaker.removeSession("a");
    pool.add("c");
    pool.add("d", { minCount: 3, maxCount: 3 });
    pool.tick(3);
    expect(pool.matches).toEqual([]);
  });

  it("B12 · looks no more once stopped", () => {
    const pool = new Pool();
    pool.add("a");
    pool.add("b");
    pool.matchmaker.stop();
    pool.tick(2);
    expect(pool.matches).toEqual([]);
  });
});
