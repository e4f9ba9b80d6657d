import type { Presence } from "@nakodo/core";
import { LINKS, type Random, seededRandom } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../src/engine/limits.js";
import { ALL, HOST } from "../src/ids.js";
import { KIND } from "../src/wire/frame.js";
import { FRAME, streamFrame } from "./crafted.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** Frames for each seed; `NAKODO_FUZZ=100000 npx vitest run --project match-rpc fuzz` for a long run. */
const COUNT = Number(process.env["NAKODO_FUZZ"] ?? 4000);

/** Frames of every kind, as they go over the relay in a lively match. */
function realFrames(): Uint8Array[] {
  const match = new SimulatedMatch(11, LINKS.good, { resumeGraceMs: 3000 });
  const frames: Uint8Array[] = [];
  const prepare = (options = {}): SimulatedPeer => {
    const peer = match.prepare(undefined, options);
    const send = peer.transport.send.bind(peer.transport);
    peer.transport.send = (opCode, bytes, to) => {
      if (opCode === FRAME) frames.push(bytes.slice());
      return send(opCode, bytes, to);
    };
    match.start(peer);
    match.run(600);
    return peer;
  };
  prepare({ entry: "create" });
  for (let i = 0; i < 4; i++) prepare();
  match.run(1500);
  match.peer(0).engine.setSettings({ locked: false, playing: true });
  match.peer(0).engine.setAuthority("/probe", 3);
  match.run(500);
  match.peer(1).call(ALL, "order", "o");
  match.peer(2).call(ALL, "say", "s");
  match.peer(2).call(ALL, "chat", "z".repeat(9000));
  match.peer(3).call(HOST, "move", 1, 2);
  match
    .peer(3)
    .engine.ask(HOST, match.peer(3).probe, "say", ["asked"], {})
    .catch(() => {});
  match.run(500);
  // What is answered waits for promises, of which none goes on in here.
  frames.push(
    streamFrame(KIND.answer, Uint8Array.of(1, 0, 7)),
    streamFrame(KIND.answer, Uint8Array.of(1, 1)),
  );
  match.peer(4).transport.cut();
  match.peer(0).engine.handHostOver(4);
  match.run(900);
  match.peer(4).transport.restore();
  match.run(1500);
  match.peer(2).transport.cut();
  match.run(4500);
  match.peer(2).transport.restore();
  match.run(1500);
  match.join(undefined, { clientVersion: "other" });
  match.peer(1).engine.leave();
  match.run(1500);
  return frames;
}

/** A frame like one of these, with something wrong in it. */
function mutated(frames: readonly Uint8Array[], random: Random): Uint8Array {
  const pick = (count: number): number => Math.floor(random() * count);
  const frame = (): Uint8Array => frames[pick(frames.length)] ?? new Uint8Array(0);
  if (pick(20) === 0) return Uint8Array.from({ length: pick(300) }, () => pick(256));
  let bytes = frame().slice();
  for (let times = 1 + pick(3); times > 0; times--) {
    const at = pick(bytes.byteLength + 1);
    switch (pick(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
        break;
      case 1:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x22][pick(7)] ?? 0;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = Uint8Array.from([...bytes.slice(0, at), pick(256), ...bytes.slice(at)]);
        break;
      case 4:
        bytes = Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1 + pick(4))]);
        break;
      case 5:
        // Another frame's entries behind this one's.
        bytes = Uint8Array.from([...bytes, ...frame().slice(2)]);
        break;
      case 6:
        bytes = Uint8Array.from([...bytes.slice(0, at), ...frame().slice(at)]);
        break;
    }
  }
  return bytes.slice(0, 2900);
}

/** Everything that one engine holds for others stays within its bounds. */
function checkBounds(peer: SimulatedPeer): void {
  expect(peer.engine.players.length).toBeLessThanOrEqual(LIMITS.peers);
  expect(peer.listenerErrors).toEqual([]);
}

