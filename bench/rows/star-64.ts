import type { Measurement } from "../harness/row.js";
import type { BenchServer } from "../servers.js";
import { Crowds } from "../star/crowds.js";

const PLAYERS = 64;
const PROCESSES = 4;
const CALLS_PER_SECOND = 20;
const PLAY_MS = 6000;
const MESH_ROUNDS = 10;

/**
 * A match of 64 bots of which each calls all others 20 times a second, with 40 bytes of arguments: as a star, and as a mesh.
 *
 * The star plays in real time, its bots in rhythms of their own. A mesh of 64 would be 80,640 messages a second, more than two
 * cores pass on, so its bots call in rounds, each when the last has arrived everywhere: in a mesh every call is a message of its
 * own, and takes the same bytes at any pace. Compared is what comes down to a peer for each call that it hears: all bytes of its
 * connection, from the heads of WebSocket frames to signs of life, divided by the calls that ran. A call that is
 * overtaken by a newer one of the same bot before it could be sent (`unreliableOrdered`) is none; `star-64-arrived` says how
 * many were not.
 *
 * The row fails when a connection is lost, or when anybody is dropped, silent or complained about. All bots, the server
 * and the host share the machine: what a stall of it adds to a trip is in `star-64-p99`.
 */
export async function star64(server: BenchServer): Promise<Measurement[]> {
  const crowds = await Crowds.start(PROCESSES, PLAYERS, server);
  try {
    const meshJoinMs = await crowds.enter({ route: "mesh", players: PLAYERS });
    for (let round = 0; round < MESH_ROUNDS; round++) await crowds.ask({ kind: "round" });
    const mesh = await crowds.account();
    await crowds.ask({ kind: "leave" });

    const starJoinMs = await crowds.enter({ route: "star", players: PLAYERS });
    await crowds.ask({ kind: "play", forMs: PLAY_MS, perSecond: CALLS_PER_SECOND });
    const star = await crowds.account();
    process.stderr.write(
      `star-64: p50 ${star.latencyMs(0.5)} ms, p99 ${star.latencyMs(0.99)} ms; longest stall of a process ${star.stallMs.toFixed(0)} ms\n`,
    );
    return [
      {
        id: "star-64-bytes",
        ours: star.bytesPerCall,
        peer: mesh.bytesPerCall,
        peerName: `our mesh (${server.name})`,
        unit: "bytes down per call",
        better: "lower",
      },
      {
        id: "star-64-p99",
        ours: star.latencyMs(0.99),
        peer: 60,
        peerName: "limit",
        unit: "ms",
        better: "lower",
      },
      {
        id: "star-64-arrived",
        ours: star.arrivedRatio,
        peer: mesh.arrivedRatio,
        peerName: `our mesh (${server.name})`,
        unit: "of the calls",
        better: "higher",
      },
      {
        id: "star-64-join",
        ours: starJoinMs,
        peer: meshJoinMs,
        peerName: `our mesh (${server.name})`,
        unit: "ms until all hear all",
        better: "lower",
      },
    ];
  } finally {
    crowds.stop();
  }
}
