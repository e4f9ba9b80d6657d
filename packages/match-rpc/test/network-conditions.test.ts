import type { Transport } from "@nakodo/core";
import { SimulatedNetwork, type TransportHarness, transportContract } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { type NetworkConditions, networkConditions } from "../src/plugins/index.js";
import { callFrame, FRAME } from "./crafted.js";
import { layered, NetworkClock } from "./layered-peer.js";

function harness(conditions: () => NetworkConditions): TransportHarness {
  const network = new SimulatedNetwork();
  const clock = new NetworkClock(network);
  const ends = new Map<Transport, ReturnType<SimulatedNetwork["join"]>>();
  const settle = (done: () => boolean): void => {
    for (let step = 0; step < 2000 && !done(); step++) clock.run(10);
  };
  return {
    maxPeers: 8,
    join() {
      const end = network.join(`peer${ends.size}`);
      const transport = layered(conditions(), end, clock);
      ends.set(transport, end);
      return transport;
    },
    settle,
    cutAndRestore(transport) {
      ends.get(transport)?.cut();
      clock.run(500);
      ends.get(transport)?.restore();
    },
  };
}

describe.each([
  ["perfect", {}],
  ["slow and uneven", { latencyMs: 40, jitterMs: 60 }],
  ["lossy", { latencyMs: 40, jitterMs: 20, lossRatio: 0.3, duplicateRatio: 0.3, reorderRatio: 0.3 }],
  ["narrow", { bandwidthBytesPerSec: 40_000 }],
] as const)("a transport under %s conditions keeps the contract", (_name, link) => {
  it.each(transportContract.map((one) => [one.title, one] as const))("X2 · %s", async (_title, one) => {
    let seed = 0;
    await one.run(harness(() => networkConditions({ ...link, seed: ++seed })));
  });
});

/** Two ends with conditions around the first, and what the other heard. */
function pair(conditions: NetworkConditions) {
  const network = new SimulatedNetwork();
  const clock = new NetworkClock(network);
  const a = layered(conditions, network.join("a"), clock);
  const b = network.join("b");
  const heard: { readonly atMs: number; readonly bytes: Uint8Array }[] = [];
  const told: string[] = [];
  b.start((event) => {
    if (event.type === "message") heard.push({ atMs: network.nowMs, bytes: event.bytes });
  });
  clock.run(1);
  a.start((event) => told.push(event.type));
  clock.run(1000);
  return { network, clock, a, b, heard, told };
}

/** An unreliable call's frame, with a number in it; a reliable one with `seq`. */
function frame(number: number, seq?: number): Uint8Array {
  return callFrame(number, 0, [], seq);
}

/** The number that a frame carries. */
function numberIn(bytes: Uint8Array): number {
  const at = (bytes[1] ?? 0) & 1 ? 5 : 4;
  return (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
}

describe("conditions of a live match", () => {
  it("X2 · latency and jitter put off what goes out, in order", () => {
    const { clock, network, a, heard } = pair(networkConditions({ latencyMs: 100, jitterMs: 50 }));
    const startMs = network.nowMs;
    for (let i = 0; i < 50; i++) a.send(FRAME, frame(i, 1));
    clock.run(99);
    expect(heard).toEqual([]);
    clock.run(100);
    expect(heard.map(({ bytes }) => numberIn(bytes))).toEqual(Array.from({ length: 50 }, (_, i) => i));
    for (const { atMs } of heard) expect(atMs - startMs).toBeLessThanOrEqual(151);
  });

  it("X2 · unreliable frames are lost, doubled and overtake; reliable ones arrive once and in order, late where they got lost", () => {
    const conditions = networkConditions({
      latencyMs: 20,
      jitterMs: 40,
      lossRatio: 0.2,
      duplicateRatio: 0.1,
      reorderRatio: 0.5,
      seed: 5,
    });
    const { clock, a, heard } = pair(conditions);
    for (let i = 0; i < 1000; i++) {
      a.send(FRAME, frame(i));
      clock.run(2);
    }
    clock.run(5000);
    const unreliable = heard.map(({ bytes }) => numberIn(bytes));
    const distinct = new Set(unreliable);
    expect(distinct.size).toBeGreaterThan(700);
    expect(distinct.size).toBeLessThan(880);
    expect(unreliable.length).toBeGreaterThan(distinct.size + 40);
    expect(unreliable).not.toEqual([...unreliable].sort((x, y) => x - y));
    heard.length = 0;
    const sentAtMs: number[] = [];
    for (let i = 0; i < 300; i++) {
      sentAtMs.push(clock.nowMs());
      a.send(FRAME, frame(i, 1));
      clock.run(2);
    }
    clock.run(60_000);
    expect(heard.map(({ bytes }) => numberIn(bytes))).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const late = heard.filter(({ atMs }, i) => atMs - (sentAtMs[i] ?? 0) > 200);
    expect(late.length).toBeGreaterThan(30);
  });

  it("X2 · the same seed gives the same faults, another one others", () => {
    const run = (seed: number): number[] => {
      const { clock, a, heard } = pair(networkConditions({ lossRatio: 0.5, seed }));
      for (let i = 0; i < 64; i++) a.send(FRAME, frame(i));
      clock.run(100);
      return heard.map(({ bytes }) => numberIn(bytes));
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("X2 · bandwidth makes a queue that the match sees, and it changes while the match runs", () => {
    const conditions = networkConditions({ bandwidthBytesPerSec: 10_000 });
    const { clock, a, heard } = pair(conditions);
    for (let i = 0; i < 10; i++) a.send(7, new Uint8Array(1000));
    expect(a.bufferedBytes).toBeGreaterThan(9000);
    clock.run(550);
    expect(heard).toHaveLength(5);
    conditions.set({ bandwidthBytesPerSec: Number.POSITIVE_INFINITY });
    clock.run(500);
    expect(heard).toHaveLength(10);
    a.send(7, new Uint8Array(1000));
    clock.run(1);
    expect(heard).toHaveLength(11);
    expect(a.bufferedBytes).toBe(0);
  });

  it("X2 · in a silence nothing passes and nobody is told; after it all arrives in order", () => {
    const conditions = networkConditions();
    const { clock, a, b, heard, told } = pair(conditions);
    conditions.setSilent(true);
    for (let i = 0; i < 5; i++) a.send(FRAME, frame(i, 1));
    b.send(7, Uint8Array.of(1));
    clock.run(20_000);
    expect(heard).toEqual([]);
    expect(told).toEqual(["up"]);
    expect(a.bufferedBytes).toBeGreaterThan(50);
    conditions.setSilent(false);
    clock.run(1);
    expect(heard.map(({ bytes }) => numberIn(bytes))).toEqual([0, 1, 2, 3, 4]);
    expect(told).toEqual(["up", "message"]);
  });

  it("X2 · what was said before leaving leaves; no timer stays", () => {
    const { clock, a, heard } = pair(networkConditions({ latencyMs: 500 }));
    a.send(7, Uint8Array.of(1));
    a.close();
    clock.run(1);
    expect(heard).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
