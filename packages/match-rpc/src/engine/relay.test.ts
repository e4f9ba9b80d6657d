import { ByteReader } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as KIND from "../wire/kind.js";
import { forward, readRelayed } from "../wire/route.js";
import * as LIMITS from "./limits.js";
import { Relay } from "./relay.js";
import { Uplink } from "./uplink.js";

const MAX_BYTES = 2900;

/** What the last messages said still waits. */
const waitingKib: number[] = [];

/** The messages that wait, as `audience:origin frame …`. */
function passedOn(relay: Relay): string[] {
  const messages: string[] = [];
  waitingKib.length = 0;
  for (let message = relay.next(7); message !== undefined; message = relay.next(7)) {
    const reader = new ByteReader(message.bytes);
    expect([reader.u8(), reader.u8(), reader.u8()]).toEqual([1, 0, KIND.relayed]);
    reader.limit(reader.varint());
    expect(reader.varint()).toBe(7);
    waitingKib.push(reader.varint());
    const frames: string[] = [];
    while (reader.remaining > 0)
      frames.push(`${reader.varint()} ${readRelayed(reader).subarray(2).join(".")}`);
    messages.push(`${message.audience?.join("+") ?? "all"}:${frames.join(" ")}`);
  }
  return messages;
}

/** The messages to the host that `run` sends, each as its entries. */
function up(run: (uplink: Uplink) => void): string[][] {
  const messages: string[][] = [];
  const uplink = new Uplink(MAX_BYTES, (bytes) => {
    expect(bytes.byteLength).toBeLessThanOrEqual(MAX_BYTES);
    const reader = new ByteReader(bytes.slice(2));
    const entries: string[] = [];
    while (reader.remaining > 0) {
      expect(reader.u8()).toBe(KIND.forward);
      const end = reader.limit(reader.varint());
      const { to, round, term } = forward.read(reader);
      expect([term, round]).toEqual([5, 0]);
      entries.push(`${to.isOnly ? "only" : "not"} ${to.peerIds.join("+")}: ${reader.remaining}`);
      reader.rest();
      reader.restore(end);
    }
    messages.push(entries);
  });
  run(uplink);
  uplink.flush();
  expect(uplink.isEmpty).toBe(true);
  return messages;
}

describe("Uplink", () => {
  it("R2 · frames of a tick share a message, whoever they are for", () => {
    const known = [2, 3, 4, 5];
    const messages = up((uplink) => {
      uplink.add(5, undefined, known, new Uint8Array(10));
      uplink.add(5, [2], known, new Uint8Array(20));
      uplink.add(5, [3, 4, 5], known, new Uint8Array(30));
      uplink.add(5, [2, 3, 4, 5], known, new Uint8Array(40));
    });
    expect(messages).toEqual([["not : 10", "only 2: 20", "not 2: 30", "not : 40"]]);
  });

  it("R2 · what does not fit goes in the next message, and a long list in several", () => {
    const known = Array.from({ length: 100 }, (_, i) => 1000 + i);
    const audience = known.filter((_, i) => i % 2 === 0);
    const messages = up((uplink) => uplink.add(5, audience, known, new Uint8Array(1000)));
    const entries = messages.flat();
    expect(entries.every((entry) => entry.startsWith("only ") && entry.endsWith(": 1000"))).toBe(true);
    const named = entries.flatMap((entry) => entry.slice(5).split(":")[0]?.split("+").map(Number) ?? []);
    expect(named).toEqual(audience);
    expect(messages.map((message) => message.length)).toEqual([2, 2, 1]);
  });
});

