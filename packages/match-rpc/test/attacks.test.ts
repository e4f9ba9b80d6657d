import { ByteReader, ByteWriter, hash32 } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { proofHashOf } from "../src/engine/admission.js";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import { writeAuthority } from "../src/wire/authority.js";
import type { ControlEntry } from "../src/wire/control.js";
import { control } from "../src/wire/control.js";
import { frameHead } from "../src/wire/frame.js";
import * as KIND from "../src/wire/kind.js";
import { LAST_LANE } from "../src/wire/pieces.js";
import { callBody, callFrame, controlFrame, FRAME, forgedTable, stranger, streamFrame } from "./crafted.js";
import { Probe, SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

const PROBE = hash32("/probe");
/** Numbers of the probe's methods: blink, chat, move, order, say. */
const METHOD = { blink: 0, chat: 1, move: 2, order: 3, say: 4 } as const;

/** What a peer reported, each as "reason peerId". */
function reports(peer: SimulatedPeer): string[] {
  return peer.violations.map(({ reason, peerId }) => `${reason} ${peerId}`);
}

/** A match of four whose term is young no more (W5), and what must not have changed after an attack. */
function victim(): { match: SimulatedMatch; unharmed: () => void } {
  const match = SimulatedMatch.of(4, 3, LINKS.good);
  match.run(LIMITS.youngTermMs);
  const before = match.tables;
  expect(before).toHaveLength(1);
  return {
    match,
    unharmed: () => {
      match.run(1500);
      expect(match.tables).toEqual(before);
      match.peer(0).call(ALL, "order", "still in order");
      match.run(500);
      for (const index of [1, 2, 3]) expect(match.peer(index).probe.heard).toContain("2!still in order");
    },
  };
}

/** By peer 4, that it has the authority over the probe; numbered 1. */
function authorityNote(): Uint8Array {
  const note = new ByteWriter();
  frameHead.write(note, 1);
  writeAuthority(note, { term: 1, path: "/probe", peerId: 4, epoch: 1 });
  return note.copy();
}

describe("a stranger on the relay", () => {
  it.each<[string, ControlEntry]>([
    [
      "peer",
      {
        kind: "peer",
        term: 1,
        nextPeerId: 99,
        row: {
          peerId: 9,
          seat: 9,
          sessionId: "x",
          userId: "x",
          username: "x",
          proofHash: new Uint8Array(16),
          arrived: true,
        },
      },
    ],
    ["remove", { kind: "remove", term: 1, peerId: 3, kicked: true }],
    ["settings", { kind: "settings", term: 1, settings: { locked: true, playing: true, star: false } }],
    ["handOver", { kind: "handOver", term: 1, peerId: 5 }],
    ["remove of a later term", { kind: "remove", term: 7, peerId: 3, kicked: true }],
  ])("W5 · a host's word by a stranger changes nothing and is counted: %s", (_name, entry) => {
    const { match, unharmed } = victim();
    stranger(match).send(FRAME, controlFrame(entry));
    unharmed();
    for (const peer of match.peers) expect(reports(peer)).toEqual(["not-host 0"]);
  });

  it("H3 · a claim by a stranger is no claim", () => {
    const { match, unharmed } = victim();
    const liar = stranger(match);
    for (const term of [1, 2, 3, 4000]) {
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(term, 2, liar.self) }));
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(term, 9, liar.self) }));
    }
    unharmed();
    for (const peer of match.peers)
      expect(reports(peer)).toEqual(Array.from({ length: 8 }, () => "false-claim 0"));
    expect(match.peer(0).engine.counters.violations).toBe(8);
  });

  it("H11 · who claims the match in doubt, and says so, gets nothing either", () => {
    const { match, unharmed } = victim();
    const liar = stranger(match);
    for (const term of [1, 2, 4000])
      for (const hostId of [2, 3, 9]) {
        const table = { ...forgedTable(term, hostId, liar.self), inDoubt: true };
        liar.send(FRAME, controlFrame({ kind: "claim", table }));
      }
    unharmed();
  });

  it("A3 · welcome and refuse to those who are in are nothing", () => {
    const { match, unharmed } = victim();
    const liar = stranger(match);
    const table = forgedTable(9, 9, liar.self);
    for (const peer of match.peers) {
      const row = {
        peerId: 3,
        seat: 0,
        ...peer.transport.self,
        proofHash: new Uint8Array(16),
        arrived: true,
      };
      liar.send(
        FRAME,
        controlFrame({
          kind: "welcome",
          peerId: 3,
          resumed: true,
          table: { ...table, rows: [row, ...table.rows] },
        }),
      );
      liar.send(FRAME, controlFrame({ kind: "refuse", attempt: 1, reason: "kicked", detail: "" }), [
        peer.transport.self.sessionId,
      ]);
    }
    unharmed();
    expect(match.violations).toEqual([]);
  });

  it("W6 · a call by a stranger never runs", () => {
    const { match, unharmed } = victim();
    const liar = stranger(match);
    for (const seq of [undefined, 1, 2]) liar.send(FRAME, callFrame(PROBE, METHOD.say, ["forged"], seq));
    liar.send(
      FRAME,
      controlFrame({ kind: "greet", peerId: 4, no: 1, isAnswer: false, to: [{ peerId: 3, last: 0 }] }),
    );
    liar.send(FRAME, controlFrame({ kind: "live", to: [{ peerId: 3, seq: 0, no: 1 }] }));
    for (const seq of [undefined, 1, 2]) liar.send(FRAME, callFrame(PROBE, METHOD.say, ["forged"], seq));
    unharmed();
    expect(match.peers.flatMap((peer) => peer.probe.heard.filter((line) => line.includes("forged")))).toEqual(
      [],
    );
  });

  it("A4 · a wrong secret gives no place, and one that was used is worth nothing", () => {
    const match = SimulatedMatch.of(4, 3, LINKS.good);
    // What anybody on the relay sees of a hello that is said to all.
    const overheard: ControlEntry[] = [];
    const liar = match.network.join("liar");
    const answers: ControlEntry[] = [];
    liar.start((event) => {
      if (event.type !== "message") return;
      const reader = new ByteReader(event.bytes);
      frameHead.read(reader, { seq: undefined });
      // A sign of life.
      if (reader.remaining === 0) return;
      const kind = reader.u8();
      reader.varint();
      const entry = control.read(reader, kind);
      if (entry?.kind === "hello") overheard.push(entry);
      if (entry?.kind === "refuse" || entry?.kind === "welcome") answers.push(entry);
    });
    match.run(500);
    const hello = {
      kind: "hello",
      attempt: 1,
      codec: "json",
      schemaHash: match.peer(0).schemaHash,
      clientVersion: "test",
      proofHash: proofHashOf(new Uint8Array(16)),
    } as const;
    liar.send(FRAME, controlFrame({ ...hello, resume: { peerId: 3, secret: new Uint8Array(16).fill(7) } }));
    match.run(500);
    expect(answers).toEqual([
      { kind: "refuse", attempt: 1, reason: "resume-refused", detail: expect.any(String) },
    ]);
    // The host itself returns, and says so to everyone.
    match.peer(0).transport.cut();
    match.run(300);
    match.peer(0).transport.restore();
    match.run(1500);
    const resume = overheard.flatMap((entry) =>
      entry.kind === "hello" && entry.resume !== undefined ? [entry.resume] : [],
    )[0];
    expect(resume?.peerId).toBe(2);
    answers.length = 0;
    liar.send(FRAME, controlFrame({ ...hello, attempt: 2, resume }));
    match.run(1000);
    expect(answers).toEqual([
      { kind: "refuse", attempt: 2, reason: "resume-refused", detail: expect.any(String) },
    ]);
    expect(match.tables).toHaveLength(1);
    expect(match.peer(0).engine.selfId).toBe(2);
    expect(match.peer(0).engine.isAdmitted).toBe(true);
  });

  it("A10 · a refusal by one who is not host keeps nobody out, where the host answers too", () => {
    const match = SimulatedMatch.of(3, 3, LINKS.good);
    const liar = match.network.join("liar");
    liar.start((event) => {
      if (event.type === "message" && event.bytes[2] === KIND.hello)
        liar.send(FRAME, controlFrame({ kind: "refuse", attempt: 1, reason: "match-full", detail: "" }), [
          event.from.sessionId,
        ]);
    });
    match.run(500);
    const peer = match.join("late");
    match.run(2000);
    expect(peer.engine.isAdmitted).toBe(true);
    expect(match.tables).toHaveLength(1);
  });

  it("A10 · one who claims to be host and refuses keeps nobody from coming back, where the host answers too", () => {
    const match = SimulatedMatch.of(3, 3, LINKS.good);
    const liar = match.network.join("liar");
    liar.start((event) => {
      if (event.type !== "joined") return;
      const { sessionId } = event.presence;
      liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(9, 9, liar.self) }), [sessionId]);
      for (let attempt = 1; attempt < 20; attempt++)
        liar.send(FRAME, controlFrame({ kind: "refuse", attempt, reason: "match-full", detail: "" }), [
          sessionId,
        ]);
    });
    match.run(500);
    match.peer(1).transport.cut();
    match.run(300);
    // The host's answer takes its time.
    match.peer(0).transport.freeze();
    match.peer(1).transport.restore();
    match.run(200);
    match.peer(0).transport.thaw();
    match.run(3000);
    expect(match.peer(1).ending).toBeUndefined();
    expect(match.peer(1).log.at(-2)).toBe("admitted 3 resumed");
    expect(match.tables).toHaveLength(1);
  });

  it("L · a stranger's pieces and greetings are bounded", () => {
    const { match, unharmed } = victim();
    for (let i = 0; i < 40; i++) {
      const liar = stranger(match, `s${i}`);
      const piece = new ByteWriter();
      piece.varint(0);
      piece.varint(100);
      piece.raw(new Uint8Array(2000));
      liar.send(FRAME, streamFrame(KIND.piece, piece.copy()));
      for (let j = 0; j < 20; j++)
        liar.send(
          FRAME,
          controlFrame({ kind: "greet", peerId: 9, no: 1, isAnswer: false, to: [{ peerId: 3, last: j }] }),
        );
      match.run(20);
    }
    match.run(500);
    const refused = match.peer(1).violations.map(({ reason }) => reason);
    expect(refused).toEqual(Array.from({ length: 40 }, () => "limit"));
    for (const peer of match.peers) peer.violations.length = 0;
    unharmed();
  });
});

