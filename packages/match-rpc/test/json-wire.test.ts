import { ByteReader, hash32, jsonValues } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { ALL } from "../src/ids.js";
import { jsonWire } from "../src/json-wire/index.js";
import { JsonFrames } from "../src/json-wire/json-frame.js";
import type { MatchWireContext } from "../src/json-wire/match-wire.js";
import { Schema } from "../src/remotes/schema.js";
import { frameHead } from "../src/wire/frame.js";
import * as KIND from "../src/wire/kind.js";
import { codeOf } from "./code-of.js";
import { controlFrame, FRAME } from "./crafted.js";
import { realFrames } from "./hostile/real-frames.js";
import { ProbeRemotes, SimulatedMatch } from "./simulated-match.js";

const context: MatchWireContext = {
  schema: new Schema([ProbeRemotes]),
  values: jsonValues,
  opCodeBase: FRAME,
  pathOf: (pathId) => (pathId === hash32("/probe") ? "/probe" : undefined),
};
const wire = new JsonFrames(context);

function textOf(frame: Uint8Array): string {
  return new TextDecoder().decode(wire.encode(frame, 100_000));
}

function frameOf(text: string): Uint8Array {
  return wire.decode(new TextEncoder().encode(text));
}

/** Kinds of the entries of a frame. */
function kindsOf(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes);
  frameHead.read(reader, { seq: undefined });
  const kinds: number[] = [];
  while (reader.remaining > 0) {
    kinds.push(reader.u8());
    reader.bytes(4096);
  }
  return kinds;
}

/** A joining peer's frames, a host's, and a reader of them all, on one wire. */
function onWire(options = {}) {
  const match = new SimulatedMatch(1, LINKS.good, {});
  const texts: string[] = [];
  const add = (extra = {}) => {
    const inner = match.network.join(`p${match.peers.length}`);
    const transport = jsonWire.wrap(inner, context);
    const peer = match.prepare(undefined, { transport, ...options, ...extra }, inner);
    transport.start((event) => {
      peer.engine.receive(event, match.network.nowMs);
      peer.isDirty = true;
    });
    return peer;
  };
  /** Somebody on the relay who reads along. */
  const readAlong = (): void => {
    match.network.join("reader").start((event) => {
      if (event.type === "message") texts.push(new TextDecoder().decode(event.bytes));
    });
  };
  return { match, add, texts, readAlong };
}