describe("Relay", () => {
  /** A frame with so many of a byte after its head. */
  const frame = (byte: number, length = 1): Uint8Array => {
    const bytes = new Uint8Array(2 + length).fill(byte);
    bytes.set([1, 0]);
    return bytes;
  };

  it("R3 · what came in a tick goes as one message for each audience, each frame with its origin", () => {
    const relay = new Relay(MAX_BYTES, 25);
    expect(relay.dueMs).toBe(Number.POSITIVE_INFINITY);
    relay.add(3, 0, undefined, frame(7, 2), 100);
    relay.add(4, 0, undefined, frame(8), 110);
    relay.add(3, 0, [5], frame(9), 110);
    relay.add(4, 0, undefined, frame(10), 120);
    expect(relay.dueMs).toBe(125);
    expect(passedOn(relay)).toEqual(["all:3 7.7 4 8 4 10", "5:3 9"]);
    relay.add(3, 0, undefined, frame(1), 200);
    expect(relay.dueMs).toBe(225);
  });

  it("R3 · frames of one sender keep their order for each receiver, whoever else is passed on between them", () => {
    const relay = new Relay(MAX_BYTES, 25);
    relay.add(3, 0, undefined, frame(1), 0);
    relay.add(3, 0, [5, 6], frame(2), 0);
    relay.add(4, 0, [5, 6], frame(3), 0);
    relay.add(4, 0, undefined, frame(4), 0);
    relay.add(3, 0, undefined, frame(5), 0);
    relay.add(3, 0, [7], frame(6), 0);
    relay.add(3, 0, [5, 6], frame(7), 0);
    expect(passedOn(relay)).toEqual(["all:3 1", "5+6:3 2 4 3", "all:4 4 3 5", "7:3 6", "5+6:3 7"]);
  });

  it("R3 · however many audiences there are, no more than the newest are looked through", () => {
    const relay = new Relay(MAX_BYTES, 25);
    relay.add(3, 0, [2], frame(1), 0);
    for (let i = 0; i < 127; i++) relay.add(3, 0, [1000 + i], frame(2), 0);
    relay.add(4, 0, [2], frame(3), 0);
    relay.add(3, 0, [5], frame(4), 0);
    relay.add(4, 0, [2], frame(5), 0);
    const messages = passedOn(relay);
    expect([messages[0], messages.at(-2), messages.at(-1)]).toEqual(["2:3 1 4 3", "5:3 4", "2:4 5"]);
  });

  it("R3 · what waits for all goes with the next frame of the host's own, whose number stays", () => {
    const relay = new Relay(MAX_BYTES, 25);
    const own = (...entry: number[]): Uint8Array => Uint8Array.of(1, 1, 9, ...entry);
    expect(relay.nextWith(own(KIND.call, 1, 7), 7)).toBeUndefined();
    relay.add(3, 0, undefined, frame(8, 2), 0);
    relay.add(3, 0, [5], frame(9), 0);
    expect(relay.nextWith(own(KIND.authority, 1, 7), 7)).toBeUndefined();
    const bytes = relay.nextWith(own(KIND.call, 1, 7), 7);
    expect([...(bytes ?? [])]).toEqual([1, 1, 9, KIND.relayed, 6, 7, 0, 3, 4, 8, 8, KIND.call, 1, 7]);
    // What is for some, or would be too much for one message, goes by itself.
    expect(relay.nextWith(own(KIND.call, 1, 7), 7)).toBeUndefined();
    expect(passedOn(relay)).toEqual(["5:3 9"]);
    relay.add(3, 0, undefined, frame(8, 2000), 0);
    expect(relay.nextWith(new Uint8Array(1000), 7)).toBeUndefined();
    expect(passedOn(relay)).toHaveLength(1);
  });

  it("R3 · a full message waits for no tick", () => {
    const relay = new Relay(MAX_BYTES, 25);
    relay.add(3, 0, undefined, frame(1, 2000), 100);
    expect(relay.dueMs).toBe(125);
    relay.add(4, 0, undefined, frame(1, 2000), 100);
    expect(relay.dueMs).toBe(0);
  });

  it("R6 · L · 256 KiB of one peer wait, and what is more is refused until its streams begin again", () => {
    const relay = new Relay(MAX_BYTES, 25);
    const big = frame(1, 1021);
    expect(LIMITS.relayedBytes).toBe(256 * 1024);
    // With its origin and length each takes 1,024 bytes.
    for (let i = 0; i < 256; i++) expect(relay.add(3, 0, undefined, big, 0)).toBe("added");
    expect(relay.add(3, 0, undefined, frame(1), 0)).toBe("refused");
    expect(relay.add(3, 0, [5], frame(1), 0)).toBe("dropped");
    expect(relay.add(4, 0, undefined, frame(1), 0)).toBe("added");
    passedOn(relay);
    expect([waitingKib[0], waitingKib.at(-1)]).toEqual([254, 0]);
    expect(relay.add(3, 0, undefined, frame(1), 0)).toBe("dropped");
    expect(relay.add(3, 1, undefined, frame(2), 0)).toBe("added");
    expect(passedOn(relay)).toEqual(["all:3 2"]);
  });

  it("R6 · L · of one who is gone it is forgotten what was refused", () => {
    const relay = new Relay(MAX_BYTES, 25);
    const tooMuch = frame(1, LIMITS.relayedBytes);
    expect(relay.add(3, 7, undefined, tooMuch, 0)).toBe("refused");
    expect(relay.add(4, 7, undefined, tooMuch, 0)).toBe("refused");
    relay.forget(3);
    expect(relay.add(3, 7, undefined, frame(1), 0)).toBe("added");
    expect(relay.add(4, 7, undefined, frame(1), 0)).toBe("dropped");
  });

  it("R5 · on another way nothing of the old one is passed on, and nobody is refused", () => {
    const relay = new Relay(MAX_BYTES, 25);
    relay.add(3, 0, undefined, frame(1), 0);
    relay.clear();
    expect([relay.dueMs, passedOn(relay)]).toEqual([Number.POSITIVE_INFINITY, []]);
  });
});
