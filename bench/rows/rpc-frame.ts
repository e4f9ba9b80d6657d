import { remotes } from "@nakodo/match-rpc";
import type { SocketCodec } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { FISH_PATH, FISH_UPDATE, type FishUpdate, fishUpdates } from "../fish-update.js";
import { CountedSocket } from "../harness/counted-socket.js";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";
import { within } from "../harness/within.js";
import { matchPair } from "../match-pair.js";
import type { BenchServer } from "../servers.js";

const CALLS = 128;

/** One `update_remote_player` of the Fish Game on its sockets: the mean of what was recorded when it was played. */
const FISH_GAME = { upBytes: 929, downBytes: 1063 };

/** Bytes of one call on the sockets of who calls and of who is called. */
interface FrameBytes {
  readonly upBytes: number;
  readonly downBytes: number;
}

/**
 * What one declared `update_remote_player` takes on the wire, from the first byte of its WebSocket frame to the last:
 * in binary against the Fish Game itself, and against the same call in text.
 */
export async function rpcFrame(server: BenchServer): Promise<Measurement[]> {
  const binary = await frameBytes(server, binarySocket());
  const text = await frameBytes(server, undefined);
  const fishGame = { peerName: "the Fish Game, recorded", unit: "bytes", better: "lower" } as const;
  return [
    { id: "rpc-frame-up", ours: binary.upBytes, peer: FISH_GAME.upBytes, ...fishGame },
    { id: "rpc-frame-down", ours: binary.downBytes, peer: FISH_GAME.downBytes, ...fishGame },
    {
      id: "socket-bytes",
      ours: binary.upBytes + binary.downBytes,
      peer: text.upBytes + text.downBytes,
      peerName: `the same call in text (${server.name})`,
      unit: "bytes",
      better: "lower",
    },
  ];
}

/** The median of many calls, each of which is seen to arrive. */
async function frameBytes(server: BenchServer, codec: SocketCodec | undefined): Promise<FrameBytes> {
  let arrived: (args: FishUpdate) => void = () => {};
  class Fish {
    updateRemotePlayer(...args: FishUpdate): void {
      arrived(args);
    }
  }
  const type = remotes("Fish", Fish, {
    updateRemotePlayer: { mode: "authority", transfer: "unreliableOrdered", args: FISH_UPDATE },
  });
  const [up, down] = [new CountedSocket(), new CountedSocket()];
  const format = codec && { codec };
  const pair = await matchPair(
    server,
    type,
    {},
    {
      caller: { ...format, webSocket: up.open },
      callee: { ...format, webSocket: down.open },
    },
  );
  try {
    const { caller, callee } = pair;
    const fish = new Fish();
    caller.add(FISH_PATH, fish, { authority: caller.peerId });
    callee.add(FISH_PATH, new Fish(), { authority: caller.peerId });
    const sent: number[] = [];
    const received: number[] = [];
    for (const args of fishUpdates(CALLS)) {
      const [sentBytes, receivedBytes] = [up.sentBytes, down.receivedBytes];
      const arrival = new Promise<FishUpdate>((resolve) => {
        arrived = resolve;
      });
      caller.rpc(fish, "updateRemotePlayer", ...args);
      const got = await within(5000, "a call", arrival);
      if (got[1] !== args[1] || got[5] !== args[5]) throw new Error("another call arrived than was made");
      sent.push(up.sentBytes - sentBytes);
      received.push(down.receivedBytes - receivedBytes);
    }
    // A heartbeat goes with a few of them: the middle is without.
    return { upBytes: median(sent), downBytes: median(received) };
  } finally {
    await pair.close();
  }
}
