import { t } from "@nakodo/core";
import { remotes } from "@nakodo/match-rpc";
import { EnginePair } from "./engine-pair.js";

/** Started with a young generation so large that nothing is collected while it measures, and with `--expose-gc`. */
const CALLS_PER_TICK = 20;
const TICKS = 2_000;
const TICK_MS = 1000 / 60;

class Ship {
  sum = 0;
  moveTo(x: number, y: number, turn: number): void {
    this.sum += x + y + turn;
  }
}

const ShipRemotes = remotes("Ship", Ship, {
  moveTo: { mode: "anyPeer", transfer: "unreliable", args: [t.i16, t.i16, t.u8] },
});

const collect = globalThis.gc;
if (collect === undefined) throw new Error("start this with --expose-gc");

const pair = new EnginePair(ShipRemotes);
const [ship, there] = [new Ship(), new Ship()];
pair.caller.add("/ship", ship);
pair.callee.add("/ship", there);

function run(): void {
  for (let tick = 0; tick < TICKS; tick++) {
    for (let i = 0; i < CALLS_PER_TICK; i++) pair.caller.call(0, ship, "moveTo", [tick, i, 7], false);
    pair.tick(TICK_MS);
  }
}

const heapBytes = (): number => process.memoryUsage().heapUsed;

for (let round = 0; round < 4; round++) run();
collect();
const beforeBytes = heapBytes();
const heardBefore = there.sum;
run();
const allocatedBytes = heapBytes() - beforeBytes;
collect();
const retainedBytes = heapBytes() - beforeBytes;
const calls = TICKS * CALLS_PER_TICK;
if (there.sum - heardBefore === 0) throw new Error("no call arrived");
process.stdout.write(JSON.stringify({ calls, allocatedBytes, retainedBytes }));
