import type { ByteReader, ByteWriter } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { isPath } from "../engine/objects.js";
import { FIRST_PEER_ID, LAST_PEER_ID } from "../ids.js";
import { badFrame } from "./bad-frame.js";
import { KIND } from "./frame.js";
import {
  both,
  choice,
  flag,
  type Layout,
  list,
  name,
  oneByte,
  optional,
  owner,
  path,
  peerId,
  raw,
  readAtLeast,
  record,
  sound,
  text,
  varint,
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

/** Bit by bit: locked, playing, in doubt, star. */
const flags: Layout<Pick<Table, "settings" | "inDoubt">> = {
  write(writer, { settings: { locked, playing, star }, inDoubt }) {
    writer.u8((locked ? 1 : 0) | (playing ? 2 : 0) | (inDoubt ? 4 : 0) | (star ? 8 : 0));
  },
  read(reader) {
    const bits = oneByte(reader, 15);
    return {
      settings: { locked: (bits & 1) !== 0, playing: (bits & 2) !== 0, star: (bits & 8) !== 0 },
      inDoubt: (bits & 4) !== 0,
    };
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

const u32: Layout<number> = {
  write: (writer, value) => writer.u32(value),
  read: (reader) => reader.u32(),
};

/** The next id that a host gives: one past the last when there is none left. */
const nextPeerId: Layout<number> = {
  write: varint.write,
  read: (reader) => readAtLeast(reader, FIRST_PEER_ID, LAST_PEER_ID + 1),
};

const authority = sound(
  record<Table["authorities"][number]>({ path, peerId: owner, epoch: varint }),
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
    record<Pick<Table, "term" | "hostId" | "nextPeerId">>({ term: varint, hostId: peerId, nextPeerId }),
    flags,
  ),
  record<Pick<Table, "rows" | "authorities" | "former">>({
    rows: list(tableRow, LIMITS.peers),
    authorities: list(authority, LIMITS.authorities),
    former: list(former, LIMITS.formerAuthoritiesTold),
  }),
);

/** An entry of a kind: its number, and what stands in it after `[kind] u8 [length] varint`. */
function entry<Kind extends ControlEntry["kind"], Body extends object>(
  kind: Kind,
  pieces: { readonly [K in keyof Body]-?: Layout<Body[K]> },
): readonly [number, Layout<{ readonly kind: Kind } & Body>] {
  const isKind: Layout<{ readonly kind: Kind }> = { write() {}, read: () => ({ kind }) };
  return [KIND[kind], both(isKind, record<Body>(pieces))];
}

/** What stands in each entry, in this order (PROTOCOL.md, W3). */
const LAYOUTS: ReadonlyMap<number, Layout<ControlEntry>> = /* @__PURE__ */ new Map<
  number,
  Layout<ControlEntry>
>([
  entry("hello", {
    attempt: varint,
    codec: name,
    schemaHash: u32,
    clientVersion: name,
    proofHash: raw(PROOF_HASH_BYTES),
    resume: optional(record({ peerId, secret: raw(SECRET_BYTES) })),
  }),
  entry("welcome", { peerId, resumed: flag, table }),
  entry("refuse", { attempt: varint, reason: choice(REFUSALS), detail: text(LIMITS.refusalBytes) }),
  entry("claim", { table }),
  entry("peer", { term: varint, nextPeerId, row: tableRow }),
  entry("remove", { term: varint, peerId, kicked: flag }),
  entry("greet", {
    peerId,
    no: varint,
    isAnswer: flag,
    to: list(record({ peerId, last: varint }), LIMITS.peers),
  }),
  entry("live", { to: list(record({ peerId, seq: varint, no: varint }), LIMITS.peers) }),
  entry("lost", { term: varint, round: varint }),
  entry("cut", { peerId }),
  entry("bye", { peerId }),
  entry("heard", { term: varint, hostId: peerId }),
  entry("settings", { term: varint, settings }),
  entry("handOver", { term: varint, peerId }),
  entry("silent", { term: varint, peerId, isSilent: flag }),
]);

/** Entries outside the numbered stream, as bytes. */
export const control = {
  write(writer: ByteWriter, entry: ControlEntry): void {
    const kind = KIND[entry.kind];
    const layout = LAYOUTS.get(kind);
    if (layout !== undefined) writeEntry(writer, kind, layout, entry);
  },

  /** Reads the body of an entry of `kind`; `undefined` when no control entry has that kind. */
  read(reader: ByteReader, kind: number): ControlEntry | undefined {
    return LAYOUTS.get(kind)?.read(reader);
  },
};
