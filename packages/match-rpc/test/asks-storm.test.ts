import { LINKS, seededRandom } from "@nakodo/core/testing";
import { expect, it } from "vitest";
import { HOST } from "../src/ids.js";
import { type Outcome, ShopMatch } from "./asks.js";

/** Storms for each link; `NAKODO_ASK_STORMS=2000 npx vitest run --project match-rpc asks-storm` for a long run. */
const COUNT = Number(process.env["NAKODO_ASK_STORMS"] ?? 25);
const PEERS = 5;

/** One ask of a storm: what it asked for names it. */
interface Made {
  readonly item: string;
  readonly asker: number;
  readonly toHost: boolean;
  readonly outcome: Outcome;
}

/**
 * Asks by everyone of everyone while connections are cut and come back, hosts leave, and hand over. The peers stay the same:
 * who leaves does not come back.
 */
async function storm(seed: number, link: keyof typeof LINKS): Promise<void> {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const game = new ShopMatch(PEERS, LINKS[link]);
  const { peers } = game.match;
  const ids = peers.map((peer) => peer.engine.selfId);
  const left = new Set<number>();
  const down = new Set<number>();
  const made: Made[] = [];
  for (let turn = 0; turn < 60; turn++) {
    const index = pick(PEERS);
    const peer = peers[index];
    if (peer === undefined || left.has(index)) continue;
    const what = pick(20);
    if (what < 13) {
      const toHost = pick(2) === 0;
      const target = toHost ? HOST : (ids[pick(PEERS)] ?? HOST);
      const item = `${seed}.${turn}`;
      const method = pick(2) === 0 ? "price" : "later";
      const outcome = game.ask(index, target, method, [item], { timeoutMs: 30_000 });
      made.push({ item, asker: index, toHost, outcome });
    } else if (what < 16 && down.size === 0) {
      peer.transport.cut();
      down.add(index);
    } else if (what < 18) {
      for (const one of down) if (!left.has(one)) peers[one]?.transport.restore();
      down.clear();
    } else if (what === 18 && left.size < 2 && down.size === 0) {
      peer.engine.leave();
      left.add(index);
    } else if (peer.engine.isHost && down.size === 0) {
      const next = ids[pick(PEERS)] ?? 0;
      if (next !== peer.engine.selfId && peer.engine.player(next)?.status === "connected")
        peer.engine.handHostOver(next);
    }
    await game.run(pick(4) === 0 ? 400 : 1 + pick(60));
  }
  for (const one of down) if (!left.has(one)) peers[one]?.transport.restore();
  await game.run(31_000);
  for (const { item, asker, toHost, outcome } of made) {
    const name = `seed ${seed}, ${link}: ${item} of ${asker}`;
    const runs = peers.map(
      (_, index) => game.shop(index).ran.filter((line) => line.endsWith(` ${item}`)).length,
    );
    // Nobody runs one twice; only what the host did not answer runs at another, too.
    expect(Math.max(...runs), name).toBeLessThanOrEqual(1);
    const total = runs.reduce((sum, count) => sum + count, 0);
    if (!toHost) expect(total, name).toBeLessThanOrEqual(1);
    if (outcome.code === undefined) {
      expect([item.length, item.length * 10], name).toContain(outcome.result);
      expect(total, name).toBeGreaterThan(0);
    } else if (!left.has(asker) && peers[asker]?.engine.selfId !== ids[asker]) {
      // Whoever had to begin anew has lost what it asked as the one it was.
      expect(["connection-lost", "unknown-peer"], name).toContain(outcome.code);
    } else if (!left.has(asker)) {
      // Whoever stays hears of each: that its peer is gone, and nothing else may go wrong.
      expect([item, outcome.code], name).toEqual([item, "unknown-peer"]);
      expect(toHost, name).toBe(false);
    } else expect(["closed", "unknown-peer"], name).toContain(outcome.code);
  }
  expect(
    game.match.violations.map((one) => `${one.reason}: ${one.detail}`),
    `seed ${seed}, ${link}`,
  ).toEqual([]);
}

it.each([
  [19, "good"],
  [8, "poor"],
  [554, "poor"],
] as const)(
  "C9 · storm %i over a %s link, in which a host was asked twice or its answer not expected",
  async (seed, link) => {
    await storm(seed, link);
  },
);

it.each(["good", "poor"] as const)(
  "C8 · C9 · in a storm over a %s link each ask is answered or its peer is gone, and no peer runs one twice",
  { timeout: 600_000 },
  async (link) => {
    for (let seed = 1; seed <= COUNT; seed++) await storm(seed, link);
  },
);
