import type { Measurement } from "../harness/row.js";
import type { BenchServer } from "../servers.js";
import { type CrowdAccount, Crowds } from "../star/crowds.js";

const PLAYERS = 64;
const PROCESSES = 4;
const CALLS_PER_SECOND = 20;
const PLAY_MS = 6000;
const MESH_ROUNDS = 10;
const MAX_TRIES = 3;

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
 * A match in which a connection is lost, or anybody is dropped, silent or complained about, does not count and is played again:
 * `star-64-held` is 1 when it was the first that counted. All bots, the server and the host share the machine: what a stall of it
 * adds to a trip is in `star-64-p99`.
 */
export async function star64(server: BenchServer): Promise<Measurement[]> {
  const mesh = await played(server, "mesh", async (crowds) => {
    for (let round = 0; round < MESH_ROUNDS; round++) await crowds.ask({ kind: "round" });
  });
  const star = await played(server, "star", (crowds) =>
    crowds.ask({ kind: "play", forMs: PLAY_MS, perSecond: CALLS_PER_SECOND }),
  );
  process.stderr.write(
    `star-64: p50 ${star.account.latencyMs(0.5)} ms, p99 ${star.account.latencyMs(0.99)} ms; longest stall of a process ${star.account.stallMs.toFixed(0)} ms\n`,
  );
  return [
    {
      id: "star-64-bytes",
      ours: star.account.bytesPerCall,
      peer: mesh.account.bytesPerCall,
      peerName: `our mesh (${server.name})`,
      unit: "bytes down per call",
      better: "lower",
    },
    {
      id: "star-64-p99",
      ours: star.account.latencyMs(0.99),
      peer: 60,
      peerName: "limit",
      unit: "ms",
      better: "lower",
    },
    {
      id: "star-64-arrived",
      ours: star.account.arrivedRatio,
      peer: mesh.account.arrivedRatio,
      peerName: `our mesh (${server.name})`,
      unit: "of the calls",
      better: "higher",
    },
    {
      id: "star-64-held",
      ours: star.heldRatio,
      peer: mesh.heldRatio,
      peerName: `our mesh (${server.name})`,
      unit: "of the matches tried",
      better: "higher",
    },
    {
      id: "star-64-join",
      ours: star.joinMs,
      peer: mesh.joinMs,
      peerName: `our mesh (${server.name})`,
      unit: "ms until all hear all",
      better: "lower",
    },
  ];
}

/** What the bots of one match do. */
type Play = (crowds: Crowds) => Promise<void>;

/** What they counted once all were in it. */
interface Played {
  readonly account: CrowdAccount;
  /** How long it took until all were in. */
  readonly joinMs: number;
  /** Part of the matches tried in which nobody was lost. */
  readonly heldRatio: number;
}

/** Plays one match to the end. One in which anybody was lost is tried again, and counted. */
async function played(server: BenchServer, route: "mesh" | "star", play: Play): Promise<Played> {
  for (let tries = 1; ; tries++) {
    try {
      return { ...(await playedOnce(server, route, play)), heldRatio: 1 / tries };
    } catch (error) {
      process.stderr.write(`star-64: a ${route} did not hold: ${String(error)}\n`);
      if (tries === MAX_TRIES) throw error;
    }
  }
}

async function playedOnce(
  server: BenchServer,
  route: "mesh" | "star",
  play: Play,
): Promise<Omit<Played, "heldRatio">> {
  const crowds = await Crowds.start(PROCESSES, PLAYERS, server);
  try {
    const joinMs = await crowds.enter({ route, players: PLAYERS });
    await play(crowds);
    return { account: await crowds.account(), joinMs };
  } finally {
    crowds.stop();
  }
}
