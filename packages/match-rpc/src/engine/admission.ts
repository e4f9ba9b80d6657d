import type { Hello, Refusal } from "../wire/control.js";
import { sha256 } from "../wire/sha256.js";
import { PROOF_HASH_BYTES } from "../wire/table.js";
import type { PeerRow, PeerTable } from "./peer-table.js";

/** What a host compares a newcomer with. */
export interface AdmissionRules {
  readonly codec: string;
  readonly schemaHash: number;
  readonly clientVersion: string;
  readonly maxPlayers: number;
  readonly locked: boolean;
  /** The match is being played, and late joiners are not wanted. */
  readonly closedToLate: boolean;
  /** The game's own word: a sentence for who is refused, `undefined` for who may come in. */
  readonly refuse:
    | ((who: { readonly userId: string; readonly username: string }) => string | undefined)
    | undefined;
  /** What the schema says, for one whose schema differs. */
  describeSchema(): string;
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
): Verdict {
  if (hello.codec !== rules.codec) {
    return refusal("protocol-mismatch", `the match speaks ${rules.codec}, not ${hello.codec}`);
  }
  if (hello.clientVersion !== rules.clientVersion) {
    return refusal(
      "client-version-mismatch",
      `the match runs version ${rules.clientVersion}, not ${hello.clientVersion}`,
    );
  }
  if (hello.schemaHash !== rules.schemaHash) return refusal("schema-mismatch", rules.describeSchema());
  if (hello.resume !== undefined) {
    const row = table.get(hello.resume.peerId);
    if (row === undefined || !sameBytes(proofHashOf(hello.resume.secret), row.proofHash)) {
      return refusal("resume-refused", "the place was given up, or the proof is not its owner's");
    }
    return { admit: "returning", row };
  }
  // Whoever lost its connection on the way comes with another one, and the same account.
  const expected =
    table.bySession(who.sessionId) ??
    table.rows.find((row) => row.status === "connecting" && row.userId === who.userId);
  if (expected?.status === "connecting") return { admit: "expected", row: expected };
  if (rules.locked) return refusal("match-locked", "the host has locked the match");
  if (rules.closedToLate) return refusal("match-started", "the match has started");
  if (table.size >= rules.maxPlayers)
    return refusal("match-full", `the match has its ${rules.maxPlayers} players`);
  const sentence = rules.refuse?.({ userId: who.userId, username: who.username });
  if (sentence !== undefined) return refusal("match-refused", sentence);
  return { admit: "new" };
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
