import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { isPath } from "../engine/objects.js";
import { LAST_PEER_ID } from "../ids.js";
import { KIND } from "./frame.js";

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

/**
 *     authority: [term] varint [path] string [peerId] varint [epoch] varint
 */
export function writeAuthority(writer: ByteWriter, scratch: ByteWriter, entry: AuthorityEntry): void {
  scratch.reset();
  scratch.varint(entry.term);
  scratch.string(entry.path);
  scratch.varint(entry.peerId);
  scratch.varint(entry.epoch);
  writer.u8(KIND.authority);
  writer.bytes(scratch.written());
}

/** Reads the body of such an entry. @throws {NakodoError} `bad-frame` */
export function readAuthority(reader: ByteReader): AuthorityEntry {
  const term = reader.varint();
  const path = reader.string(LIMITS.pathBytes);
  const peerId = reader.varint(LAST_PEER_ID);
  const epoch = reader.varint();
  if (!isPath(path) || peerId === 0)
    throw new NakodoError("bad-frame", "an authority over no path, or of nobody");
  return { term, path, peerId, epoch };
}
