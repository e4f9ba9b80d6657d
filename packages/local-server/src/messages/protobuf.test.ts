import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeJson } from "./decode-json.js";
import { decodeProtobuf } from "./decode-protobuf.js";
import { encodeJson } from "./encode-json.js";
import { encodeProtobuf } from "./encode-protobuf.js";
import { envelopeTable } from "./envelope.js";
import { MalformedMessage } from "./malformed-message.js";

interface Golden {
  readonly name: string;
  readonly text: Readonly<Record<string, unknown>>;
  readonly hex: string;
}

/** Every message as JSON and as bytes, both written by Nakama's Go definitions: see main.go beside the file. */
const GOLDEN = readFileSync(new URL("../../../session/test/golden/messages.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line, index): Golden => {
    const one: Golden = JSON.parse(line);
    return { ...one, name: `${Object.keys(one.text).at(-1) ?? "nothing"} (line ${index + 1})` };
  })
  // This server's clock knows milliseconds.
  .filter(({ text }) => !/\.\d{3}\d+Z/.test(JSON.stringify(text)));

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

function readHex(hex: string): unknown {
  return JSON.parse(encodeJson(envelopeTable, decodeProtobuf(envelopeTable, bytesOf(hex))));
}

describe("messages in protobuf", () => {
  it.each(GOLDEN)("L1 · $name is read from Go's bytes", ({ text, hex }) => {
    expect(readHex(hex)).toEqual(text);
  });

  it.each(GOLDEN)(
    "L1 · $name is written in as many bytes as by Go, which has an order of its own",
    ({ text, hex }) => {
      const written = Buffer.from(
        encodeProtobuf(envelopeTable, decodeJson(envelopeTable, text, { unknownFields: "refuse" })),
      );
      expect(readHex(written.toString("hex"))).toEqual(text);
      expect(written.length).toBe(bytesOf(hex).length);
    },
  );

  it("L1 · a message that comes twice has the fields of both, and lists and maps grow", () => {
    expect(readHex("62050a01782002" + "62052a030a0161")).toEqual({
      match: { match_id: "x", size: 2, presences: [{ user_id: "a" }] },
    });
    expect(readHex("ea01050a030a0161ea01020a00")).toEqual({
      status_update: { status: "a" },
    });
    expect(readHex("5a081a060a0161120131" + "5a081a060a0162120132")).toEqual({
      error: { context: { a: "1", b: "2" } },
    });
  });

  it("L1 · of two in a group the last counts", () => {
    expect(readHex("820206" + "0a0178120179")).toEqual({ ping: {} });
    expect(readHex("8201060a0178120179")).toEqual({ match_join: { token: "y" } });
    expect(readHex("82010612017" + "90a0178")).toEqual({ match_join: { match_id: "x" } });
  });

  it("L1 · any bytes, and real messages with some changed, are read or are malformed", () => {
    const golden = fc.constantFrom(...GOLDEN.map(({ hex }) => [...bytesOf(hex)]));
    const change = fc.record({
      at: fc.nat(1000),
      cut: fc.nat(3),
      put: fc.array(fc.nat(255), { maxLength: 3 }),
    });
    const damaged = fc.tuple(golden, fc.array(change, { maxLength: 4 })).map(([bytes, changes]) => {
      const list = [...bytes];
      for (const { at, cut, put } of changes) list.splice(at % (list.length + 1), cut, ...put);
      return list;
    });
    const any = fc.oneof(damaged, fc.array(fc.nat(255), { maxLength: 200 }));
    const survives = (bytes: number[]): void => {
      try {
        decodeProtobuf(envelopeTable, Uint8Array.from(bytes));
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
      }
    };
    fc.assert(fc.property(any, survives), { numRuns: 5000 });
  });
});
