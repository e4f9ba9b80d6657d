import { describe, expect, it } from "vitest";
import { remotes, type Transfer } from "../../src/remotes/remotes.js";
import { Schema } from "../../src/remotes/schema.js";
import { LETTERS, LetteredMatch, thrownCode } from "./letters.js";

/** A node with one method, of which each test declares what it tests. */
class Subject {
  readonly ran: string[] = [];
  calling = false;
  constructor(
    readonly letter: string,
    readonly sender: () => string,
  ) {}

  call(): void {
    this.ran.push(`${this.calling ? this.letter.toLowerCase() : this.letter}${this.sender()}`);
  }
}

const TARGETS = ["0", "S", "A", "B", "C", "X", "-S", "-A", "-B", "-C", "-X"];
const TRANSFERS: readonly Transfer[] = ["reliable", "unreliable", "unreliableOrdered"];

/** One call of the matrix. */
interface Case {
  readonly mode: "authority" | "anyPeer";
  readonly callLocal: boolean;
  readonly authority: string;
  readonly caller: string;
  readonly to: string;
}

/**
 * What Godot 4 does, by its source (`rpcp`, `_send_rpc`, `_process_rpc`), and in its order: who runs it, a small letter
 * inside the call, and the error at the caller.
 */
function godot4({ mode, callLocal, authority, caller, to }: Case): string {
  const peer = to.replace("-", "");
  const isNegative = to.startsWith("-");
  const isSelf = !isNegative && peer === caller;
  if (isSelf && !callLocal) return "on yourself";
  const isLocal = callLocal && (to === "0" || isSelf || (isNegative && peer !== caller));
  const isUnknown = peer === "X" || (isNegative && peer === caller);
  const sent = LETTERS.filter(
    (one) => !isSelf && !isUnknown && one !== caller && (to === "0" || (peer === one) !== isNegative),
  );
  const ran = LETTERS.flatMap((one) => {
    if (one === caller) return isLocal ? [one.toLowerCase()] : [];
    return sent.includes(one) && (mode === "anyPeer" || caller === authority) ? [one] : [];
  });
  return ran.join("") + (isUnknown ? "unknown peer" : "");
}

/** The same here: Godot's, but for three differences. */
function here(one: Case): string {
  // Authority is checked where the call is made, and before a local run.
  if (one.mode === "authority" && one.caller !== one.authority) return "not-authority";
  // −id is everyone but that one, this peer and nobody included.
  if (one.to === `-${one.caller}`) return godot4({ ...one, to: "0" }).replace(one.caller.toLowerCase(), "");
  if (one.to === "-X") return godot4({ ...one, to: "0" });
  return godot4(one);
}

const TOLD: Record<string, string> = { "invalid-argument": "on yourself", "unknown-peer": "unknown peer" };

const declarations = (["authority", "anyPeer"] as const).flatMap((mode) =>
  [false, true].flatMap((callLocal) => TRANSFERS.map((transfer) => ({ mode, callLocal, transfer }))),
);

describe("Godot 4's calls", () => {
  it.each(declarations)(
    "R2 · R3 · R4 · $mode, call_local $callLocal, $transfer: every caller, every target",
    (declaration) => {
      const schema = new Schema([remotes("Subject", Subject, { call: declaration })]);
      for (const authority of ["S", "B"]) {
        const lettered = new LetteredMatch({ schema });
        const subjects = LETTERS.map((letter) => {
          const engine = lettered.engine(letter);
          const subject = new Subject(letter, () => lettered.letter(engine.senderId));
          engine.add("/subject", subject, lettered.target(authority));
          return subject;
        });
        for (const caller of subjects) {
          for (const to of TARGETS) {
            for (const one of subjects) one.ran.length = 0;
            caller.calling = true;
            const code = thrownCode(() =>
              lettered.engine(caller.letter).call(lettered.target(to), caller, "call", [], false),
            );
            caller.calling = false;
            lettered.settle();
            const ran = subjects.flatMap((one) => one.ran);
            for (const one of ran) expect(one.slice(1), "the sender").toBe(caller.letter);
            const happened = ran.map((one) => one[0]).join("") + (TOLD[code] ?? code);
            const { mode, callLocal } = declaration;
            expect(happened, `${caller.letter} calls ${to}, authority ${authority}`).toBe(
              here({ mode, callLocal, authority, caller: caller.letter, to }),
            );
          }
        }
        expect(lettered.match.violations).toEqual([]);
      }
    },
  );
});
