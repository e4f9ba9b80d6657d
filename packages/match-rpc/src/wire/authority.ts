import { type ByteReader, type ByteWriter, t } from "@nakodo/core";
import { isPath } from "../engine/objects.js";
import * as KIND from "./kind.js";
import { owner, path, record, sound, writeEntry } from "./layout.js";

/** Who has authority over a path: asked of the host, decided by it, or noted by the one who got it (C6). */
export interface AuthorityEntry {
  /** The term in which it is said. */
  readonly term: number;
  readonly path: string;
  /** A peer's id, or the host's address. */
  readonly peerId: number;
  /** How often the authority over the path has been handed over. */
  readonly epoch: number;
}

/** authority: [term] varint [path] string [peerId] varint [epoch] varint */
const layout = sound(
  record<AuthorityEntry>({ term: t.uint, path, peerId: owner, epoch: t.uint }),
  (one) => isPath(one.path),
  "an authority over no path",
);

export function writeAuthority(writer: ByteWriter, entry: AuthorityEntry): void {
  writeEntry(writer, KIND.authority, layout, entry);
}

/** Reads the body of such an entry. @throws {NakodoError} `bad-frame` */
export function readAuthority(reader: ByteReader): AuthorityEntry {
  return layout.read(reader);
}
