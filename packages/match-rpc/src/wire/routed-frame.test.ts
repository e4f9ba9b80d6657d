import { ByteReader, ByteWriter } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { type ControlEntry, control } from "./control.js";
import { frameHead } from "./frame.js";
import * as KIND from "./kind.js";
import { expectRouted } from "./routed-frame.js";

function frame(...entries: readonly (readonly [kind: number, ...body: number[]] | ControlEntry)[]): number[] {
  const writer = new ByteWriter();
  frameHead.write(writer, 7);
  for (const entry of entries) {
    if ("kind" in entry) control.write(writer, entry);
    else {
      const [kind, ...body] = entry;
      writer.u8(kind);
      writer.bytes(Uint8Array.from(body));
    }
  }
  return [...writer.written()];
}

function isRouted(bytes: readonly number[]): boolean {
  try {
    expectRouted(new ByteReader(Uint8Array.from(bytes)));
    return true;
  } catch {
    return false;
  }
}

const CALL = [KIND.call, 1, 2, 3] as const;
const GREET: ControlEntry = {
  kind: "greet",
  peerId: 3,
  no: 1,
  isAnswer: false,
  to: [{ peerId: 4, last: 2 }],
};

describe("expectRouted", () => {
  it("R3 · entries of the stream, greetings and kept frames are passed on, whatever is in the entries", () => {
    for (const kind of [KIND.call, KIND.part, KIND.authority, KIND.barrier, KIND.ask, KIND.answer])
      expect(isRouted(frame([kind, 255, 255])), `${kind}`).toBe(true);
    const words: ControlEntry[] = [GREET, { kind: "live", to: [] }, { kind: "cut", peerId: 3 }];
    expect(isRouted(frame(...words, CALL))).toBe(true);
    const kept = frame(CALL, CALL);
    expect(isRouted(frame([KIND.kept, kept.length, ...kept, kept.length, ...kept]))).toBe(true);
    expect(isRouted(frame())).toBe(true);
  });

  it("R3 · other words, unknown kinds, wrong lengths and heads are not", () => {
    const others: ControlEntry[] = [
      { kind: "bye", peerId: 3 },
      { kind: "heard", term: 1, hostId: 2 },
      { kind: "remove", term: 1, peerId: 3, kicked: false },
    ];
    for (const word of others) expect(isRouted(frame(CALL, word)), word.kind).toBe(false);
    for (const kind of [0, KIND.forward, KIND.relayed, KIND.piece, 0x7f])
      expect(isRouted(frame([kind])), `${kind}`).toBe(false);
    const inKept = (bytes: number[]): number[] => frame([KIND.kept, bytes.length, ...bytes]);
    for (const bytes of [frame(GREET), inKept(frame(CALL)), [9, 0]])
      expect(isRouted(inKept(bytes))).toBe(false);
    expect(isRouted(frame([KIND.kept, 9, 1]))).toBe(false);
    expect(isRouted(frame([KIND.greet, 3]))).toBe(false);
    expect(isRouted([...frame(), KIND.call, 4, 1])).toBe(false);
    expect(isRouted([9, 0])).toBe(false);
    expect(isRouted([])).toBe(false);
  });
});
