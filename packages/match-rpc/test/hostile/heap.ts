import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Bytes of the heap that are still in use after all garbage was collected. */
export function liveHeapBytes(): number {
  if (typeof collect !== "function") throw new Error("there is no way to collect garbage here");
  collect();
  return process.memoryUsage().heapUsed;
}
