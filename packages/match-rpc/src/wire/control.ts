import { type ByteReader, type ByteWriter, t } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import { isPath } from "../engine/objects.js";
import { FIRST_PEER_ID, LAST_PEER_ID } from "../ids.js";
import { badFrame } from "./bad-frame.js";
import * as KIND from "./kind.js";
import {
  both,
  type Layout,
  list,
  name,
  owner,
  path,
  peerId,
  raw,
  readAtLeast,
  record,
  sound,
  text,
  writeEntry,
} from "./layout.js";
import { PROOF_HASH_BYTES, type TableRow, tableRow } from "./table.js";

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

const bits = t.flags("locked", "playing", "inDoubt", "star");

const flags: Layout<Pick<Table, "settings" | "inDoubt">> = {
  write: (writer, { settings, inDoubt }) => bits.write(writer, { ...settings, inDoubt }),
  read(reader) {
    const { inDoubt, ...settings } = bits.read(reader);
    return { settings, inDoubt };
  },
};

const settings: Layout<Settings> = {
  write: (writer, value) => flags.write(writer, { settings: value, inDoubt: false }),
  read(reader) {
    const { settings, inDoubt } = flags.read(reader);
    if (inDoubt) badFrame("a doubt that is no setting");
    return settings;
  },
};

/** The next id that a host gives: one past the last when there is none left. */
const nextPeerId: Layout<number> = {
  write: t.uint.write,
  read: (reader) => readAtLeast(reader, FIRST_PEER_ID, LAST_PEER_ID + 1),
};

const authority = sound(
  record<Table["authorities"][number]>({ path, peerId: owner, epoch: t.uint }),
  (one) => isPath(one.path),
  "an authority over no path",
);

const former = sound(
  record<FormerAuthority>({ path, peerId }),
  (one) => one.path === "" || isPath(one.path),
  "a former authority over no path",
);

const table: Layout<Table> = both(
  both(
    record<Pick<Table, "term" | "hostId" | "nextPeerId">>({ term: t.uint, hostId: peerId, nextPeerId }),
    flags,
  ),
  record<Pick<Table, "rows" | "authorities" | "former">>({
    rows: list(tableRow, LIMITS.peers),
    authorities: list(authority, LIMITS.authorities),
    former: list(former, LIMITS.formerAuthoritiesTold),
  }),
);

/** An entry of a kind. */
interface EntryLayout<Entry> {
  readonly kind: ControlEntry["kind"];
  readonly number: number;
  /** What stands after `[kind] u8 [length] varint`. */
  readonly body: Layout<Entry>;
}

function entry<Kind extends ControlEntry["kind"], Body extends object>(
  kind: Kind,
  number: number,
  pieces: { readonly [K in keyof Body]-?: Layout<Body[K]> },
): EntryLayout<{ readonly kind: Kind } & Body> {
  const isKind: Layout<{ readonly kind: Kind }> = { write() {}, read: () => ({ kind }) };
  return { kind, number, body: both(isKind, record<Body>(pieces)) };
}

/** What stands in each entry, in this order (PROTOCOL.md, W3). */
const ENTRIES: readonly EntryLayout<ControlEntry>[] = [
  entry("hello", KIND.hello, {
    attempt: t.uint,
    codec: name,
    schemaHash: t.u32,
    clientVersion: name,
    proofHash: raw(PROOF_HASH_BYTES),
    resume: t.optional({ schema: "", ...record({ peerId, secret: raw(SECRET_BYTES) }) }),
  }),
  entry("welcome", KIND.welcome, { peerId, resumed: t.bool, table }),
  entry("refuse", KIND.refuse, {
    attempt: t.uint,
    reason: t.oneOf(...REFUSALS),
    detail: text(LIMITS.refusalBytes),
  }),
  entry("claim", KIND.claim, { table }),
  entry("peer", KIND.peer, { term: t.uint, nextPeerId, row: tableRow }),
  entry("remove", KIND.remove, { term: t.uint, peerId, kicked: t.bool }),
  entry("greet", KIND.greet, {
    peerId,
    no: t.uint,
    isAnswer: t.bool,
    to: list(record({ peerId, last: t.uint }), LIMITS.peers),
  }),
  entry("live", KIND.live, { to: list(record({ peerId, seq: t.uint, no: t.uint }), LIMITS.peers) }),
  entry("lost", KIND.lost, { term: t.uint, round: t.uint }),
  entry("cut", KIND.cut, { peerId }),
  entry("bye", KIND.bye, { peerId }),
  entry("heard", KIND.heard, { term: t.uint, hostId: peerId }),
  entry("settings", KIND.settings, { term: t.uint, settings }),
  entry("handOver", KIND.handOver, { term: t.uint, peerId }),
  entry("silent", KIND.silent, { term: t.uint, peerId, isSilent: t.bool }),
];

/** Entries outside the numbered stream, as bytes. */
export const control = {
  write(writer: ByteWriter, entry: ControlEntry): void {
    const layout = ENTRIES.find(({ kind }) => kind === entry.kind);
    if (layout !== undefined) writeEntry(writer, layout.number, layout.body, entry);
  },

  /** Reads the body of an entry of `kind`; `undefined` when no control entry has that kind. */
  read(reader: ByteReader, kind: number): ControlEntry | undefined {
    return ENTRIES.find(({ number }) => number === kind)?.body.read(reader);
  },
};
