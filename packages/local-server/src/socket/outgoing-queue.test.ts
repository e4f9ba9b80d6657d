import { beforeEach, describe, expect, it } from "vitest";
import { OutgoingQueue } from "./outgoing-queue.js";

/** A sink that takes messages, or blocks until it is told to go on. */
class Sink {
  readonly written: string[] = [];
  readonly events: string[] = [];
  blocksAfter = Number.POSITIVE_INFINITY;
  goOn: () => void = () => undefined;

  readonly queue = new OutgoingQueue(
    64,
    {
      write: (message, onDrained) => {
        this.written.push(Buffer.from(message).toString());
        this.goOn = onDrained;
        return this.written.length < this.blocksAfter;
      },
    },
    {
      overflowed: () => this.events.push("overflowed"),
      blocked: () => this.events.push("blocked"),
      drained: () => this.events.push("drained"),
    },
  );

  push(count: number): void {
    for (let index = 0; index < count; index++) this.queue.push(Buffer.from(`message ${index}`));
  }
}

/** Lets the queue write what waits. */
async function turn(): Promise<void> {
  await Promise.resolve();
}

let sink = new Sink();
beforeEach(() => {
  sink = new Sink();
});

describe("the outgoing queue", () => {
  it("L1 · 64 messages at once are written in order", async () => {
    sink.push(64);
    await turn();
    expect(sink.written).toEqual(Array.from({ length: 64 }, (_, index) => `message ${index}`));
    expect(sink.events).toEqual([]);
  });

  it("L1 · the 65th overflows it, once; nothing more is written", async () => {
    sink.push(70);
    await turn();
    expect(sink.events).toEqual(["overflowed"]);
    expect(sink.written).toEqual([]);
  });

  it("L1 · any number is written when it is given time", async () => {
    for (let round = 0; round < 10; round++) {
      sink.push(64);
      await turn();
    }
    expect(sink.written).toHaveLength(640);
  });

  it("L1 · behind a blocked line 64 wait, and go when it clears", async () => {
    sink.blocksAfter = 1;
    sink.push(1);
    await turn();
    sink.push(64);
    await turn();
    expect(sink.written).toHaveLength(1);
    sink.blocksAfter = Number.POSITIVE_INFINITY;
    sink.goOn();
    expect(sink.written).toHaveLength(65);
    expect(sink.events).toEqual(["blocked", "drained"]);
  });

  it("L1 · behind a blocked line the 65th overflows it", async () => {
    sink.blocksAfter = 1;
    sink.push(1);
    await turn();
    sink.push(65);
    expect(sink.events).toEqual(["blocked", "overflowed"]);
  });

  it("L1 · what is held is not bounded, and comes in order after the release", async () => {
    sink.push(2);
    sink.queue.hold();
    sink.push(100);
    await turn();
    expect(sink.written).toEqual([]);
    sink.queue.release();
    await turn();
    expect(sink.written).toHaveLength(102);
    expect(sink.events).toEqual([]);
  });
});
