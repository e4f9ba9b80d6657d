import { LINKS } from "@nakodo/core/testing";
import { ALL } from "../src/ids.js";
import { SimulatedMatch } from "./simulated-match.js";

const DEATHS = 12;
/** Calls to all between two deaths, one each 100 ms. */
const CALLS = 100;

/** A match of eight engines whose host loses its connection every ten seconds, and comes back a second later. */
export class EightEngines {
  readonly match: SimulatedMatch = SimulatedMatch.of(8, 4, LINKS.good);

  /** Plays it to its end. Gives back for how many milliseconds it would have been played. */
  play(): number {
    const { match } = this;
    const startMs = match.network.nowMs;
    for (let death = 0; death < DEATHS; death++) {
      const host = match.peers.find((peer) => peer.engine.isHost);
      for (let i = 0; i < CALLS; i++) {
        match.peers[i % 8]?.call(ALL, "say", `${death}.${i}`);
        match.run(100);
      }
      host?.transport.cut();
      match.run(1000);
      host?.transport.restore();
    }
    match.run(3000);
    return match.network.nowMs - startMs;
  }

  /** What is wrong with how it ended; nothing when everyone heard each call of the others once. */
  get faults(): string[] {
    const { match } = this;
    const faults = match.violations.map(({ reason, detail }) => `${reason}: ${detail}`);
    if (match.tables.length !== 1) faults.push(...match.tables);
    for (const [index, { probe }] of match.peers.entries()) {
      const own = DEATHS * Math.ceil((CALLS - index) / 8);
      const heard = `${probe.heard.length}, ${new Set(probe.heard).size} of them different`;
      const due = DEATHS * CALLS - own;
      if (heard !== `${due}, ${due} of them different`)
        faults.push(`peer ${index} heard ${heard}, not ${due}`);
    }
    return faults;
  }
}
