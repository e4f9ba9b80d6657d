import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Measurement } from "../harness/row.js";

/** What one call may cost, sent and received together. */
const ALLOWED_BYTES = 128;

/** Flags under which nothing is collected while it measures. */
const FLAGS = ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256"];

/**
 * Bytes that a declared call with numbers allocates in the engines of sender and receiver together. There is no peer
 * to compare with: `peer` is what it may be. Throws when calls leave anything behind.
 */
export async function rpcGarbage(): Promise<Measurement[]> {
  const script = fileURLToPath(new URL("../garbage/measure.ts", import.meta.url));
  const run = [...FLAGS, "--conditions=@nakodo/source", "--import", "tsx", script];
  const { stdout } = await promisify(execFile)(process.execPath, run);
  const { calls, allocatedBytes, retainedBytes } = JSON.parse(stdout) as Record<string, number>;
  if (calls === undefined || allocatedBytes === undefined || retainedBytes === undefined) {
    throw new Error("the measurement said nothing");
  }
  if (retainedBytes > calls) throw new Error(`${calls} calls leave ${retainedBytes} bytes behind`);
  return [
    {
      id: "rpc-garbage",
      ours: allocatedBytes / calls,
      peer: ALLOWED_BYTES,
      peerName: "what is allowed",
      unit: "bytes/call",
      better: "lower",
    },
  ];
}