describe("hostile frames", () => {
  const frames = realFrames();

  it("W3 · the frames to be mutated hold every kind of entry", () => {
    const kinds = new Set(frames.map((bytes) => (bytes[1] === 0 ? bytes[2] : bytes[3])));
    for (const kind of [1, 2, 3, 4, 5, 6, 7, 8, 0x0a, 0x0b, 0x0c, 0x0e, 0x20, 0x21, 0x22, 0x24, 0x25])
      expect(kinds, `kind ${kind}`).toContain(kind);
  });

  it.each([1, 2, 3])(
    "W3 · from a stranger nothing throws, no call runs and nobody is let in or out by it (seed %i)",
    (seed) => {
      const random = seededRandom(seed);
      const match = SimulatedMatch.of(3, seed, LINKS.good);
      const from: Presence = { sessionId: "fffe-stranger", userId: "stranger", username: "stranger" };
      for (const peer of match.peers)
        peer.engine.receive({ type: "joined", presence: from }, match.network.nowMs);
      // A hello that stayed sound would let it in, as anyone.
      match.peer(0).engine.setSettings({ locked: true });
      match.run(500);
      const before = match.tables;
      for (let i = 0; i < COUNT; i++) {
        const bytes = mutated(frames, random);
        for (const peer of match.peers)
          peer.engine.receive(
            { type: "message", from, opCode: FRAME, bytes: bytes.slice() },
            match.network.nowMs,
          );
        if (i % 50 === 0) match.run(20);
      }
      match.run(12_000);
      expect(match.tables).toEqual(before);
      for (const peer of match.peers) {
        checkBounds(peer);
        expect(peer.probe.heard).toEqual([]);
        expect(peer.engine.counters.violations).toBeGreaterThan(COUNT / 4);
        expect(peer.engine.isAdmitted).toBe(true);
      }
      match.peer(0).call(ALL, "order", "fine");
      match.peer(2).call(ALL, "say", "fine");
      match.run(2000);
      expect(match.peer(1).probe.heard.sort()).toEqual(["2!fine", "4:fine"]);
    },
  );

  it.each([1, 2, 3])(
    "W3 · from a member nothing throws, nothing grows, and no method gets what it did not declare (seed %i)",
    (seed) => {
      const random = seededRandom(100 + seed);
      const match = SimulatedMatch.of(4, seed, LINKS.good);
      const liar = match.peer(2);
      const from = liar.transport.self;
      const odd: unknown[] = [];
      for (const peer of match.peers) {
        peer.probe.chat = (text: unknown): void => void (typeof text === "string" || odd.push(text));
        peer.probe.move = (x: unknown, y: unknown): void =>
          void ((typeof x === "number" && typeof y === "number") || odd.push([x, y]));
      }
      for (let i = 0; i < COUNT; i++) {
        const bytes = mutated(frames, random);
        for (const peer of match.peers) {
          if (peer === liar) continue;
          peer.engine.receive(
            { type: "message", from, opCode: FRAME, bytes: bytes.slice() },
            match.network.nowMs,
          );
        }
        if (i % 50 === 0) match.run(20);
      }
      match.run(12_000);
      expect(odd).toEqual([]);
      for (const peer of match.peers) if (peer !== liar) checkBounds(peer);
      expect(match.peer(0).engine.isHost).toBe(true);
      expect(match.peer(1).engine.hostId).toBe(2);
      for (const peer of match.peers) peer.probe.heard.length = 0;
      match.peer(0).call(ALL, "order", "fine");
      match.peer(3).call(ALL, "say", "fine");
      match.run(2000);
      expect(
        match
          .peer(1)
          .probe.heard.filter((line) => !line.startsWith("4"))
          .sort(),
      ).toEqual(["2!fine", "5:fine"]);
    },
  );

  it.each([1, 2, 3])("W3 · one that is still joining throws at nothing either (seed %i)", (seed) => {
    const random = seededRandom(200 + seed);
    for (let round = 0; round < 20; round++) {
      const match = new SimulatedMatch(seed, LINKS.good);
      match.network.join("silent").start(() => {});
      const peer = match.join("late");
      match.run(100);
      const from: Presence = { sessionId: "fffe-stranger", userId: "stranger", username: "stranger" };
      peer.engine.receive({ type: "joined", presence: from }, match.network.nowMs);
      for (let i = 0; i < COUNT / 20; i++) {
        const bytes = mutated(frames, random);
        peer.engine.receive({ type: "message", from, opCode: FRAME, bytes }, match.network.nowMs);
      }
      match.run(6000);
      expect(peer.engine.hasEnded).toBe(true);
      expect(peer.probe.heard).toEqual([]);
    }
  });
});