describe("a member of the match", () => {
  it("H3 · a claim while the host lives is held, then refused and reported, and its other calls are not lost", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    const { self } = liar.transport;
    liar.transport.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(2, 4, self) }));
    liar.call(ALL, "say", "after the lie");
    match.run(1000);
    expect(match.peer(1).probe.heard).toEqual([]);
    match.run(6000);
    expect(match.peer(1).probe.heard).toEqual(["4:after the lie"]);
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["false-claim 4"]);
    unharmed();
  });

  it("H4 · a claim of the host's own term, or of one that is far away, is refused at once", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    for (const term of [0, 1, 1 + LIMITS.termLead + 1, Number.MAX_SAFE_INTEGER])
      liar.transport.send(
        FRAME,
        controlFrame({ kind: "claim", table: forgedTable(term, 4, liar.transport.self) }),
      );
    match.run(500);
    unharmed();
  });

  it("H4 · a lower id that knew the host of a term cannot claim it", () => {
    const match = SimulatedMatch.of(4, 3, LINKS.good);
    match.peer(0).engine.handHostOver(5);
    match.run(1000);
    const before = match.tables;
    const liar = match.peer(1);
    liar.transport.send(
      FRAME,
      controlFrame({ kind: "claim", table: forgedTable(2, 3, liar.transport.self) }),
    );
    match.run(7000);
    expect(match.tables).toEqual(before);
    expect(match.peer(3).engine.isHost).toBe(true);
    for (const index of [0, 2, 3]) expect(reports(match.peer(index))).toEqual(["false-claim 3"]);
  });

  it("H5 · a claim by the account of one who is away waits for word of its return, and is reported without it", () => {
    const { match } = victim();
    match.peer(2).transport.cut();
    match.run(300);
    const before = match.tables;
    const liar = stranger(match, "p2");
    liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(2, 4, liar.self) }));
    liar.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(2, 5, liar.self) }));
    match.run(LIMITS.heldFrameMs - 500);
    expect(reports(match.peer(0))).toEqual(["false-claim 0", "false-claim 0"]);
    for (const index of [1, 3]) expect(reports(match.peer(index))).toEqual([]);
    match.run(1000);
    for (const index of [1, 3])
      expect(reports(match.peer(index))).toEqual(["false-claim 0", "false-claim 0"]);
    expect(match.tables).toEqual(before);
  });

  it("H5 · who leaves before its claim is decided gets nothing", () => {
    const { match } = victim();
    const { transport } = match.peer(2);
    transport.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(2, 4, transport.self) }));
    match.run(300);
    transport.cut();
    match.run(300);
    transport.restore();
    match.run(8000);
    expect(match.tables).toHaveLength(1);
    expect([match.peer(0).engine.isHost, match.peer(0).engine.term]).toEqual([true, 1]);
  });

  it("H13 · nor by one who names as host whom somebody followed once, however it insists", () => {
    const { match, unharmed } = victim();
    const { transport } = match.peer(2);
    // What somebody who has heard nothing since said of a host that there was before.
    match.peer(1).transport.send(FRAME, controlFrame({ kind: "heard", term: 1, hostId: 9 }));
    match.run(300);
    for (let i = 0; i < 6; i++) {
      transport.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(5, 9, transport.self) }));
      match.run(300);
    }
    expect(match.peer(0).engine.selfId).toBe(2);
    expect(reports(match.peer(0))).toContain("false-claim 4");
    unharmed();
  });

  it("C6 · a claim passes by an authority that waits, and is judged no better", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    liar.transport.send(FRAME, authorityNote());
    for (const term of [1, 2, 4000])
      liar.transport.send(
        FRAME,
        controlFrame({ kind: "claim", table: forgedTable(term, 4, liar.transport.self) }),
      );
    match.run(7000);
    for (const index of [1, 3]) expect(reports(match.peer(index))).toContain("false-claim 4");
    unharmed();
  });

  it("H3 · a claim in another's name is a stranger's", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    liar.transport.send(
      FRAME,
      controlFrame({ kind: "claim", table: forgedTable(2, 3, liar.transport.self) }),
    );
    match.run(1000);
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["false-claim 4"]);
    unharmed();
  });

  it.each<[string, (liar: SimulatedPeer) => ControlEntry]>([
    [
      "peer",
      (liar) => ({
        kind: "peer",
        term: 1,
        nextPeerId: 99,
        row: { peerId: 9, seat: 9, ...liar.transport.self, proofHash: new Uint8Array(16), arrived: true },
      }),
    ],
    ["remove", () => ({ kind: "remove", term: 1, peerId: 3, kicked: true })],
    [
      "settings",
      () => ({ kind: "settings", term: 1, settings: { locked: true, playing: true, star: false } }),
    ],
    ["handOver to itself", () => ({ kind: "handOver", term: 1, peerId: 4 })],
  ])("W5 · a host's word by another is refused and reported: %s", (_name, entryOf) => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    liar.transport.send(FRAME, controlFrame(entryOf(liar)));
    unharmed();
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["not-host 4"]);
  });

  it("W5 · who came to a term a moment ago does not report one who may have been its host, too, until it has said that it is not", () => {
    const { match } = victim();
    const liar = match.peer(2);
    const lock = controlFrame({
      kind: "settings",
      term: 1,
      settings: { locked: true, playing: false, star: false },
    });
    const newcomer = match.join();
    match.runUntil(() => newcomer.engine.isAdmitted);
    const isYoungUntilMs = match.network.nowMs + LIMITS.youngTermMs;
    match.run(LIMITS.youngTermMs - 100);
    liar.transport.send(FRAME, lock);
    match.runUntil(() => match.peer(0).violations.length > 0);
    expect(match.network.nowMs).toBeLessThan(isYoungUntilMs);
    expect(reports(newcomer)).toEqual([]);
    match.run(200);
    liar.transport.send(FRAME, lock);
    match.run(200);
    expect(reports(newcomer)).toEqual(["not-host 4"]);
    const second = match.join();
    match.runUntil(() => second.engine.isAdmitted);
    liar.transport.send(FRAME, controlFrame({ kind: "heard", term: 1, hostId: 2 }));
    liar.transport.send(FRAME, lock);
    match.run(200);
    expect(reports(second)).toEqual(["not-host 4"]);
    expect(match.peers.filter((peer) => peer.engine.settings.locked)).toEqual([]);
  });

  it("C3 · C6 · one that says it was host in a term that has just begun, and whom nobody followed, gets no right by it", () => {
    const { match } = victim();
    const [founder, heir, , liar] = [match.peer(0), match.peer(1), match.peer(2), match.peer(3)];
    // It does not say whom it follows (H4).
    liar.isPaused = true;
    founder.engine.leave();
    match.runUntil(() => heir.engine.isHost);
    const { transport } = liar;
    const authority = { path: "/probe", peerId: 5, epoch: 9 };
    const table = { ...forgedTable(2, 5, transport.self), authorities: [authority] };
    const note = new ByteWriter();
    frameHead.write(note, 1);
    writeAuthority(note, { ...authority, term: 2 });
    for (let seq = 2; seq < 6; seq++) {
      transport.send(FRAME, controlFrame({ kind: "claim", table }));
      transport.send(FRAME, note.copy());
      transport.send(FRAME, callFrame(PROBE, METHOD.order, ["forged"], seq));
      match.run(300);
    }
    match.run(LIMITS.youngTermMs);
    expect(match.peers.flatMap((peer) => peer.probe.heard)).toEqual([]);
    for (const peer of [heir, match.peer(2)])
      expect([peer.engine.hostId, peer.engine.term, peer.engine.hasAuthority(peer.probe)]).toEqual([
        3,
        2,
        peer === heir,
      ]);
  });

  it("C3 · C6 · nobody gets a right because another one says that it follows it, once the term is young no more", () => {
    const { match, unharmed } = victim();
    const [liar, witness] = [match.peer(2), match.peer(3)];
    witness.transport.send(FRAME, controlFrame({ kind: "heard", term: 1, hostId: 4 }));
    witness.transport.send(FRAME, controlFrame({ kind: "heard", term: 9, hostId: 4 }));
    match.run(100);
    const note = new ByteWriter();
    frameHead.write(note, 1);
    writeAuthority(note, { term: 1, path: "/probe", peerId: 4, epoch: 9 });
    liar.transport.send(FRAME, note.copy());
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.order, ["forged"], 2));
    match.run(6000);
    expect(match.peers.flatMap((peer) => peer.probe.heard)).toEqual([]);
    expect(reports(match.peer(0))).toContain("not-allowed 4");
    unharmed();
  });

  it("H13 · nobody is deposed in the moment in which nobody can have said yet whom it follows, however it is insisted on", () => {
    const { match } = victim();
    const [founder, heir, , liar] = [match.peer(0), match.peer(1), match.peer(2), match.peer(3)];
    liar.isPaused = true;
    founder.engine.leave();
    match.runUntil(() => heir.engine.isHost);
    for (const hostId of [5, 9, 2])
      for (let i = 0; i < 6; i++)
        liar.transport.send(
          FRAME,
          controlFrame({ kind: "claim", table: forgedTable(2, hostId, liar.transport.self) }),
        );
    const passerBy = stranger(match);
    for (let i = 0; i < 6; i++)
      passerBy.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(3, 2, passerBy.self) }));
    match.run(10_000);
    expect([heir.engine.isHost, heir.engine.term]).toEqual([true, 2]);
    expect(match.peer(2).engine.hostId).toBe(3);
  });

  it("C6 · L · of what another host of the same term decided, the newest is kept until somebody says that it followed", () => {
    const { match } = victim();
    const [founder, heir, follower, other] = [match.peer(0), match.peer(1), match.peer(2), match.peer(3)];
    other.isPaused = true;
    founder.engine.leave();
    match.runUntil(() => heir.engine.isHost);
    const { transport } = other;
    transport.send(FRAME, controlFrame({ kind: "claim", table: forgedTable(2, 5, transport.self) }));
    for (let seq = 1; seq <= LIMITS.undecidedAuthorities + 1; seq++) {
      const note = new ByteWriter();
      frameHead.write(note, seq);
      writeAuthority(note, { term: 2, path: `/decided/${seq}`, peerId: 4, epoch: 1 });
      transport.send(FRAME, note.copy());
    }
    const paths: string[] = [];
    heir.engine.events.on("authorityChanged", ({ path }) => paths.push(path));
    match.run(500);
    expect(paths).toEqual([]);
    follower.transport.send(FRAME, controlFrame({ kind: "heard", term: 2, hostId: 5 }));
    match.run(500);
    expect(paths).toEqual(Array.from({ length: LIMITS.undecidedAuthorities }, (_, i) => `/decided/${i + 2}`));
  });

  it("C3 · a call that only the authority may make never runs, though its bytes are right", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.order, ["forged"], 1));
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.order, ["forged"]));
    match.run(300);
    expect(match.peers.flatMap((peer) => peer.probe.heard)).toEqual([]);
    for (const index of [0, 1, 3])
      expect(reports(match.peer(index))).toEqual(["not-allowed 4", "not-allowed 4"]);
    unharmed();
  });

  it("C2 · C4 · undeclared methods, foreign types and missing arguments never run", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    // An object that has no remote type at any peer.
    for (const peer of match.peers) peer.engine.add("/plain", {});
    const frames = [
      callFrame(PROBE, 5, ["x"], 1),
      callFrame(PROBE, 4096, ["x"], 2),
      callFrame(hash32("/plain"), METHOD.say, ["x"], 3),
      callFrame(PROBE, METHOD.say, [], 4),
      callFrame(PROBE, METHOD.say, "no list", 5),
      callFrame(PROBE, METHOD.say, { 0: "x", length: 1 }, 6),
      callFrame(PROBE, METHOD.move, ["x"], 7),
      streamFrame(KIND.call, new Uint8Array(3), 8),
      streamFrame(0x7f, new Uint8Array(3), 9),
    ];
    for (const bytes of frames) liar.transport.send(FRAME, bytes);
    match.run(300);
    expect(match.peers.flatMap((peer) => peer.probe.heard)).toEqual([]);
    for (const index of [0, 1, 3]) {
      const reasons = reports(match.peer(index));
      expect(reasons).toHaveLength(frames.length);
      expect(new Set(reasons)).toEqual(new Set(["not-declared 4", "bad-frame 4"]));
    }
    unharmed();
  });

  it("C6 · an authority that is not its sender's is not handed over", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    const words = [
      { term: 1, path: "/probe", peerId: 5, epoch: 1 },
      { term: 1, path: "/probe", peerId: 1, epoch: 900 },
    ];
    let seq = 1;
    for (const word of words) {
      const entry = new ByteWriter();
      frameHead.write(entry, seq++);
      writeAuthority(entry, word);
      liar.transport.send(FRAME, entry.copy());
    }
    match.run(500);
    for (const peer of match.peers) expect(peer.engine.hasAuthority(peer.probe)).toBe(peer === match.peer(0));
    for (const index of [0, 1, 3])
      expect(reports(match.peer(index))).toEqual(["not-allowed 4", "not-allowed 4"]);
    unharmed();
  });

  it("C6 · one who says that it has an authority is not believed: it waits, and nothing comes of it", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    liar.transport.send(FRAME, authorityNote());
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.order, ["forged"], 2));
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.say, ["honest"], 3));
    match.run(7000);
    for (const index of [1, 3]) {
      expect(match.peer(index).probe.heard).toEqual(["4:honest"]);
      expect(reports(match.peer(index))).toContain("not-allowed 4");
    }
    unharmed();
  });

  it("S5 · frames that are repeated, or numbered from the future, harm only their sender", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    const once = callFrame(PROBE, METHOD.say, ["once"], 1);
    for (let i = 0; i < 5; i++) liar.transport.send(FRAME, once);
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.say, ["future"], Number.MAX_SAFE_INTEGER));
    liar.transport.send(FRAME, callFrame(PROBE, METHOD.say, ["past"], 2));
    match.run(300);
    expect(match.peer(1).probe.heard).toEqual(["4:once", "4:future"]);
    match.peer(1).call(ALL, "say", "fine");
    match.run(300);
    expect(match.peer(3).probe.heard).toContain("3:fine");
    unharmed();
  });

  it("S6 · nobody is told to begin anew by one that it missed nothing of", () => {
    const { match, unharmed } = victim();
    for (const peerId of [2, 3, 5])
      match.peer(2).transport.send(FRAME, controlFrame({ kind: "cut", peerId }));
    match.run(300);
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["not-allowed 4"]);
    unharmed();
  });

  it("S2 · L · greetings without end are refused, and send nothing without end", () => {
    const { match, unharmed } = victim();
    for (let i = 0; i < 20; i++) match.peer(1).call(ALL, "say", "x".repeat(2000));
    match.run(2000);
    const before = match.network.sentMessages;
    for (let i = 0; i < 500; i++)
      match
        .peer(2)
        .transport.send(
          FRAME,
          controlFrame({ kind: "greet", peerId: 4, no: 1, isAnswer: false, to: [{ peerId: 3, last: 0 }] }),
        );
    match.run(5000);
    expect(match.network.sentMessages - before - 500).toBeLessThan(400);
    expect(match.peer(1).violations.filter(({ reason }) => reason === "limit").length).toBeGreaterThan(480);
    for (const peer of match.peers) peer.violations.length = 0;
    unharmed();
  });

  it("A8 · nobody says goodbye for another", () => {
    const { match, unharmed } = victim();
    match.peer(2).transport.send(FRAME, controlFrame({ kind: "bye", peerId: 3 }));
    match.peer(2).transport.send(FRAME, controlFrame({ kind: "bye", peerId: 2 }));
    unharmed();
  });

  it("S3 · S5 · frames that were kept run once however often they come, and hold nothing but entries of the stream", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    const kept = (...frames: Uint8Array[]): Uint8Array => {
      const body = new ByteWriter();
      for (const frame of frames) body.bytes(frame);
      return streamFrame(KIND.kept, body.copy());
    };
    const said = [5, 6, 7].map((seq) => callFrame(PROBE, METHOD.say, [`kept ${seq}`], seq));
    liar.transport.send(FRAME, kept(...said.slice(0, 2)));
    liar.transport.send(FRAME, kept(...said));
    liar.transport.send(FRAME, kept(...said));
    const before = match.peer(1).violations.length;
    liar.transport.send(FRAME, kept(controlFrame({ kind: "bye", peerId: 4 })));
    liar.transport.send(FRAME, kept(kept(callFrame(PROBE, METHOD.say, ["deep"], 8))));
    liar.transport.send(FRAME, kept(Uint8Array.of(9)));
    liar.transport.send(FRAME, kept(...Array.from({ length: 200 }, () => Uint8Array.of(9))));
    liar.transport.send(FRAME, streamFrame(KIND.kept, Uint8Array.of(5, 1, 0)));
    match.run(500);
    for (const index of [0, 1, 3])
      expect(match.peer(index).probe.heard).toEqual(["4:kept 5", "4:kept 6", "4:kept 7"]);
    expect(reports(match.peer(1)).slice(before)).toEqual(new Array(5).fill("bad-frame 4"));
    unharmed();
  });

  it("S7 · parts that do not fit together are refused, within their bounds", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    let seq = 1;
    const part = (index: number, count: number, bytes: Uint8Array, lane = 0): void => {
      const body = new ByteWriter();
      body.varint(lane);
      body.varint(index);
      body.varint(count);
      body.raw(bytes);
      liar.transport.send(FRAME, streamFrame(KIND.part, body.copy(), seq++));
    };
    const some = new Uint8Array(100);
    // One that began before we were there.
    part(1, 2, some);
    part(0, 2, some);
    part(1, 3, some);
    part(0, 2, some, LAST_LANE + 1);
    part(0, 3, some);
    part(2, 3, some);
    part(0, 1, new Uint8Array(0));
    part(5, 3, some);
    part(0, LIMITS.pieces + 1, some);
    // A part within a part, and a whole that is too large.
    part(0, 1, Uint8Array.of(KIND.part, 2, 0, 1));
    const full = new Uint8Array(2800);
    const count = Math.ceil(LIMITS.messageBytes / full.byteLength) + 1;
    for (let i = 0; i < count; i++) {
      part(i, count, full);
      match.run(10);
    }
    match.run(500);
    const reasons = reports(match.peer(1));
    expect(reasons).toEqual(Array.from({ length: 7 }, () => "bad-frame 4"));
    expect(match.peer(1).probe.heard).toEqual([]);
    unharmed();
  });

  it("L · parts of four messages of one sender are joined at a time, and of one more none", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    const part = (lane: number, index: number, seq: number): void => {
      const body = new ByteWriter();
      for (const number of [lane, index, 2]) body.varint(number);
      const call = streamFrame(
        KIND.call,
        callBody(hash32("/probe"), METHOD.say, [`in lane ${lane}`]),
      ).subarray(2);
      body.raw(call.subarray(index * 8, index === 0 ? 8 : undefined));
      liar.transport.send(FRAME, streamFrame(KIND.part, body.copy(), seq));
    };
    const lanes = [0, 1, 6, LAST_LANE];
    expect(lanes).toHaveLength(LIMITS.largeAtOnce);
    lanes.forEach((lane, i) => {
      part(lane, 0, i + 1);
    });
    match.run(300);
    expect(match.violations).toEqual([]);
    part(7, 0, 10);
    match.run(300);
    expect(reports(match.peer(1))).toEqual(["bad-frame 4"]);
    lanes.forEach((lane, i) => {
      part(lane, 1, i + 11);
    });
    part(7, 1, 20);
    match.run(300);
    expect(match.peer(1).probe.heard).toEqual(lanes.map((lane) => `4:in lane ${lane}`));
    unharmed();
  });

  it("L · calls to paths that are not there are bounded, over all senders", () => {
    const { match, unharmed } = victim();
    const liar = match.peer(2);
    for (let i = 0; i < LIMITS.waitingCalls; i++)
      liar.transport.send(FRAME, callFrame(hash32(`/nowhere/${i}`), METHOD.say, ["x"], i + 1));
    match.run(300);
    expect(match.violations).toEqual([]);
    liar.transport.send(FRAME, callFrame(hash32("/one more"), METHOD.say, ["x"], 1000));
    match.run(300);
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["no-object 4"]);
    // Another's call finds room all the same, and is not reported: the one who floods is, once more.
    const early = new Probe(match.peer(1));
    match.peer(1).engine.add("/early", early);
    match.peer(1).engine.call(2, early, "say", ["x"], false);
    match.run(300);
    expect(reports(match.peer(0))).toEqual(["no-object 4", "no-object 4"]);
    const late = new Probe(match.peer(0));
    match.peer(0).engine.add("/early", late);
    expect(late.heard).toEqual(["3:x"]);
    unharmed();
  });

  it("W1 · op codes that are kept for later are refused, those of the game are not", () => {
    const { match, unharmed } = victim();
    match.peer(2).transport.send(9012, Uint8Array.of(1));
    match.peer(2).transport.send(9025, Uint8Array.of(1));
    match.peer(2).transport.send(9026, Uint8Array.of(1));
    match.peer(2).transport.send(9010, Uint8Array.of(1));
    match.run(300);
    for (const index of [0, 1, 3]) expect(reports(match.peer(index))).toEqual(["bad-frame 4", "bad-frame 4"]);
    unharmed();
  });
});
