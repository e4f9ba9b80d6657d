import { readdirSync, readFileSync } from "node:fs";
import { ByteReader, ByteWriter, hash32 } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import { type ControlEntry, control } from "../src/wire/control.js";
import { frameHead } from "../src/wire/frame.js";
import * as KIND from "../src/wire/kind.js";
import { codeOf } from "./code-of.js";
import { callFrame, controlFrame, FRAME, forgedTable, stranger, streamFrame } from "./crafted.js";
import { Probe, SimulatedMatch } from "./simulated-match.js";

const ORDER = 3;

/** A piece of a goodbye in two pieces. */
function pieceOfBye(index: number): Uint8Array {
  const body = new ByteWriter();
  body.varint(index);
  body.varint(2);
  body.raw([Uint8Array.of(KIND.bye), Uint8Array.of(1, 9)][index] ?? new Uint8Array(0));
  return streamFrame(KIND.piece, body.copy());
}

/** Somebody who waits to be let in, and is not. */
function waiting(): SimulatedMatch {
  const match = new SimulatedMatch(1, LINKS.perfect);
  match.network.join("silent").start(() => {});
  match.join("late");
  match.run(10);
  return match;
}

function decoded(frame: Uint8Array): ControlEntry | undefined {
  const reader = new ByteReader(frame);
  frameHead.read(reader, { seq: undefined });
  const kind = reader.u8();
  reader.limit(reader.varint());
  return control.read(reader, kind);
}

