import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../engine/limits.js";
import { type ControlEntry, control, REFUSALS, type Table } from "./control.js";
import type { TableRow } from "./table.js";

const hash = Uint8Array.from({ length: 16 }, (_, i) => 0x10 + i);
const secret = Uint8Array.from({ length: 16 }, (_, i) => 0xf0 + i);
const hashHex = "101112131415161718191a1b1c1d1e1f";
const secretHex = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

const row: TableRow = {
  peerId: 3,
  seat: 1,
  sessionId: "s3",
  userId: "u3",
  username: "魚",
  proofHash: hash,
  arrived: true,
};
const rowHex = `03 01 01 02 7333 02 7533 03 e9ad9a ${hashHex}`;

const table: Table = {
  term: 5,
  hostId: 2,
  nextPeerId: 19,
  settings: { locked: true, playing: true, star: true },
  inDoubt: true,
  rows: [row],
  authorities: [{ path: "/a", peerId: 3, epoch: 2 }],
  former: [
    { path: "", peerId: 2 },
    { path: "/b", peerId: 4 },
  ],
};
const tableHex = `05 02 13 0f 01 ${rowHex} 01 02 2f61 03 02 02 00 02 02 2f62 04`;

const bare: Table = {
  term: 1,
  hostId: 2,
  nextPeerId: 3,
  settings: { locked: false, playing: false, star: false },
  inDoubt: false,
  rows: [],
  authorities: [],
  former: [],
};

const hello = {
  kind: "hello",
  attempt: 1,
  codec: "json",
  schemaHash: 0x01020304,
  clientVersion: "v1",
} as const;

/** Name, entry, and its bytes as the page lays them out. */
const golden: readonly (readonly [string, ControlEntry, string])[] = [
  [
    "hello of a newcomer",
    { ...hello, proofHash: hash, resume: undefined },
    `01 1e 01 04 6a736f6e 04030201 02 7631 ${hashHex} 00`,
  ],
  [
    "hello of one who returns",
    { ...hello, attempt: 300, proofHash: hash, resume: { peerId: 7, secret } },
    `01 30 ac02 04 6a736f6e 04030201 02 7631 ${hashHex} 01 07 ${secretHex}`,
  ],
  ["welcome", { kind: "welcome", peerId: 3, resumed: false, table }, `02 31 03 00 ${tableHex}`],
  [
    "welcome back, to an empty table",
    { kind: "welcome", peerId: 0x7fffffff, resumed: true, table: bare },
    "02 0d ffffffff07 01 01 02 03 00 00 00 00",
  ],
  ["refuse", { kind: "refuse", attempt: 2, reason: "schema-mismatch", detail: "no" }, "03 05 02 04 02 6e6f"],
  ["claim", { kind: "claim", table }, `04 2f ${tableHex}`],
  ["peer", { kind: "peer", term: 5, nextPeerId: 128, row }, `05 20 05 8001 ${rowHex}`],
  ["remove", { kind: "remove", term: 1, peerId: 3, kicked: true }, "06 03 01 03 01"],
  [
    "greet",
    {
      kind: "greet",
      peerId: 3,
      no: 300,
      isAnswer: false,
      to: [
        { peerId: 2, last: 200 },
        { peerId: 4, last: 0 },
      ],
    },
    "07 0a 03 ac02 00 02 02 c801 04 00",
  ],
  ["greet in answer", { kind: "greet", peerId: 3, no: 1, isAnswer: true, to: [] }, "07 04 03 01 01 00"],
  [
    "live",
    {
      kind: "live",
      to: [
        { peerId: 3, seq: 0, no: 300 },
        { peerId: 5, seq: 200, no: 1 },
      ],
    },
    "08 09 02 03 00 ac02 05 c801 01",
  ],
  ["lost", { kind: "lost", term: 5, round: 300 }, "12 03 05 ac02"],
  [
    "settings, star",
    { kind: "settings", term: 2, settings: { locked: false, playing: false, star: true } },
    "0b 02 02 08",
  ],
  ["cut", { kind: "cut", peerId: 3 }, "09 01 03"],
  ["bye", { kind: "bye", peerId: 3 }, "0a 01 03"],
  [
    "settings, locked",
    { kind: "settings", term: 2, settings: { locked: true, playing: false, star: false } },
    "0b 02 02 01",
  ],
  [
    "settings, playing",
    { kind: "settings", term: 2, settings: { locked: false, playing: true, star: false } },
    "0b 02 02 02",
  ],
  ["handOver", { kind: "handOver", term: 2, peerId: 3 }, "0c 02 02 03"],
  ["heard", { kind: "heard", term: 200, hostId: 3 }, "0e 03 c80103"],
];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function write(entry: ControlEntry): Uint8Array {
  const writer = new ByteWriter();
  control.write(writer, entry);
  return writer.copy();
}

