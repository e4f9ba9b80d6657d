import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { isPath } from "../engine/objects.js";
import { FIRST_PEER_ID, LAST_PEER_ID } from "../ids.js";
import { KIND } from "./frame.js";
import { PROOF_HASH_BYTES, readFlag, readPeerId, type TableRow, tableRow } from "./table.js";

/** Why a host turns a joiner away; the order is the wire's. */
export const REFUSALS = [
  "match-full",
  "match-started",
  "match-locked",
  "client-version-mismatch",
  "schema-mismatch",
  "protocol-mismatch",
  "match-refused",
  "resume-refused",
  "kicked",
] as const;

/** One of {@link REFUSALS}; each is a `NakodoErrorCode` too. */
export type Refusal = (typeof REFUSALS)[number];

/** Bytes of a resume secret. */
export const SECRET_BYTES = 16;

/** A newcomer or a returning peer asks to be let in. */
export interface Hello {
  readonly kind: "hello";
  /** Counts the sender's hellos: a refusal says which one it answers. */
  readonly attempt: number;
  /** Name of the value codec: `json`, `msgpack`. */
  readonly codec: string;
  readonly schemaHash: number;
  readonly clientVersion: string;
  /** Of the secret with which this connection may resume later. */
  readonly proofHash: Uint8Array;
  /** The id that the sender had, and the secret whose hash the table holds. */
  readonly resume: { readonly peerId: number; readonly secret: Uint8Array } | undefined;
}

/** A host turns a joiner away. */
export interface Refuse {
  readonly kind: "refuse";
  /** Of the hello that it answers. */
  readonly attempt: number;
  readonly reason: Refusal;
  readonly detail: string;
}

/** Settings of a running match, the host's word. */
export interface Settings {
  readonly locked: boolean;
  readonly playing: boolean;
  /** Frames go through the host (R). */
  readonly star: boolean;
}

/** Who had authority over a path not long ago, or was host: then the path is empty. */
export interface FormerAuthority {
  readonly path: string;
  readonly peerId: number;
}

/** What the host knows, whole: to one who is let in, and to all after a change of host. */
export interface Table {
  readonly term: number;
  readonly hostId: number;
  readonly nextPeerId: number;
  readonly settings: Settings;
  /** The match was founded lately although others were there, who may have one, too (H11). */
  readonly inDoubt: boolean;
  readonly rows: readonly TableRow[];
  readonly authorities: readonly { readonly path: string; readonly peerId: number; readonly epoch: number }[];
  /** For peers that were away: whose calls counted meanwhile. */
  readonly former: readonly FormerAuthority[];
}

/** A peer tells others what it has of their streams. */
export interface Greet {
  readonly kind: "greet";
  /** Who says it. */
  readonly peerId: number;
  /** Counts the sender's greetings: who answers says which one. */
  readonly no: number;
  readonly isAnswer: boolean;
  /** For whom it is, and the number of the last frame that the sender has from each. */
  readonly to: readonly { readonly peerId: number; readonly last: number }[];
}

/** Where the sender's stream goes on for one who greeted. */
export interface GoesOn {
  readonly peerId: number;
  /** What follows is numbered from `seq` + 1. */
  readonly seq: number;
  /** Number of the greeting that it answers. */
  readonly no: number;
}

/** Entries that are not part of the numbered stream. */
export type ControlEntry =
  | Hello
  | { readonly kind: "welcome"; readonly peerId: number; readonly resumed: boolean; readonly table: Table }
  | Refuse
  | { readonly kind: "claim"; readonly table: Table }
  | { readonly kind: "peer"; readonly term: number; readonly nextPeerId: number; readonly row: TableRow }
  | { readonly kind: "remove"; readonly term: number; readonly peerId: number; readonly kicked: boolean }
  | Greet
  | { readonly kind: "live"; readonly to: readonly GoesOn[] }
  | { readonly kind: "lost"; readonly term: number; readonly round: number }
  | { readonly kind: "cut"; readonly peerId: number }
  | { readonly kind: "bye"; readonly peerId: number }
  | { readonly kind: "heard"; readonly term: number; readonly hostId: number }
  | { readonly kind: "settings"; readonly term: number; readonly settings: Settings }
  | { readonly kind: "handOver"; readonly term: number; readonly peerId: number }
  | { readonly kind: "silent"; readonly term: number; readonly peerId: number; readonly isSilent: boolean };