describe("limits", () => {
  it("L · every limit is named in a test", () => {
    const files = ["src", "test"].flatMap((folder) =>
      readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts"))
        .map((file) => readFileSync(new URL(`../${folder}/${file}`, import.meta.url), "utf8")),
    );
    const text = files.join("\n");
    expect(Object.keys(LIMITS).filter((name) => !new RegExp(`LIMITS\\.${name}\\b`).test(text))).toEqual([]);
  });

  it("L · 1,024 own calls wait for a host, not one more", () => {
    const late = waiting().peer(0);
    for (let i = 0; i < LIMITS.pendingCalls; i++) late.call(ALL, "say", "x");
    expect(codeOf(() => late.call(ALL, "say", "x"))).toBe("queue-full");
  });

  it("L · 1 MiB of own calls waits for a host, not one byte more", () => {
    const late = waiting().peer(0);
    for (let i = 0; i < 5; i++) late.call(ALL, "chat", "x".repeat(200_000));
    // Kind, length, path, method and the text's length: 12 bytes before each text.
    const rest = LIMITS.pendingBytes - 5 * 200_012 - 12;
    expect(codeOf(() => late.call(ALL, "chat", "x".repeat(rest + 1)))).toBe("queue-full");
    late.call(ALL, "chat", "x".repeat(rest));
    expect(codeOf(() => late.call(ALL, "blink", 1))).toBe("none");
    expect(codeOf(() => late.call(ALL, "say", ""))).toBe("queue-full");
  });

  it("L · 8 greetings on one pair of connections are answered, the 9th is a violation", () => {
    const match = SimulatedMatch.of(2, 1, LINKS.good);
    const [host, liar] = [match.peer(0), match.peer(1)];
    const greeting = {
      kind: "greet",
      peerId: 3,
      no: 9,
      isAnswer: true,
      to: [{ peerId: 2, last: 0 }],
    } as const;
    // Two they have exchanged already: each greets, and answers.
    for (let heard = 2; heard < LIMITS.greets; heard++) liar.transport.send(FRAME, controlFrame(greeting));
    match.run(500);
    expect(host.violations).toEqual([]);
    liar.transport.send(FRAME, controlFrame(greeting));
    match.run(500);
    expect(host.violations.map(({ reason }) => reason)).toEqual(["limit"]);
  });

  it("L · S9 · 6 answers to one who asks to be let in go at once, the 7th waits for the host's pace", () => {
    const match = SimulatedMatch.of(2, 1, LINKS.perfect);
    const asker = match.network.join("asker");
    let answers = 0;
    asker.start((event) => {
      if (event.type === "message" && event.bytes[2] === KIND.refuse) answers++;
    });
    match.run(2000);
    const host = match.peer(0);
    // All that the host may send at once is sent.
    for (let i = 0; i < LIMITS.framesPerBurst; i++) host.engine.sendData(1, Uint8Array.of(1), ALL);
    for (let i = 1; i <= LIMITS.answersToNewcomer + 1; i++) {
      asker.send(
        FRAME,
        controlFrame({
          kind: "hello",
          attempt: i,
          codec: "another",
          schemaHash: 0,
          clientVersion: "",
          proofHash: new Uint8Array(16),
          resume: undefined,
        }),
      );
    }
    match.run(1);
    expect(answers).toBe(LIMITS.answersToNewcomer);
    match.run(1000);
    expect(answers).toBe(LIMITS.answersToNewcomer + 1);
  });

  it("L · 4 answers to claims that do not count go to one connection, and then silence", () => {
    const match = SimulatedMatch.of(2, 1, LINKS.good);
    const answers: (ControlEntry | undefined)[] = [];
    const liar = match.network.join("liar");
    liar.start((event) => {
      if (event.type !== "message" || event.bytes[2] !== KIND.claim) return;
      answers.push(decoded(event.bytes));
    });
    match.run(100);
    for (let i = 0; i < LIMITS.claimAnswers + 3; i++) {
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(1, 9, liar.self) }));
      match.run(100);
    }
    expect(answers).toHaveLength(LIMITS.claimAnswers);
  });

  it("L · 8 connections put off a newcomer's giving up by claiming to be host, the 9th does not", () => {
    const match = new SimulatedMatch(1, LINKS.perfect, { joinTimeoutMs: 5000 });
    const liars = Array.from({ length: LIMITS.namedHosts + 3 }, (_, i) => stranger(match, `liar${i}`));
    const late = match.join("late");
    for (const liar of liars) {
      match.run(4000);
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(1, 9, liar.self) }));
    }
    expect(late.ending?.code).toBe("no-host");
    const stayed = new SimulatedMatch(1, LINKS.perfect, { joinTimeoutMs: 5000 });
    const few = Array.from({ length: LIMITS.namedHosts }, (_, i) => stranger(stayed, `liar${i}`));
    const other = stayed.join("late");
    for (const liar of few) {
      stayed.run(4000);
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(1, 9, liar.self) }));
    }
    stayed.run(4900);
    expect(other.ending).toBeUndefined();
    stayed.run(200);
    expect(other.ending?.code).toBe("no-host");
  });

  it("L · 4 times a peer lets others tell it to begin anew, the 5th is a violation", () => {
    const match = SimulatedMatch.of(3, 1, LINKS.good);
    const [, liar, victim] = match.peers;
    liar?.engine.events.on("playerStatusChanged", ({ player, status }) => {
      if (status !== "connected" || player.username !== victim?.name) return;
      liar.transport.send(FRAME, controlFrame({ kind: "cut", peerId: player.peerId }));
    });
    for (let round = 0; round < LIMITS.cuts + 2; round++) {
      victim?.transport.cut();
      match.run(300);
      victim?.transport.restore();
      match.run(3000);
    }
    const anew = victim?.log.filter((line) => /^admitted \d+$/.test(line)).length ?? 0;
    // The first time is its own joining.
    expect(anew - 1).toBeLessThanOrEqual(LIMITS.cuts);
    expect(anew - 1).toBeGreaterThan(0);
    expect(victim?.violations.some(({ reason }) => reason === "not-allowed")).toBe(true);
    expect(victim?.engine.isAdmitted).toBe(true);
  });

  it("L · the text of a refusal is cut short where it is said, and refused past its limit where it is heard", () => {
    const match = new SimulatedMatch(1, LINKS.good, { refuse: () => "x".repeat(5000) });
    match.create();
    match.run(500);
    const late = match.join("late");
    match.run(1000);
    expect(late.ending?.message.match(/x+$/)?.[0]).toHaveLength(LIMITS.refusalBytes / 4);
    const refusal = (bytes: number): Uint8Array =>
      controlFrame({ kind: "refuse", attempt: 1, reason: "match-refused", detail: "x".repeat(bytes) });
    expect(decoded(refusal(LIMITS.refusalBytes))?.kind).toBe("refuse");
    expect(codeOf(() => decoded(refusal(LIMITS.refusalBytes + 1)))).toBe("bad-frame");
  });

  it("L · 64 former authorities are told of, one more is a bad frame", () => {
    const claim = (count: number): Uint8Array => {
      const former = Array.from({ length: count }, (_, i) => ({ path: `/f/${i}`, peerId: 2 }));
      const self = { sessionId: "s", userId: "u", username: "n" };
      return controlFrame({ kind: "claim", table: { ...forgedTable(1, 2, self), former } });
    };
    expect(decoded(claim(LIMITS.formerAuthoritiesTold))?.kind).toBe("claim");
    expect(codeOf(() => decoded(claim(LIMITS.formerAuthoritiesTold + 1)))).toBe("bad-frame");
  });

  it("L · a former authority's calls count for 2 s", () => {
    const match = SimulatedMatch.of(3, 1, LINKS.perfect);
    const [host, former] = [match.peer(0), match.peer(1)];
    host.engine.setAuthority("/probe", 3);
    match.run(100);
    host.engine.setAuthority("/probe", 4);
    match.run(LIMITS.formerAuthorityMs - 100);
    former.transport.send(FRAME, callFrame(hash32("/probe"), ORDER, ["just in time"], 100));
    match.run(150);
    former.transport.send(FRAME, callFrame(hash32("/probe"), ORDER, ["too late"], 101));
    match.run(100);
    expect(host.probe.heard).toEqual(["3!just in time"]);
    expect(host.violations.map(({ reason }) => reason)).toEqual(["not-allowed"]);
  });

  it("L · 256 former authorities are remembered, the oldest of 257 is not", () => {
    const match = SimulatedMatch.of(3, 1, LINKS.perfect);
    const [host, former] = [match.peer(0), match.peer(1)];
    const path = (i: number): string => `/f/${i}`;
    const probe = new Probe(host);
    host.engine.add(path(0), new Probe(host));
    host.engine.add(path(1), probe);
    for (let i = 0; i <= LIMITS.formerAuthorities; i++) host.engine.setAuthority(path(i), 3);
    match.run(3000);
    for (let i = 0; i <= LIMITS.formerAuthorities; i++) host.engine.setAuthority(path(i), 4);
    former.transport.send(FRAME, callFrame(hash32(path(1)), ORDER, ["remembered"], 5000));
    match.run(10);
    expect(probe.heard).toEqual(["3!remembered"]);
    former.transport.send(FRAME, callFrame(hash32(path(0)), ORDER, ["forgotten"], 5001));
    match.run(10);
    expect(host.violations.map(({ reason }) => reason)).toEqual(["not-allowed"]);
  });

  it("L · 16 control entries in pieces are joined at once, the oldest of 17 is dropped", () => {
    const run = (count: number): string[] => {
      const match = waiting();
      const senders = Array.from({ length: count }, (_, i) => stranger(match, `s${i}`));
      match.run(10);
      for (const sender of senders) {
        sender.send(FRAME, pieceOfBye(0));
        match.run(2);
      }
      for (const sender of senders) sender.send(FRAME, pieceOfBye(1));
      match.run(20);
      return match.peer(0).violations.map(({ reason }) => reason);
    };
    expect(run(LIMITS.assemblies)).toEqual([]);
    expect(run(LIMITS.assemblies + 1)).toEqual(["bad-frame"]);
  });
});
