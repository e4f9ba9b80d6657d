import { ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as LIMITS from "./limits.js";
import { type Audience, HEAD_BYTES, Outbox, type SealedFrame, writeFrame } from "./outbox.js";

const MAX_FRAME_BYTES = 100;

/** One byte that stands for an entry. */
function entry(name: string, length = 1): ByteWriter {
  return writerOf(new Uint8Array(length).fill(name.charCodeAt(0)));
}

function writerOf(bytes: Uint8Array): ByteWriter {
  const writer = new ByteWriter();
  writer.raw(bytes);
  return writer;
}

function bytesOf(frame: SealedFrame | undefined): number[] {
  return [...(frame?.entries.written() ?? [])];
}

/** An outbox to which entries are said by name; upper case is reliable. */
function said(...all: readonly (readonly [to: Audience, names: string])[]): Outbox {
  const outbox = new Outbox(MAX_FRAME_BYTES);
  for (const [to, names] of all)
    for (const name of names) outbox.add(to, entry(name), name === name.toUpperCase());
  return outbox;
}

/** All that is taken out, as `receivers:entries`, `!` for reliable. */
function taken(outbox: Outbox, reliableOnly = false): string[] {
  const frames: string[] = [];
  for (;;) {
    const frame = outbox.next(reliableOnly);
    if (frame === undefined) return frames;
    const text = String.fromCharCode(...bytesOf(frame));
    frames.push(`${frame.audience?.join("+") ?? "all"}:${text}${frame.reliable ? "!" : ""}`);
  }
}

/** The code of the NakodoError that `run` throws; whatever else it throws goes on. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("Outbox", () => {
  it("S1 · all that is said to one audience shares a frame, in order", () => {
    expect(taken(said([undefined, "ABC"]))).toEqual(["all:ABC!"]);
    expect(taken(said([[2, 3], "A"], [[2, 3], "B"]))).toEqual(["2+3:AB!"]);
    expect(taken(said([[], "AB"]))).toEqual([":AB!"]);
  });

  it("S1 · audiences that have nobody in common do not part each other's frames", () => {
    expect(taken(said([[2], "A"], [[3], "B"], [[2], "C"], [[3], "D"]))).toEqual(["2:AC!", "3:BD!"]);
  });

  it("S1 · what goes to somebody of the audience in between begins another frame", () => {
    expect(taken(said([[2], "A"], [undefined, "B"], [[2], "C"]))).toEqual(["2:A!", "all:B!", "2:C!"]);
    expect(taken(said([[2], "A"], [[2, 3], "B"], [[2], "C"]))).toEqual(["2:A!", "2+3:B!", "2:C!"]);
    expect(taken(said([[2, 3], "A"], [[3, 4], "B"], [[2, 3], "C"], [[3, 4], "D"]))).toEqual([
      "2+3:A!",
      "3+4:B!",
      "2+3:C!",
      "3+4:D!",
    ]);
  });

  it("S1 · whoever is in several audiences hears all in the order in which it was said", () => {
    const audiences: Audience[] = [undefined, [2], [3], [2, 3], [3, 4], [4], []];
    for (let seed = 1; seed <= 200; seed++) {
      const outbox = new Outbox(HEAD_BYTES + 5);
      const expected = new Map([2, 3, 4].map((id): [number, string] => [id, ""]));
      let state = seed;
      for (let i = 0; i < 20; i++) {
        state = Math.imul(state, 1664525) + 1013904223;
        const to = audiences[(state >>> 16) % audiences.length];
        const name = String.fromCharCode(65 + i);
        outbox.add(to, entry(name), true);
        for (const [id, text] of expected)
          if (to === undefined || to.includes(id)) expected.set(id, text + name);
      }
      const heard = new Map([2, 3, 4].map((id): [number, string] => [id, ""]));
      for (let frame = outbox.next(false); frame !== undefined; frame = outbox.next(false)) {
        const text = String.fromCharCode(...bytesOf(frame));
        for (const [id, before] of heard)
          if (frame.audience === undefined || frame.audience.includes(id)) heard.set(id, before + text);
      }
      expect(heard, `seed ${seed}`).toEqual(expected);
    }
  });

  it("S1 · a frame is reliable when anything in it is", () => {
    expect(taken(said([undefined, "ab"]))).toEqual(["all:ab"]);
    expect(taken(said([undefined, "aBc"]))).toEqual(["all:aBc!"]);
  });

  it("S1 · a full frame is followed by another of the same audience", () => {
    const outbox = new Outbox(MAX_FRAME_BYTES);
    expect(outbox.maxEntryBytes).toBe(MAX_FRAME_BYTES - HEAD_BYTES);
    outbox.add([2], entry("A", 50), true);
    outbox.add([2], entry("B", 40), true);
    outbox.add([2], entry("C"), true);
    const lengths = [outbox.next(false), outbox.next(false)].map((frame) => frame?.entries.length);
    expect(lengths).toEqual([90, 1]);
    expect(outbox.isEmpty).toBe(true);
  });

  it("C6 · an entry that must be first begins a frame, which others then share", () => {
    const outbox = said([[2], "A"]);
    outbox.add([2], entry("B"), true, undefined, true);
    outbox.add([2], entry("C"), true);
    expect(taken(outbox)).toEqual(["2:A!", "2:BC!"]);
  });

  it("S8 · the newest call of a method takes the place of the one that waits, and keeps its place in the order", () => {
    const outbox = new Outbox(MAX_FRAME_BYTES);
    outbox.add(undefined, entry("a"), false, 7);
    outbox.add(undefined, entry("b"), false);
    outbox.add(undefined, entry("c"), false, 7);
    outbox.add(undefined, entry("d"), false, 8);
    expect(taken(outbox)).toEqual(["all:cbd"]);
  });

  it("S8 · a newer call of another length comes after the older one, and is the one that the next replaces", () => {
    const outbox = new Outbox(MAX_FRAME_BYTES);
    outbox.add(undefined, entry("a"), false, 7);
    outbox.add(undefined, entry("b", 2), false, 7);
    outbox.add(undefined, entry("c", 2), false, 7);
    expect(taken(outbox)).toEqual(["all:acc"]);
  });

  it("S8 · a call to another audience, or after the frame was taken, replaces nothing", () => {
    const outbox = new Outbox(MAX_FRAME_BYTES);
    outbox.add([2], entry("a"), false, 7);
    outbox.add([3], entry("b"), false, 7);
    expect(taken(outbox)).toEqual(["2:a", "3:b"]);
    outbox.add([2], entry("c"), false, 7);
    expect(taken(outbox)).toEqual(["2:c"]);
  });

  it("S8 · on a congested link only frames with something reliable go, and the others go on collecting", () => {
    const outbox = said([[2], "a"], [[3], "B"], [[4], "c"]);
    expect(taken(outbox, true)).toEqual(["3:B!"]);
    outbox.add([2], entry("d"), false);
    expect(taken(outbox, true)).toEqual([]);
    expect(outbox.isEmpty).toBe(false);
    expect(taken(outbox)).toEqual(["2:ad", "4:c"]);
  });

  it("S1 · what the same receivers must hear first goes along, however congested the link is", () => {
    expect(taken(said([[2], "a"], [[4], "b"], [[2, 3], "c"], [[3], "D"]), true)).toEqual([
      "2:a",
      "2+3:c",
      "3:D!",
    ]);
    expect(taken(said([[2], "a"], [undefined, "B"], [[2], "c"]), true)).toEqual(["2:a", "all:B!"]);
  });

  it("S8 · without a connection all frames go that hold nothing reliable", () => {
    const outbox = said([[2], "a"], [[3], "bC"], [[4], "d"]);
    outbox.dropUnreliable();
    expect(taken(outbox)).toEqual(["3:bC!"]);
  });

  it("L · what waits is at most what a log could keep; one byte more is queue-full, and changes nothing", () => {
    const chunk = LIMITS.logBytes / 16;
    const outbox = new Outbox(chunk + HEAD_BYTES);
    for (let i = 0; i < 16; i++) outbox.add([2], entry("A", chunk), true);
    expect(outbox.hasRoom(0)).toBe(true);
    expect(outbox.hasRoom(1)).toBe(false);
    expect(codeOf(() => outbox.needRoom(0))).toBe("nothing thrown");
    expect(codeOf(() => outbox.add([2], entry("B"), true))).toBe("queue-full");
    expect(outbox.next(false)?.entries.length).toBe(chunk);
    expect(outbox.hasRoom(chunk)).toBe(true);
    expect(outbox.hasRoom(chunk + 1)).toBe(false);
  });

  it("L · what is dropped, replaced or forgotten takes no room", () => {
    const chunk = LIMITS.logBytes / 4;
    const outbox = new Outbox(chunk + HEAD_BYTES);
    outbox.add([2], entry("a", chunk), false);
    outbox.add([3], entry("B", chunk), true);
    for (let i = 0; i < 10; i++) outbox.add([4], entry("c", 100), false, 1);
    expect(outbox.hasRoom(2 * chunk - 100)).toBe(true);
    expect(outbox.hasRoom(2 * chunk - 99)).toBe(false);
    outbox.dropUnreliable();
    expect([outbox.hasRoom(3 * chunk), outbox.hasRoom(3 * chunk + 1)]).toEqual([true, false]);
    outbox.clear();
    expect([outbox.isEmpty, outbox.hasRoom(4 * chunk)]).toEqual([true, true]);
    expect(outbox.next(false)).toBeUndefined();
  });

  it("S1 · entries are copied when they are added", () => {
    const outbox = new Outbox(MAX_FRAME_BYTES);
    const bytes = entry("A");
    outbox.add([2], bytes, true);
    bytes.reset();
    bytes.u8(0);
    expect(bytesOf(outbox.next(false))).toEqual([65]);
    outbox.add([2], entry("Z"), true);
    expect(taken(outbox)).toEqual(["2:Z!"]);
  });

  it("W1 · a sealed frame gets its head, with a number or without", () => {
    const frame = { audience: undefined, reliable: true, entries: writerOf(Uint8Array.of(0x0a, 0x00)) };
    const writer = new ByteWriter();
    writeFrame(writer, frame, 300);
    expect([...writer.written()]).toEqual([1, 1, 0xac, 0x02, 0x0a, 0x00]);
    writeFrame(writer, frame, undefined);
    expect([...writer.written()]).toEqual([1, 0, 0x0a, 0x00]);
  });

  it("W1 · the head of the last number there can be fits in the room left for it", () => {
    const frame = { audience: undefined, reliable: true, entries: new ByteWriter() };
    const head = new ByteWriter();
    writeFrame(head, frame, Number.MAX_SAFE_INTEGER);
    expect(head.length).toBeLessThanOrEqual(HEAD_BYTES);
  });
});
