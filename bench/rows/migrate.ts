import { RealStorm } from "../../conformance/storm/real-storm.js";
import type { Measurement } from "../harness/row.js";
import { percentile } from "../harness/statistics.js";
import type { BenchServer } from "../servers.js";

const PLAYERS = 4;
const DEATHS = 12;
const STOPS = 3;
/** What is between two: whoever came for the one that died is there by then. */
const PAUSE_MS = 1000;

/**
 * From the moment in which the host's process is killed, or stopped, until the first order of the next host has run on all
 * other machines, each player in a process of its own. There is nothing to compare it with: no other JavaScript framework
 * replaces a host that is a player, so the other side is what a game may ask for.
 */
export async function migrate(server: BenchServer): Promise<Measurement[]> {
  const storm = new RealStorm(server);
  try {
    for (let i = 0; i < PLAYERS; i++) await storm.start();
    for (let i = 0; i < DEATHS + STOPS; i++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      await storm.loseHost(i < DEATHS ? "killed" : "stopped");
    }
  } finally {
    await storm.stop();
  }
  const { killed, stopped } = storm.tookMs;
  const unit = "ms";
  const better = "lower";
  return [
    { id: "migrate-killed", ours: percentile(killed, 0.99), peer: 150, peerName: "limit", unit, better },
    { id: "migrate-silent", ours: percentile(stopped, 0.99), peer: 1500, peerName: "limit", unit, better },
  ];
}
