import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { ALL } from "../src/ids.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

const seeds = [1, 2, 3, 4, 5];

/** Who heard this text, by name. */
function hearers(match: SimulatedMatch, text: string): string[] {
  return match.peers
    .filter(({ probe }) => probe.heard.some((line) => line.endsWith(text)))
    .map((one) => one.name);
}

/** The host hands the probe to a peer, which gives an order as soon as it has it. */
function orderOf(match: SimulatedMatch, host: SimulatedPeer, to: SimulatedPeer): void {
  host.engine.setAuthority("/probe", to.engine.selfId);
  match.runUntil(() => to.engine.hasAuthority(to.probe));
  to.call(ALL, "order", "forward");
}

describe("an authority that a host decided of whom another does not know", () => {
  it.each(seeds)(
    "C6 · C9 · of two hosts of one term, the one that counts keeps what the other decided (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, LINKS.good);
      const [founder, second, third, fourth] = [match.peer(0), match.peer(1), match.peer(2), match.peer(3)];
      second.transport.freeze();
      founder.transport.cut();
      match.runUntil(() => third.engine.isHost);
      orderOf(match, third, fourth);
      // It finds itself next in line before it hears of the other's claim, of its own term.
      second.transport.thaw();
      match.run(3000);
      expect([second.engine.isHost, second.engine.term]).toEqual([true, third.engine.term]);
      expect(hearers(match, "forward")).toEqual(["p1", "p2"]);
      expect(match.admitted.filter((one) => one.engine.hasAuthority(one.probe))).toEqual([fourth]);
      expect(match.violations).toEqual([]);
    },
  );

  it.each(seeds)(
    "C6 · C3 · a host that was frozen, and replaced, hears an order of one who had the authority meanwhile (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, LINKS.good);
      const [founder, second, third, fourth] = [match.peer(0), match.peer(1), match.peer(2), match.peer(3)];
      second.transport.cut();
      match.run(200);
      founder.transport.freeze();
      // It asks the founder first, which will let it in, and then take it for the next in line.
      second.transport.restore();
      match.runUntil(() => third.engine.isHost);
      orderOf(match, third, fourth);
      match.run(200);
      third.engine.setAuthority("/probe", third.engine.selfId);
      match.run(200);
      founder.transport.thaw();
      match.run(15_000);
      expect(hearers(match, "forward")).toEqual(["p0", "p1", "p2"]);
      expect(match.tables).toHaveLength(1);
      expect(match.violations).toEqual([]);
    },
  );
});
