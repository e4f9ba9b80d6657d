import { ByteReader, ByteWriter, NakodoError, t } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../engine/limits.js";
import { readPeerId } from "./layout.js";
import { type TableRow, tableRow } from "./table.js";

const proofHash = Uint8Array.from({ length: 16 }, (_, i) => 0x10 + i);
const row: TableRow = {
  peerId: 3,
  seat: 1,
  sessionId: "s3",
  userId: "u3",
  username: "魚",
  proofHash,
  arrived: true,
};
const last: TableRow = {
  peerId: 0x7fffffff,
  seat: 127,
  sessionId: "",
  userId: "u",
  username: "",
  proofHash: new Uint8Array(16),
  arrived: false,
};

const golden: readonly (readonly [string, TableRow, string])[] = [
  ["one who is there", row, "03 01 01 02 7333 02 7533 03 e9ad9a 101112131415161718191a1b1c1d1e1f"],
  [
    "one that has been away for 20 s",
    { ...row, sessionId: "", awayMs: 20_000 },
    "03 01 03 a09c01 00 02 7533 03 e9ad9a 101112131415161718191a1b1c1d1e1f",
  ],
  ["one announced, with the last id", last, `ffffffff07 7f 00 00 01 75 00 ${"00".repeat(16)}`],
];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function write(entry: TableRow): Uint8Array {
  const writer = new ByteWriter();
  tableRow.write(writer, entry);
  return writer.copy();
}

function read(bytes: Uint8Array): TableRow {
  const reader = new ByteReader(bytes);
  const entry = tableRow.read(reader);
  reader.expectEnd();
  return entry;
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

describe("tableRow", () => {
  it.each(golden)("W3 · golden bytes of %s", (_name, entry, hex) => {
    expect(write(entry)).toEqual(bytesOf(hex));
    expect(read(bytesOf(hex))).toEqual(entry);
  });

  it.each(golden)("W4 · cut short at any byte is a bad frame: %s", (_name, _entry, hex) => {
    const bytes = bytesOf(hex);
    for (let length = 0; length < bytes.byteLength; length++) {
      const cut = bytes.subarray(0, length);
      expect(
        codeOf(() => read(cut)),
        `${length} bytes`,
      ).toBe("bad-frame");
    }
    expect(codeOf(() => read(bytesOf(`${hex} 00`)))).toBe("bad-frame");
  });

  it.each([
    ["peer 0", { ...row, peerId: 0 }],
    ["peer 1, the host's address", { ...row, peerId: 1 }],
    ["peer 2^31", { ...row, peerId: 0x80000000 }],
    ["seat 128", { ...row, seat: 128 }],
    ["a session id of 257 bytes", { ...row, sessionId: "s".repeat(257) }],
    ["a user id of 257 bytes", { ...row, userId: "u".repeat(257) }],
    ["a user name of 258 bytes", { ...row, username: "é".repeat(129) }],
  ])("W4 · out of range: %s", (_name, entry) => {
    expect(codeOf(() => read(write(entry)))).toBe("bad-frame");
  });

  it("L · names of 256 bytes, the last seat and the first id arrive", () => {
    const full = {
      ...row,
      peerId: 2,
      seat: LIMITS.peers - 1,
      sessionId: "s".repeat(256),
      userId: "é".repeat(128),
      username: "😀".repeat(64),
    };
    expect(read(write(full))).toEqual(full);
  });

  it("W4 · a flag is 0 or 1", () => {
    expect(t.bool.read(new ByteReader(Uint8Array.of(0)))).toBe(false);
    expect(t.bool.read(new ByteReader(Uint8Array.of(1)))).toBe(true);
    for (const byte of [2, 0x80, 0xff])
      expect(codeOf(() => t.bool.read(new ByteReader(Uint8Array.of(byte))))).toBe("bad-frame");
  });

  it("W3 · a peer's own id is 2 to 2^31 − 1", () => {
    const idOf = (hex: string): number => readPeerId(new ByteReader(bytesOf(hex)));
    expect([idOf("02"), idOf("8001"), idOf("ffffffff07")]).toEqual([2, 128, 0x7fffffff]);
    for (const hex of ["00", "01", "8080808008", "8200", ""])
      expect(codeOf(() => idOf(hex))).toBe("bad-frame");
  });
});