/** Reads one whole entry as the reader of a frame does. */
function read(bytes: Uint8Array): ControlEntry | undefined {
  const reader = new ByteReader(bytes);
  const kind = reader.u8();
  const end = reader.limit(reader.varint());
  const entry = control.read(reader, kind);
  reader.expectEnd();
  reader.restore(end);
  reader.expectEnd();
  return entry;
}

/** Reads a body of `kind` that nothing follows. */
function readBody(kind: number, body: Uint8Array): ControlEntry | undefined {
  const reader = new ByteReader(body);
  const entry = control.read(reader, kind);
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

describe("control", () => {
  it.each(golden)("W3 · golden bytes: %s", (_name, entry, hex) => {
    expect(write(entry)).toEqual(bytesOf(hex));
    expect(read(bytesOf(hex))).toEqual(entry);
  });

  it("W3 · every control kind but piece has golden bytes", () => {
    const kinds = new Set(golden.map(([, , hex]) => Number.parseInt(hex.slice(0, 2), 16)));
    expect([...kinds].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 18]);
  });

  it.each(golden)("W4 · cut short at any byte is a bad frame: %s", (_name, _entry, hex) => {
    const bytes = bytesOf(hex);
    for (let length = 0; length < bytes.byteLength; length++) {
      expect(
        codeOf(() => read(bytes.subarray(0, length))),
        `${length} bytes`,
      ).toBe("bad-frame");
    }
  });

  it.each(golden)("W4 · a body that ends early is a bad frame, too: %s", (_name, _entry, hex) => {
    const bytes = bytesOf(hex);
    const body = bytes.subarray(2);
    for (let length = 0; length < body.byteLength; length++) {
      expect(
        codeOf(() => readBody(bytes[0] ?? 0, body.subarray(0, length))),
        `${length} bytes`,
      ).toBe("bad-frame");
    }
  });

  it.each(golden)("W4 · a byte left over is a bad frame: %s", (_name, _entry, hex) => {
    const bytes = bytesOf(hex);
    const longer = new Uint8Array(bytes.byteLength - 1);
    longer.set(bytes.subarray(2));
    expect(codeOf(() => readBody(bytes[0] ?? 0, longer))).toBe("bad-frame");
  });

  it("W3 · each reason of a refusal has its number", () => {
    expect(REFUSALS).toEqual([
      "match-full",
      "match-started",
      "match-locked",
      "client-version-mismatch",
      "schema-mismatch",
      "protocol-mismatch",
      "match-refused",
      "resume-refused",
      "kicked",
    ]);
    REFUSALS.forEach((reason, number) => {
      const entry = { kind: "refuse", attempt: 1, reason, detail: "" } as const;
      expect(write(entry)).toEqual(Uint8Array.of(3, 3, 1, number, 0));
      expect(read(write(entry))).toEqual(entry);
    });
  });

  it.each([
    ["a refusal without a known reason", "03 03 01 09 00"],
    ["welcome of peer 0", "02 09 00 00 01 02 03 00 00 00 00"],
    ["welcome of peer 1", "02 09 01 00 01 02 03 00 00 00 00"],
    ["welcome of peer 2^31", "02 0d 8080808008 00 01 02 03 00 00 00 00"],
    ["welcome with resumed 2", "02 09 02 02 01 02 03 00 00 00 00"],
    ["a table of host 1", "04 07 01 01 03 00 00 00 00"],
    ["a table whose next id is 1", "04 07 01 02 01 00 00 00 00"],
    ["a table whose next id is past the end", "04 0b 01 02 8180808008 00 00 00 00"],
    ["an authority of nobody", "04 0c 01 02 03 00 00 01 02 2f61 00 01 00"],
    ["an authority over no path", "04 0b 01 02 03 00 00 01 01 61 03 01 00"],
    ["a former authority over no path", "04 0a 01 02 03 00 00 00 01 01 61 03"],
    ["a table with flag 16", "04 07 01 02 03 10 00 00 00"],
    ["a former authority that is peer 1", "04 09 01 02 03 00 00 00 01 00 01"],
    ["an authority of peer 2^31", "04 10 01 02 03 00 00 01 02 2f61 8080808008 00 00"],
    ["remove of peer 1", "06 03 01 01 00"],
    ["remove with kicked 2", "06 03 01 03 02"],
    ["bye of peer 1", "0a 01 01"],
    ["heard of host 1", "0e 02 01 01"],
    ["greet with isAnswer 2", "07 04 03 01 02 00"],
    ["greet for peer 1", "07 06 03 01 00 01 01 00"],
    ["live for peer 1", "08 04 01 01 00 01"],
    ["settings with the table's doubt", "0b 02 02 04"],
    ["settings with flag 16", "0b 02 02 10"],
    ["handOver to peer 1", "0c 02 02 01"],
    ["a padded number", "08 05 01 03 8000 01"],
    ["a number past 2^53", "08 0b 01 03 ffffffffffffffff 01"],
    ["hello with resume 2", `01 1e 01 04 6a736f6e 04030201 02 7631 ${hashHex} 02`],
    ["hello that returns as peer 1", `01 2f 01 04 6a736f6e 04030201 02 7631 ${hashHex} 01 01 ${secretHex}`],
  ])("W4 · out of range: %s", (_name, hex) => {
    const bytes = bytesOf(hex);
    expect(bytes[1], "the length that the example states").toBe(bytes.byteLength - 2);
    expect(codeOf(() => read(bytes))).toBe("bad-frame");
  });

  it("L · names of a hello hold 256 bytes, and none more", () => {
    const entry = (codec: string, clientVersion: string): ControlEntry => ({
      ...hello,
      codec,
      clientVersion,
      proofHash: hash,
      resume: undefined,
    });
    const full = entry("c".repeat(LIMITS.nameBytes), "é".repeat(LIMITS.nameBytes / 2));
    expect(read(write(full))).toEqual(full);
    expect(codeOf(() => read(write(entry("c".repeat(LIMITS.nameBytes + 1), ""))))).toBe("bad-frame");
    expect(codeOf(() => read(write(entry("", "v".repeat(LIMITS.nameBytes + 1)))))).toBe("bad-frame");
  });

  it("L · the text of a refusal holds 2,048 bytes, and none more", () => {
    const entry = (length: number): ControlEntry => ({
      kind: "refuse",
      attempt: 1,
      reason: "match-refused",
      detail: "d".repeat(length),
    });
    expect(read(write(entry(2048)))).toEqual(entry(2048));
    expect(codeOf(() => read(write(entry(2049))))).toBe("bad-frame");
  });

  it("L · a table at every limit arrives whole, and none past one of them", () => {
    const claim = (rows: number, authorities: number, former: number): ControlEntry => ({
      kind: "claim",
      table: {
        ...table,
        rows: Array.from({ length: rows }, (_, i) => ({ ...row, peerId: 2 + i, seat: i % LIMITS.peers })),
        authorities: Array.from({ length: authorities }, (_, i) => ({
          path: `/o${i}`,
          peerId: 1 + (i % 9),
          epoch: i,
        })),
        former: Array.from({ length: former }, (_, i) => ({ path: "/x".repeat(i % 64), peerId: 2 + i })),
      },
    });
    expect(read(write(claim(128, 4096, 64)))).toEqual(claim(128, 4096, 64));
    for (const past of [claim(129, 0, 0), claim(0, 4097, 0), claim(0, 0, 65)])
      expect(codeOf(() => read(write(past)))).toBe("bad-frame");
  });

  it("L · the longest path arrives in a table, and none of more than 512 bytes", () => {
    const claim = (path: string): ControlEntry => ({
      kind: "claim",
      table: { ...bare, authorities: [{ path, peerId: 2, epoch: 1 }] },
    });
    const longest = `/${"魚".repeat(127)}`;
    expect(read(write(claim(longest)))).toEqual(claim(longest));
    expect(codeOf(() => read(write(claim(`/${"p".repeat(512)}`))))).toBe("bad-frame");
  });

  it("W2 · kinds that are no control entries are not read", () => {
    for (const kind of [0x00, 0x0d, 0x10, 0x1f, 0x20, 0x21, 0x22, 0xff]) {
      expect(control.read(new ByteReader(Uint8Array.of(1, 2, 3)), kind)).toBeUndefined();
    }
  });

  it("W3 · what is read does not share the message's bytes", () => {
    const bytes = write({ ...hello, proofHash: hash, resume: { peerId: 7, secret } });
    const entry = read(bytes);
    bytes.fill(0);
    expect(entry).toMatchObject({ proofHash: hash, resume: { peerId: 7, secret } });
  });
});
