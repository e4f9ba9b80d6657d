import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { type AuthorityEntry, readAuthority, writeAuthority } from "./authority.js";

const golden: readonly (readonly [string, AuthorityEntry, string])[] = [
  ["a peer's", { term: 5, path: "/a/b", peerId: 3, epoch: 2 }, "22 08 05 04 2f612f62 03 02"],
  ["the host's", { term: 0, path: "/魚", peerId: 1, epoch: 0 }, "22 08 00 04 2fe9ad9a 01 00"],
  [
    "the last peer's",
    { term: 300, path: "/a", peerId: 0x7fffffff, epoch: 128 },
    "22 0c ac02 02 2f61 ffffffff07 8001",
  ],
];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function write(entry: AuthorityEntry): Uint8Array {
  const writer = new ByteWriter();
  writeAuthority(writer, entry);
  return writer.copy();
}

function readBody(body: Uint8Array): AuthorityEntry {
  const reader = new ByteReader(body);
  const entry = readAuthority(reader);
  reader.expectEnd();
  return entry;
}

/** Whether reading `body` fails as a bad frame; whatever else is thrown goes on. */
function isBad(body: Uint8Array): boolean {
  try {
    readBody(body);
  } catch (error) {
    if (error instanceof NakodoError) return error.code === "bad-frame";
    throw error;
  }
  return false;
}

describe("authority entries", () => {
  it.each(golden)("W2 · golden bytes: %s", (_name, entry, hex) => {
    const bytes = bytesOf(hex);
    expect(write(entry)).toEqual(bytes);
    expect(bytes[1]).toBe(bytes.byteLength - 2);
    expect(readBody(bytes.subarray(2))).toEqual(entry);
  });

  it.each(golden)(
    "W4 · cut short at any byte, or with one left over, is a bad frame: %s",
    (_name, _entry, hex) => {
      const body = bytesOf(hex).subarray(2);
      for (let length = 0; length < body.byteLength; length++)
        expect(isBad(body.subarray(0, length)), `${length} bytes`).toBe(true);
      expect(isBad(Uint8Array.of(...body, 0))).toBe(true);
    },
  );

  it.each([
    ["nobody", "05 02 2f61 00 02"],
    ["peer 2^31", "05 02 2f61 8080808008 02"],
    ["no path", "05 00 03 02"],
    ["a path without a slash", "05 01 61 03 02"],
    ["a path that ends in a slash", "05 03 2f612f 03 02"],
    ["a path with a space", "05 03 2f6120 03 02"],
    ["text that is no UTF-8", "05 02 2fff 03 02"],
  ])("W4 · out of range: authority of or over %s", (_name, hex) => {
    expect(isBad(bytesOf(hex))).toBe(true);
  });

  it("L · a path of 128 characters arrives in any script, one of 129 does not", () => {
    const entry = (path: string): AuthorityEntry => ({ term: 1, path, peerId: 2, epoch: 1 });
    for (const char of ["p", "é", "魚"]) {
      const longest = entry(`/${char.repeat(127)}`);
      const bytes = write(longest);
      // A body of 128 bytes or more takes two bytes for its length.
      expect(readBody(bytes.subarray(3))).toEqual(longest);
      expect(isBad(write(entry(`/${char.repeat(128)}`)).subarray(3))).toBe(true);
    }
  });
});
