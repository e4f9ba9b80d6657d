import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText } from "../../test/any-text.js";
import { codeOf } from "../../test/code-of.js";
import { checkUtf8, readUtf8, utf8Length, writeUtf8 } from "./utf8.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function write(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text) + 2).fill(0xaa);
  const end = writeUtf8(bytes, 1, text);
  expect(end).toBe(bytes.length - 1);
  expect([bytes[0], bytes[end]]).toEqual([0xaa, 0xaa]);
  return bytes.slice(1, end);
}

/** Any UTF-16 text, lone surrogates and all. */
const oddText = fc.oneof(
  anyText(60),
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd700, max: 0xe0ff })), {
      maxLength: 40,
    })
    .map((units) => String.fromCharCode(...units)),
);

describe("UTF-8", () => {
  it("W1 · writes every text as TextEncoder does, a lone surrogate as U+FFFD", () => {
    expect(write("aé€😀")).toEqual(Uint8Array.of(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80));
    expect(write("\ud800")).toEqual(Uint8Array.of(0xef, 0xbf, 0xbd));
    expect(write("\udc00\ud800x")).toEqual(encoder.encode("\udc00\ud800x"));
    fc.assert(
      fc.property(oddText, (text) => {
        expect(write(text)).toEqual(encoder.encode(text));
      }),
    );
  });

  it("W1 · reads back every well-formed text, a byte order mark included", () => {
    fc.assert(
      fc.property(anyText(80), (text) => {
        const bytes = encoder.encode(text);
        expect(readUtf8(bytes, 0, bytes.length)).toBe(text);
      }),
    );
    const bytes = encoder.encode("\ufeffx");
    expect(readUtf8(bytes, 0, bytes.length)).toBe("\ufeffx");
  });

  it("W3 · accepts what a fatal TextDecoder accepts, and nothing else", () => {
    let accepted = 0;
    let refused = 0;
    // Bytes from the edges of the format: starts, ends of ranges, continuations.
    const edge = fc.constantFrom(
      ...[0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1],
      ...[0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
    );
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 5 }), (list) => {
        const bytes = Uint8Array.from(list);
        let expected: string | undefined;
        try {
          expected = decoder.decode(bytes);
          accepted++;
        } catch {
          refused++;
        }
        if (expected === undefined) {
          expect(codeOf(() => readUtf8(bytes, 0, bytes.length))).toBe("bad-frame");
          expect(codeOf(() => checkUtf8(bytes, 0, bytes.length))).toBe("bad-frame");
        } else {
          expect(readUtf8(bytes, 0, bytes.length)).toBe(expected);
          checkUtf8(bytes, 0, bytes.length);
        }
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(500);
  });

  it.each([
    ["an overlong NUL", [0xc0, 0x80]],
    ["an overlong slash of three bytes", [0xe0, 0x80, 0xaf]],
    ["an overlong of four bytes", [0xf0, 0x8f, 0xbf, 0xbf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["more than U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
    ["a continuation alone", [0x80]],
    ["a cut sequence", [0xe2, 0x82]],
    ["a sequence cut by ASCII", [0xe2, 0x82, 0x41]],
  ])("W3 · refuses %s", (_name, list) => {
    expect(codeOf(() => readUtf8(Uint8Array.from(list), 0, list.length))).toBe("bad-frame");
  });

  it("W3 · does not read past the given end, though the bytes go on", () => {
    const bytes = encoder.encode("€€");
    expect(readUtf8(bytes, 3, 6)).toBe("€");
    expect(codeOf(() => readUtf8(bytes, 0, 5))).toBe("bad-frame");
  });
});
