import { NakodoError } from "@nakodo/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesOf, GOLDEN } from "../../test/golden/golden.js";
import type { SocketCodec } from "../socket/socket-codec.js";
import { binarySocket } from "./binary-socket.js";

const codec = binarySocket();

/** Times and numbers that JSON has no form for are longer as text than as bytes. */
const LONGER_AS_TEXT = /^(-?Infinity|NaN|-?\d{4,6}-\d\d-\d\dT[\d:.]+Z)$/;

/** Bytes of text and data in a value. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return LONGER_AS_TEXT.test(value) ? 0 : Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.buffer.byteLength;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + weightOf(one), 0);
}

/** Reads them, or refuses them as it must; gives no more than there was. */
function survives(bytes: Uint8Array): void {
  try {
    const { body } = codec.decode(new Uint8Array(bytes).buffer);
    if (weightOf(body) > bytes.length) throw new Error(`${bytes} holds less than ${JSON.stringify(body)}`);
  } catch (error) {
    if (!(error instanceof NakodoError) || error.code !== "bad-response") throw error;
  }
}

function outcome(reader: SocketCodec, bytes: Uint8Array): unknown {
  try {
    return reader.decode(new Uint8Array(bytes).buffer);
  } catch (error) {
    return error instanceof NakodoError ? error.code : error;
  }
}

const golden = fc.constantFrom(...GOLDEN.map(({ hex }) => new Uint8Array(bytesOf(hex))));

it("A9 · any bytes are read or are bad-response", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: 5000 });
});

it("A9 · real messages with bytes changed, cut out and put in are read or are bad-response", () => {
  const change = fc.record({
    at: fc.nat(1000),
    cut: fc.nat(3),
    put: fc.uint8Array({ maxLength: 3 }),
  });
  const damaged = fc
    .tuple(golden, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([bytes, changes]) => {
      const list = [...bytes];
      for (const { at, cut, put } of changes) list.splice(at % (list.length + 1), cut, ...put);
      return Uint8Array.from(list);
    });
  fc.assert(fc.property(damaged, survives), { numRuns: 20_000 });
  // What a codec remembers of one message must not show in another.
  const same = (bytes: Uint8Array): void => {
    expect(outcome(codec, bytes)).toEqual(outcome(binarySocket(), bytes));
  };
  fc.assert(fc.property(damaged, same), { numRuns: 5000 });
});

it("A9 · a message that is cut anywhere is read or is bad-response", () => {
  for (const { hex } of GOLDEN) {
    const bytes = new Uint8Array(bytesOf(hex));
    for (let length = 0; length < bytes.length; length++) survives(bytes.subarray(0, length));
  }
});

it("A9 · a hundred thousand empty fields, and lengths within lengths, end", () => {
  survives(new Uint8Array(100_000).map((_, index) => (index % 2 === 0 ? 0x82 : 0)));
  survives(new Uint8Array(100_000).fill(0x12));
  survives(new Uint8Array(100_000).fill(0xff));
  survives(new Uint8Array(100_000).fill(0x0b));
});