/**
 * Layouts (PROTOCOL.md, W3), each after `[kind] u8 [length] varint`:
 *
 *     hello    [attempt] varint [codec] string [schemaHash] u32 [clientVersion] string [proofHash] 16
 *              [resume] u8: 1 → [peerId] varint [secret] 16
 *     welcome  [peerId] varint [resumed] u8 [table]
 *     refuse   [attempt] varint [reason] u8 [detail] string
 *     claim    [table]
 *     peer     [term] varint [nextPeerId] varint [row]
 *     remove   [term] varint [peerId] varint [kicked] u8
 *     greet    [peerId] varint [no] varint [isAnswer] u8 [count] varint { [to] varint [last] varint }
 *              who says it, a number, and for each receiver the last frame that the sender has from it
 *     live     [count] varint { [to] varint [seq] varint [no] varint }   what follows is numbered from seq + 1; the greeting's number
 *     lost     [term] varint [round] varint     the host could not pass on what the receiver has sent since
 *     cut      [peerId] varint                  to whom: what it misses is no longer kept
 *     bye      [peerId] varint   who leaves: the connection may stay, for another
 *     heard    [term] varint [hostId] varint   whom the sender follows, and in which term
 *     settings [term] varint [flags] u8: bit 0 locked, bit 1 playing, bit 3 star; in a table, bit 2 in doubt
 *     handOver [term] varint [peerId] varint
 *     silent   [term] varint [peerId] varint [isSilent] u8
 *     table    [term] varint [hostId] varint [nextPeerId] varint [flags] u8
 *              [count] varint { row } [count] varint { [path] string [peerId] varint [epoch] varint }
 *              [count] varint { [path] string [peerId] varint }   former authorities; an empty path: former hosts
 */
export const control = {
  write(writer: ByteWriter, scratch: ByteWriter, entry: ControlEntry): void {
    scratch.reset();
    writeBody(scratch, entry);
    writer.u8(KIND[entry.kind]);
    writer.bytes(scratch.written());
  },

  /** Reads the body of an entry of `kind`; `undefined` when no control entry has that kind. */
  read(reader: ByteReader, kind: number): ControlEntry | undefined {
    switch (kind) {
      case KIND.hello:
        return readHello(reader);
      case KIND.welcome:
        return {
          kind: "welcome",
          peerId: readPeerId(reader),
          resumed: readFlag(reader),
          table: readTable(reader),
        };
      case KIND.refuse: {
        const attempt = reader.varint();
        const reason = REFUSALS[reader.u8()];
        if (reason === undefined) throw new NakodoError("bad-frame", "a refusal without a known reason");
        return { kind: "refuse", attempt, reason, detail: reader.string(LIMITS.refusalBytes) };
      }
      case KIND.claim:
        return { kind: "claim", table: readTable(reader) };
      case KIND.peer:
        return {
          kind: "peer",
          term: reader.varint(),
          nextPeerId: readNextPeerId(reader),
          row: tableRow.read(reader),
        };
      case KIND.remove:
        return {
          kind: "remove",
          term: reader.varint(),
          peerId: readPeerId(reader),
          kicked: readFlag(reader),
        };
      case KIND.greet:
        return {
          kind: "greet",
          peerId: readPeerId(reader),
          no: reader.varint(),
          isAnswer: readFlag(reader),
          to: readList(reader, () => ({ peerId: readPeerId(reader), last: reader.varint() })),
        };
      case KIND.live:
        return {
          kind: "live",
          to: readList(reader, () => ({
            peerId: readPeerId(reader),
            seq: reader.varint(),
            no: reader.varint(),
          })),
        };
      case KIND.lost:
        return { kind: "lost", term: reader.varint(), round: reader.varint() };
      case KIND.cut:
        return { kind: "cut", peerId: readPeerId(reader) };
      case KIND.bye:
        return { kind: "bye", peerId: readPeerId(reader) };
      case KIND.heard:
        return { kind: "heard", term: reader.varint(), hostId: readPeerId(reader) };
      case KIND.settings:
        return { kind: "settings", term: reader.varint(), settings: readSettings(reader) };
      case KIND.handOver:
        return { kind: "handOver", term: reader.varint(), peerId: readPeerId(reader) };
      case KIND.silent:
        return {
          kind: "silent",
          term: reader.varint(),
          peerId: readPeerId(reader),
          isSilent: readFlag(reader),
        };
      default:
        return undefined;
    }
  },
};

function writeBody(writer: ByteWriter, entry: ControlEntry): void {
  switch (entry.kind) {
    case "hello":
      writer.varint(entry.attempt);
      writer.string(entry.codec);
      writer.u32(entry.schemaHash);
      writer.string(entry.clientVersion);
      writer.raw(entry.proofHash);
      writer.u8(entry.resume === undefined ? 0 : 1);
      if (entry.resume !== undefined) {
        writer.varint(entry.resume.peerId);
        writer.raw(entry.resume.secret);
      }
      return;
    case "welcome":
      writer.varint(entry.peerId);
      writer.u8(entry.resumed ? 1 : 0);
      writeTable(writer, entry.table);
      return;
    case "refuse":
      writer.varint(entry.attempt);
      writer.u8(REFUSALS.indexOf(entry.reason));
      writer.string(entry.detail);
      return;
    case "claim":
      writeTable(writer, entry.table);
      return;
    case "peer":
      writer.varint(entry.term);
      writer.varint(entry.nextPeerId);
      tableRow.write(writer, entry.row);
      return;
    case "remove":
      writer.varint(entry.term);
      writer.varint(entry.peerId);
      writer.u8(entry.kicked ? 1 : 0);
      return;
    case "greet":
      writer.varint(entry.peerId);
      writer.varint(entry.no);
      writer.u8(entry.isAnswer ? 1 : 0);
      writer.varint(entry.to.length);
      for (const { peerId, last } of entry.to) {
        writer.varint(peerId);
        writer.varint(last);
      }
      return;
    case "live":
      writer.varint(entry.to.length);
      for (const { peerId, seq, no } of entry.to) {
        writer.varint(peerId);
        writer.varint(seq);
        writer.varint(no);
      }
      return;
    case "lost":
      writer.varint(entry.term);
      writer.varint(entry.round);
      return;
    case "heard":
      writer.varint(entry.term);
      writer.varint(entry.hostId);
      return;
    case "settings":
      writer.varint(entry.term);
      writeFlags(writer, entry.settings, false);
      return;
    case "handOver":
      writer.varint(entry.term);
      writer.varint(entry.peerId);
      return;
    case "silent":
      writer.varint(entry.term);
      writer.varint(entry.peerId);
      writer.u8(entry.isSilent ? 1 : 0);
      return;
    case "bye":
    case "cut":
      writer.varint(entry.peerId);
      return;
  }
}

