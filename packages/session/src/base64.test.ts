import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.js";

const bytes = fc.uint8Array({ maxLength: 200 });

it("C10 · base64 writes what Node writes, for every length", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      expect(encodeBase64(data)).toBe(Buffer.from(data).toString("base64"));
    }),
  );
});

it("C10 · base64 reads what it writes into a buffer of its own", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const read = decodeBase64(encodeBase64(data));
      expect(read).toEqual(new Uint8Array(data));
      expect(read?.buffer.byteLength).toBe(data.length);
    }),
  );
});

it("C10 · base64 of a view encodes exactly what it shows", () => {
  const pooled = Buffer.from("hello");
  expect(pooled.buffer.byteLength).toBeGreaterThan(5);
  expect(encodeBase64(pooled)).toBe("aGVsbG8=");
  expect(encodeBase64(new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 3))).toBe("AQI=");
});

it("C10 · base64 reads the URL alphabet and text without padding", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      expect(decodeBase64(Buffer.from(data).toString("base64url"))).toEqual(new Uint8Array(data));
    }),
  );
});

it.each(["a", "ab*d", "abcd=efg", "ab===", "añbc", "abc\u00a0def", "abcde"])(
  "C10 · base64 refuses %j",
  (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  },
);
