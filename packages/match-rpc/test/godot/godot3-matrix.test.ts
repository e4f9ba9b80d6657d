import { hash32 } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { remotes } from "../../src/remotes/remotes.js";
import { Schema } from "../../src/remotes/schema.js";
import { callFrame, FRAME } from "../crafted.js";
import { expectedHere, type Godot3Cell, type Godot3Row, godot3Rows } from "./godot3-rows.js";
import { LETTERS, LetteredMatch, thrownCode } from "./letters.js";

/** A node whose methods have Godot 3's modes, each also with an unreliable twin. */
class Subject {
  readonly ran: string[] = [];
  /** Set while the caller's own call runs. */
  calling = false;
  constructor(
    readonly letter: string,
    readonly isMaster: (self: Subject) => boolean,
    readonly sender: () => string,
  ) {}

  disabled(): void {
    this.#note();
  }
  remote(): void {
    this.#note();
  }
  remotesync(): void {
    this.#note();
  }
  master(): void {
    if (this.isMaster(this)) this.#note();
  }
  mastersync(): void {
    if (this.isMaster(this) || this.sender() === this.letter) this.#note();
  }
  puppet(): void {
    this.#note();
  }
  puppetsync(): void {
    this.#note();
  }
  remoteFast(): void {
    this.remote();
  }
  remotesyncFast(): void {
    this.remotesync();
  }
  masterFast(): void {
    this.master();
  }
  mastersyncFast(): void {
    this.mastersync();
  }
  puppetFast(): void {
    this.puppet();
  }
  puppetsyncFast(): void {
    this.puppetsync();
  }

  #note(): void {
    this.ran.push(`${this.calling ? this.letter.toLowerCase() : this.letter}${this.sender()}`);
  }
}

const anyone = { mode: "anyPeer", callLocal: true } as const;
const fast = { transfer: "unreliable" } as const;
const SubjectRemotes = remotes("Subject", Subject, {
  remote: "anyPeer",
  remotesync: anyone,
  master: anyone,
  mastersync: anyone,
  puppet: "authority",
  puppetsync: { mode: "authority", callLocal: true },
  remoteFast: { mode: "anyPeer", ...fast },
  remotesyncFast: { ...anyone, ...fast },
  masterFast: { ...anyone, ...fast },
  mastersyncFast: { ...anyone, ...fast },
  puppetFast: { mode: "authority", ...fast },
  puppetsyncFast: { mode: "authority", callLocal: true, ...fast },
});

/** Another type, so that a method that a subject does not have has a number, too. */
class Stranger {
  hidden(): void {}
}
const schema = new Schema([SubjectRemotes, remotes("Stranger", Stranger, { hidden: "anyPeer" })]);

/** A match with one subject at every peer; `master` is the letter of its master. */
function play(master: string) {
  const lettered = new LetteredMatch({ schema });
  const subjects = new Map<string, Subject>();
  for (const letter of LETTERS) {
    const engine = lettered.engine(letter);
    const subject = new Subject(
      letter,
      (self) => engine.hasAuthority(self),
      () => lettered.letter(engine.senderId),
    );
    engine.add("/subject", subject, lettered.target(master));
    subjects.set(letter, subject);
  }
  return { lettered, subjects };
}

type Play = ReturnType<typeof play>;

/** Makes one call and gives what happened, written as Godot's cells are. */
function outcome({ lettered, subjects }: Play, row: Godot3Row, cell: Godot3Cell): string {
  const subject = subjects.get(row.caller);
  if (subject === undefined) throw new Error(`no ${row.caller}`);
  for (const one of subjects.values()) one.ran.length = 0;
  const method =
    cell.name.startsWith("rpc_unreliable") && row.mode !== "disabled" ? `${row.mode}Fast` : row.mode;
  subject.calling = true;
  const code = thrownCode(() =>
    lettered.engine(row.caller).call(lettered.target(cell.to), subject, method, [], false),
  );
  subject.calling = false;
  lettered.settle();
  const ran = LETTERS.flatMap((letter) => subjects.get(letter)?.ran ?? []);
  for (const one of ran) expect(one.slice(1), "the sender").toBe(row.caller);
  const told = { "": "", "invalid-argument": "=", "unknown-peer": "?" }[code] ?? code;
  return ran.map((one) => one[0]).join("") + told || "-";
}

const rows = godot3Rows();

describe("Godot 3's calls", () => {
  it("R3 · the whole matrix is here", () => {
    const modes = new Set(rows.map((row) => row.mode));
    expect([rows.length, modes.size, rows.flatMap((row) => row.cells).length]).toEqual([63, 7, 882]);
  });

  it.each(rows.map((row) => [`${row.mode}, master ${row.master}, called by ${row.caller}`, row] as const))(
    "R2 · R3 · R4 · %s",
    (_name, row) => {
      const game = play(row.master);
      for (const cell of row.cells) {
        const name = `${cell.name} ${cell.to} (${cell.difference?.code ?? "as Godot"})`;
        const here = outcome(game, row, cell);
        expect(here, name).toBe(expectedHere(cell, row));
        if (cell.difference !== undefined) expect(here, `${name} differs in name only`).not.toBe(cell.godot);
      }
      expect(game.lettered.match.violations).toEqual([]);
    },
  );

  const forbidden = rows.filter(
    (row) => row.mode === "disabled" || (isPuppet(row) && row.master !== row.caller),
  );
  it.each(forbidden.map((row) => [`${row.mode}, master ${row.master}, by ${row.caller}`, row] as const))(
    "C3 · what a changed game sends all the same is refused by those who refuse it in Godot: %s",
    (_name, row) => {
      const { lettered, subjects } = play(row.master);
      const method = row.mode === "disabled" ? "hidden" : row.mode;
      const index = schema.methods.findIndex(({ name }) => name === method);
      const caller = lettered.peer(row.caller);
      for (const cell of row.cells) {
        const refusers = cell.godot.match(/!([A-Z]+)/)?.[1] ?? "";
        for (const peer of lettered.match.peers) peer.violations.length = 0;
        const to = [...refusers].map((letter) => lettered.peer(letter).transport.self.sessionId);
        caller.transport.send(FRAME, callFrame(hash32("/subject"), index, []), to);
        lettered.settle();
        const reason = row.mode === "disabled" ? "not-declared" : "not-allowed";
        for (const letter of LETTERS) {
          const told = lettered.peer(letter).violations.map((one) => [one.reason, one.peerId]);
          const expected = refusers.includes(letter) ? [[reason, caller.engine.selfId]] : [];
          expect(told, `${cell.name} ${cell.to} at ${letter}`).toEqual(expected);
        }
      }
      expect([...subjects.values()].flatMap((subject) => subject.ran)).toEqual([]);
    },
  );
});

function isPuppet(row: Godot3Row): boolean {
  return row.mode.startsWith("puppet");
}
