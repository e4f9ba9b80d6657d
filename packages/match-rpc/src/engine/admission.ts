import type { Hello, Refusal, Settings } from "../wire/control.js";
import { sha256 } from "../wire/sha256.js";
import { PROOF_HASH_BYTES } from "../wire/table.js";
import type { EngineOptions } from "./engine-options.js";
import * as LIMITS from "./limits.js";
import type { PeerRow, PeerTable } from "./peer-table.js";

/** What a host compares a newcomer with: the part of its options that says who may come in. */
export interface AdmissionRules
  extends Pick<EngineOptions, "clientVersion" | "maxPlayers" | "joinWhilePlaying" | "refuse"> {
  readonly values: Pick<EngineOptions["values"], "name">;
  readonly schema: Pick<EngineOptions["schema"], "hash" | "describe">;
}

/** What a host makes of a hello. */
export type Verdict =
  | { readonly admit: "new" }
  | { readonly admit: "expected" | "returning"; readonly row: PeerRow }
  | { readonly admit: undefined; readonly reason: Refusal; readonly detail: string };

/** Decides on a hello, in the order of PROTOCOL.md, section A. */
export function judge(
  hello: Hello,
  who: { readonly sessionId: string; readonly userId: string; readonly username: string },
  table: PeerTable,
  rules: AdmissionRules,
  { locked, playing }: Pick<Settings, "locked" | "playing">,
): Verdict {
  const { values, schema, clientVersion, maxPlayers } = rules;
  if (hello.codec !== values.name)
    return refusal("protocol-mismatch", `the match speaks ${values.name}, not ${hello.codec}`);
  if (hello.clientVersion !== clientVersion)
    return refusal(
      "client-version-mismatch",
      `the match runs version ${clientVersion}, not ${hello.clientVersion}`,
    );
  if (hello.schemaHash !== schema.hash) return refusal("schema-mismatch", schema.describe());
  if (hello.resume !== undefined) {
    const row = rowOfProof(hello.resume, table);
    // Whose stream goes on where it stood is one player's.
    if (row?.userId === who.userId) return { admit: "returning", row };
    return refusal("resume-refused", "the place is gone, or the proof wrong");
  }
  // Whoever lost its connection on the way comes with another one, and the same account.
  const expected =
    table.bySession(who.sessionId) ??
    table.rows.find((row) => row.status === "connecting" && row.userId === who.userId);
  if (expected?.status === "connecting") return { admit: "expected", row: expected };
  if (locked) return refusal("match-locked", "the host has locked the match");
  if (playing && !rules.joinWhilePlaying) return refusal("match-started", "the match has started");
  if (table.size >= Math.min(maxPlayers, LIMITS.peers))
    return refusal("match-full", `the match has its ${maxPlayers} players`);
  const sentence = rules.refuse?.({ userId: who.userId, username: who.username });
  if (sentence !== undefined) return refusal("match-refused", sentence);
  return { admit: "new" };
}

/** The place that a secret proves to be its owner's. */
export function rowOfProof(
  { peerId, secret }: NonNullable<Hello["resume"]>,
  table: PeerTable,
): PeerRow | undefined {
  const row = table.get(peerId);
  return row !== undefined && sameBytes(proofHashOf(secret), row.proofHash) ? row : undefined;
}

/** What the table holds of a resume secret. */
export function proofHashOf(secret: Uint8Array): Uint8Array {
  return sha256(secret).slice(0, PROOF_HASH_BYTES);
}

function refusal(reason: Refusal, detail: string): Verdict {
  return { admit: undefined, reason, detail };
}

/** Compares secrets in a time that does not tell where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.byteLength ^ b.byteLength;
  for (let i = 0; i < Math.min(a.byteLength, b.byteLength); i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
