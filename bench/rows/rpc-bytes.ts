import type { ValueCodec } from "@nakodo/core";
import { messagePackValues } from "@nakodo/core/msgpack";
import { type RemoteOptions, remotes } from "@nakodo/match-rpc";
import { customRpc, FISH_PATH, FISH_UPDATE, type FishUpdate, fishUpdates } from "../fish-update.js";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";
import { within } from "../harness/within.js";
import { matchPair } from "../match-pair.js";
import type { BenchServer } from "../servers.js";

const CALLS = 128;

/**
 * Payload of one `update_remote_player`, in bytes, before the relay's envelope, which is the same for both: what a
 * match in which two play hands to its socket, against what the tutorial does.
 */
export async function rpcBytes(server: BenchServer): Promise<Measurement[]> {
  const declared = await oursBytes(server, { args: FISH_UPDATE }, undefined);
  const undeclared = await oursBytes(server, {}, messagePackValues());
  const peer = median(fishUpdates(CALLS).map((args) => Buffer.byteLength(customRpc(args))));
  const peerName = "the tutorial's custom_rpc (JSON)";
  return [
    { id: "rpc-bytes", ours: declared, peer, peerName, unit: "bytes", better: "lower" },
    { id: "rpc-bytes-undeclared", ours: undeclared, peer, peerName, unit: "bytes", better: "lower" },
  ];
}

/** Bytes that a match hands to its socket for one call, which is seen to arrive whole: the median of many. */
async function oursBytes(
  server: BenchServer,
  how: Pick<RemoteOptions<FishUpdate>, "args">,
  values: ValueCodec | undefined,
): Promise<number> {
  let arrived: (args: FishUpdate) => void = () => {};
  class Fish {
    updateRemotePlayer(...args: FishUpdate): void {
      arrived(args);
    }
  }
  const type = remotes("Fish", Fish, {
    updateRemotePlayer: { mode: "authority", transfer: "unreliableOrdered", ...how },
  });
  const pair = await matchPair(server, type, values && { values });
  try {
    const { caller, callee } = pair;
    const fish = new Fish();
    caller.add(FISH_PATH, fish, { authority: caller.peerId });
    callee.add(FISH_PATH, new Fish(), { authority: caller.peerId });
    const bytes: number[] = [];
    for (const args of fishUpdates(CALLS)) {
      const before = caller.counters;
      const arrival = new Promise<FishUpdate>((resolve) => {
        arrived = resolve;
      });
      caller.rpc(fish, "updateRemotePlayer", ...args);
      const got = await within(5000, "a call", arrival);
      if (got[1] !== args[1] || got[5] !== args[5]) throw new Error("another call arrived than was made");
      const after = caller.counters;
      // A heartbeat or an answer may have gone out besides: such a call is not counted.
      if (after.sentFrames === before.sentFrames + 1) bytes.push(after.sentBytes - before.sentBytes);
    }
    if (bytes.length < CALLS / 2)
      throw new Error(`only ${bytes.length} of ${CALLS} calls had a frame of their own`);
    return median(bytes);
  } finally {
    await pair.close();
  }
}