describe("the text wire", () => {
  const text = "4e616b6f646f203d2074657374206279";
  it.each<[string, string, Uint8Array]>([
    [
      "a greeting",
      '{"say":[{"kind":"greet","peerId":3,"no":300,"isAnswer":0,"to":[{"peerId":2,"last":7}]}]}',
      Uint8Array.of(1, 0, 7, 7, 3, 0xac, 2, 0, 1, 2, 7),
    ],
    [
      "a frame for the host to pass on",
      '{"say":[{"kind":"forward","term":5,"round":1,"to":{"kind":"allBut","peerIds":[3]},"frame":"0100"}]}',
      Uint8Array.of(1, 0, 0x10, 7, 5, 1, 1, 1, 3, 1, 0),
    ],
    [
      "a frame that a host passed on",
      '{"say":[{"kind":"relayed","term":5,"waiting":2,"frames":[{"origin":3,"frame":"0100"}]}]}',
      Uint8Array.of(1, 0, 0x11, 4, 5, 2, 3, 0),
    ],
    [
      "frames that were kept",
      '{"say":[{"kind":"kept","frames":["010105","010106"]}]}',
      Uint8Array.of(1, 0, 0x13, 8, 3, 1, 1, 5, 3, 1, 1, 6),
    ],
    [
      "a call with declared arguments, in a numbered frame",
      '{"n":5,"say":[{"kind":"call","path":"/probe","method":"Probe.move","args":[1.5,-2]}]}',
      Uint8Array.of(1, 1, 5, 0x20, 13, ...u32(hash32("/probe")), 2, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0),
    ],
    [
      "a call with values to an object that is not here",
      '{"n":1,"say":[{"kind":"call","path":7,"method":"Probe.say","args":["hi",{"$":"number","v":"NaN"}]}]}',
      Uint8Array.of(
        1,
        1,
        1,
        0x20,
        39,
        7,
        0,
        0,
        0,
        4,
        ...new TextEncoder().encode('["hi",{"$":"number","v":"NaN"}]').slice(0),
      ),
    ],
    [
      "a barrier",
      '{"n":1,"say":[{"kind":"barrier","state":"passed","term":1,"name":"go","peerIds":[2,3]}]}',
      Uint8Array.of(1, 1, 1, 0x23, 7, 2, 1, 2, 0x67, 0x6f, 2, 3),
    ],
    [
      "two entries, one with bytes",
      `{"say":[{"kind":"bye","peerId":4},{"kind":"hello","attempt":1,"codec":"json","schemaHash":1,"clientVersion":"dev","proofHash":"${text}","resume":null}]}`,
      Uint8Array.of(
        1,
        0,
        0x0a,
        1,
        4,
        1,
        31,
        1,
        4,
        0x6a,
        0x73,
        0x6f,
        0x6e,
        1,
        0,
        0,
        0,
        3,
        0x64,
        0x65,
        0x76,
        ...(text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
        0,
      ),
    ],
  ])("J1 · golden text: %s", (_name, golden, bytes) => {
    const frame =
      bytes[3] === 0x20 && bytes[4] === 39
        ? Uint8Array.from([...bytes.slice(0, 4), bytes.length - 5, ...bytes.slice(5)])
        : bytes;
    expect(textOf(frame)).toBe(golden);
    expect([...frameOf(golden)]).toEqual([...frame]);
  });

  it("J1 · every frame of a lively match reads well and comes back as the same bytes", async () => {
    const kinds = new Set<number>();
    for (const frame of await realFrames()) {
      const text = textOf(frame);
      expect(text, text).not.toContain('{"frame":');
      expect([...frameOf(text)]).toEqual([...frame]);
      for (const kind of kindsOf(frame)) kinds.add(kind);
    }
    expect(kinds.size).toBeGreaterThan(Object.keys(KIND).length - 4);
  });

  it("J1 · a frame that is none of ours, or too long as text, travels as it is, and fits", () => {
    const call = Uint8Array.of(1, 0, 0x0d, 0x80, 0x10, 0, 9, ...new Array<number>(2046).fill(200));
    const short = wire.encode(call, 10);
    expect(new TextDecoder().decode(short.slice(0, 10))).toBe('{"frame":"');
    expect(short.byteLength).toBeLessThan(call.byteLength * 2 + 16);
    expect([...wire.decode(short)]).toEqual([...call]);
  });

  it.each([
    ["no JSON", "hello"],
    ["no frame", "{}"],
    ["an unknown kind", '{"say":[{"kind":"constructor"}]}'],
    ["a missing piece", '{"say":[{"kind":"bye"}]}'],
    ["a wrong piece", '{"say":[{"kind":"bye","peerId":"4"}]}'],
    ["a negative number", '{"say":[{"kind":"bye","peerId":-4}]}'],
    [
      "a method that there is not",
      '{"say":[{"kind":"call","path":"/probe","method":"Probe.constructor","args":[]}]}',
    ],
    ["missing arguments", '{"say":[{"kind":"call","path":"/probe","method":"Probe.move","args":[1]}]}'],
    ["a wrong argument", '{"say":[{"kind":"call","path":"/probe","method":"Probe.move","args":["1",2]}]}'],
    ["digits that are none", '{"say":[{"kind":"piece","index":0,"count":1,"bytes":"0g"}]}'],
    [
      "too few bytes",
      '{"say":[{"kind":"hello","attempt":1,"codec":"json","schemaHash":1,"clientVersion":"","proofHash":"00","resume":null}]}',
    ],
  ])("J2 · W4 · %s is a bad frame", (_name, text) => {
    expect(["bad-frame", "wrong-arguments", "invalid-argument"]).toContain(codeOf(() => frameOf(text)));
  });

  it("J1 · a match plays on it, and whoever reads along can read", () => {
    const { match, add, texts, readAlong } = onWire({ resumeGraceMs: 5000 });
    const host = add({ entry: "create" });
    match.run(500);
    readAlong();
    const guest = add();
    match.run(1500);
    guest.call(ALL, "chat", "x".repeat(5000));
    host.call(ALL, "order", "go");
    guest.transport.cut();
    match.run(500);
    host.call(ALL, "say", "meanwhile");
    guest.transport.restore();
    match.run(2000);
    expect(host.probe.heard).toHaveLength(1);
    expect(guest.probe.heard.slice(-2)).toEqual(["2!go", "2:meanwhile"]);
    expect(match.violations).toEqual([]);
    expect(
      texts.some((text) =>
        text.includes('{"kind":"call","path":"/probe","method":"Probe.order","args":["go"]}'),
      ),
    ).toBe(true);
  });

  it("J2 · W4 · a text that is no frame is its sender's violation, and harms nobody", () => {
    const { match, add } = onWire();
    const host = add({ entry: "create" });
    match.run(500);
    add();
    match.run(1500);
    const liar = match.network.join("liar");
    liar.start(() => {});
    match.run(100);
    for (const text of ["{}", "nonsense", '{"say":[{"kind":"bye"}]}', '{"say":7}'])
      liar.send(FRAME, new TextEncoder().encode(text));
    liar.send(FRAME, controlFrame({ kind: "bye", peerId: 2 }));
    match.run(500);
    expect(host.violations.map(({ reason }) => reason)).toEqual(Array.from({ length: 5 }, () => "bad-frame"));
    expect(match.admitted).toHaveLength(2);
  });
});

function u32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}