function readHello(reader: ByteReader): Hello {
  return {
    kind: "hello",
    attempt: reader.varint(),
    codec: reader.string(LIMITS.nameBytes),
    schemaHash: reader.u32(),
    clientVersion: reader.string(LIMITS.nameBytes),
    proofHash: reader.raw(PROOF_HASH_BYTES),
    resume: readFlag(reader) ? { peerId: readPeerId(reader), secret: reader.raw(SECRET_BYTES) } : undefined,
  };
}

function writeTable(writer: ByteWriter, table: Table): void {
  writer.varint(table.term);
  writer.varint(table.hostId);
  writer.varint(table.nextPeerId);
  writeFlags(writer, table.settings, table.inDoubt);
  writer.varint(table.rows.length);
  for (const row of table.rows) tableRow.write(writer, row);
  writer.varint(table.authorities.length);
  for (const { path, peerId, epoch } of table.authorities) {
    writer.string(path);
    writer.varint(peerId);
    writer.varint(epoch);
  }
  writer.varint(table.former.length);
  for (const { path, peerId } of table.former) {
    writer.string(path);
    writer.varint(peerId);
  }
}

function readTable(reader: ByteReader): Table {
  const term = reader.varint();
  const hostId = readPeerId(reader);
  const nextPeerId = readNextPeerId(reader);
  const { settings, inDoubt } = readFlags(reader);
  const rows: TableRow[] = [];
  for (let left = reader.varint(LIMITS.peers); left > 0; left--) rows.push(tableRow.read(reader));
  const authorities: { path: string; peerId: number; epoch: number }[] = [];
  for (let left = reader.varint(LIMITS.authorities); left > 0; left--) {
    const one = {
      path: reader.string(LIMITS.pathBytes),
      peerId: reader.varint(LAST_PEER_ID),
      epoch: reader.varint(),
    };
    if (!isPath(one.path) || one.peerId === 0)
      throw new NakodoError("bad-frame", "an authority over no path, or of nobody");
    authorities.push(one);
  }
  const former: FormerAuthority[] = [];
  for (let left = reader.varint(LIMITS.formerAuthoritiesTold); left > 0; left--) {
    const one = { path: reader.string(LIMITS.pathBytes), peerId: readPeerId(reader) };
    if (one.path !== "" && !isPath(one.path))
      throw new NakodoError("bad-frame", "a former authority over no path");
    former.push(one);
  }
  return { term, hostId, nextPeerId, settings, inDoubt, rows, authorities, former };
}

/** The next id that a host gives: one past the last when there is none left. */
function readNextPeerId(reader: ByteReader): number {
  const id = reader.varint(LAST_PEER_ID + 1);
  if (id < FIRST_PEER_ID) throw new NakodoError("bad-frame", `a next peer id of ${id}`);
  return id;
}

function readList<One>(reader: ByteReader, read: () => One): One[] {
  return Array.from({ length: reader.varint(LIMITS.peers) }, read);
}

function writeFlags(writer: ByteWriter, { locked, playing, star }: Settings, inDoubt: boolean): void {
  writer.u8((locked ? 1 : 0) | (playing ? 2 : 0) | (inDoubt ? 4 : 0) | (star ? 8 : 0));
}

function readFlags(reader: ByteReader): { settings: Settings; inDoubt: boolean } {
  const flags = reader.u8();
  if (flags > 15) throw new NakodoError("bad-frame", `match flags ${flags}`);
  return {
    settings: { locked: (flags & 1) !== 0, playing: (flags & 2) !== 0, star: (flags & 8) !== 0 },
    inDoubt: (flags & 4) !== 0,
  };
}

function readSettings(reader: ByteReader): Settings {
  const { settings, inDoubt } = readFlags(reader);
  if (inDoubt) throw new NakodoError("bad-frame", "a doubt that is no setting");
  return settings;
}
