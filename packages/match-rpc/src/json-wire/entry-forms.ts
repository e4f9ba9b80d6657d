import { type ByteReader, hash32, NakodoError } from "@nakodo/core";
import { REFUSALS as ANSWERS } from "../engine/reply.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import type * as KIND from "../wire/kind.js";
import { readRelayed, writeRelayedFrame } from "../wire/route.js";
import { AWAY } from "../wire/table.js";
import {
  asList,
  asText,
  at,
  counted,
  type Form,
  fromHex,
  hex,
  optional,
  record,
  repeated,
  text,
  toHex,
  u8,
  u32,
  varint,
  word,
} from "./forms.js";
import type { MatchWireContext } from "./match-wire.js";

/** Reasons of a refusal, in the order of PROTOCOL.md, W3. */
const REASONS = [
  "match-full",
  "match-started",
  "match-locked",
  "client-version-mismatch",
  "schema-mismatch",
  "protocol-mismatch",
  "match-refused",
  "resume-refused",
  "kicked",
];

/** Whether a peer has arrived, and since when it is away. */
const arrived: Form = {
  read: (reader) => {
    const byte = reader.u8();
    return byte === AWAY ? { awayMs: reader.varint() } : byte;
  },
  write: (writer, value) => {
    if (typeof value === "number") u8.write(writer, value);
    else {
      writer.u8(AWAY);
      varint.write(writer, at(value, "awayMs"));
    }
  },
};

const row = record({
  peerId: varint,
  seat: varint,
  arrived,
  sessionId: text,
  userId: text,
  username: text,
  proofHash: hex(16),
});

const table = record({
  term: varint,
  hostId: varint,
  nextPeerId: varint,
  flags: u8,
  rows: counted(row),
  authorities: counted(record({ path: text, peerId: varint, epoch: varint })),
  former: counted(record({ path: text, peerId: varint })),
});

const audienceKind = word(["all", "allBut", "only"]);

/** Whom a frame is to be passed on to. */
const audience: Form = {
  read(reader) {
    const kind = audienceKind.read(reader);
    return { kind, peerIds: kind === "all" ? [] : counted(varint).read(reader) };
  },
  write(writer, value) {
    audienceKind.write(writer, at(value, "kind"));
    if (at(value, "kind") !== "all") counted(varint).write(writer, at(value, "peerIds"));
  },
};

/** A frame that a host passes on, which has its version and flags only here. */
const relayedFrame: Form = {
  read: (reader) => toHex(readRelayed(reader)),
  write: (writer, value) => writeRelayedFrame(writer, fromHex(asText(value))),
};

/** Bytes with their length before them. */
const sized: Form = {
  read: (reader) => toHex(reader.bytes(reader.remaining)),
  write: (writer, value) => writer.bytes(fromHex(asText(value))),
};

/** The forms of all entries by the name of their kind: PROTOCOL.md, W3, C and B, line by line. */
export function entryForms(context: MatchWireContext): Readonly<Record<keyof typeof KIND, Form>> {
  const call = callForm(context);
  return {
    hello: record({
      attempt: varint,
      codec: text,
      schemaHash: u32,
      clientVersion: text,
      proofHash: hex(16),
      resume: optional(record({ peerId: varint, secret: hex(16) })),
    }),
    welcome: record({ peerId: varint, resumed: u8, table }),
    refuse: record({ attempt: varint, reason: word(REASONS), detail: text }),
    claim: table,
    peer: record({ term: varint, nextPeerId: varint, row }),
    remove: record({ term: varint, peerId: varint, kicked: u8 }),
    greet: record({
      peerId: varint,
      no: varint,
      isAnswer: u8,
      to: counted(record({ peerId: varint, last: varint })),
    }),
    live: record({ to: counted(record({ peerId: varint, seq: varint, no: varint })) }),
    cut: record({ peerId: varint }),
    bye: record({ peerId: varint }),
    settings: record({ term: varint, flags: u8 }),
    handOver: record({ term: varint, peerId: varint }),
    heard: record({ term: varint, hostId: varint }),
    silent: record({ term: varint, peerId: varint, isSilent: u8 }),
    forward: record({ term: varint, round: varint, to: audience, frame: hex() }),
    relayed: record({
      term: varint,
      waiting: varint,
      frames: repeated(record({ origin: varint, frame: relayedFrame })),
    }),
    lost: record({ term: varint, round: varint }),
    kept: record({ frames: repeated(sized) }),
    piece: record({ index: varint, count: varint, bytes: hex() }),
    part: record({ lane: varint, index: varint, count: varint, bytes: hex() }),
    authority: record({ term: varint, path: text, peerId: varint, epoch: varint }),
    barrier: record({
      state: word(["notReady", "reached", "passed"]),
      term: varint,
      name: text,
      peerIds: repeated(varint),
    }),
    call,
    ask: {
      read: (reader) => ({ askId: reader.varint(), ...call.read(reader) }),
      write: (writer, value) => {
        record({ askId: varint }).write(writer, value);
        call.write(writer, value);
      },
    },
    // Which method it is the result of only the asker knows.
    answer: record({ askId: varint, refusal: word(["none", ...ANSWERS]), result: hex() }),
  };
}

interface CallForm extends Form {
  read(reader: ByteReader): { path: string | number; method: string; args: unknown };
}

/** A call, with its path and its method by their names. */
function callForm({ schema, values, pathOf }: MatchWireContext): CallForm {
  const nameOf = ({ type, name }: RemoteMethod): string => `${type}.${name}`;
  return {
    read(reader) {
      const pathId = reader.u32();
      const method = schema.methods[reader.varint()];
      if (method === undefined) throw new NakodoError("bad-frame", "a call of no method");
      const args =
        method.args === undefined
          ? values.decode(reader.rest())
          : method.args.map((field) => field.read(reader));
      reader.expectEnd();
      return { path: pathOf(pathId) ?? pathId, method: nameOf(method), args };
    },
    write(writer, value) {
      const [path, name, args] = [at(value, "path"), at(value, "method"), at(value, "args")];
      const index = schema.methods.findIndex((method) => nameOf(method) === asText(name));
      const method = schema.methods[index];
      if (method === undefined) throw new NakodoError("bad-frame", "a call of no method");
      u32.write(writer, typeof path === "string" ? hash32(path) : path);
      writer.varint(index);
      if (method.args === undefined) {
        writer.raw(values.encode(args));
        return;
      }
      const list = asList(args);
      if (list.length !== method.args.length)
        throw new NakodoError("bad-frame", "a call with missing arguments");
      for (const [i, field] of method.args.entries()) field.write(writer, list[i]);
    },
  };
}
