import { ByteReader, jsonValues, NakodoError, type Presence, t } from "@nakodo/core";
import { messagePackValues } from "@nakodo/core/msgpack";
import { LINKS, seededRandom } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../../src/engine/limits.js";
import { ALL } from "../../src/ids.js";
import { playBack } from "../../src/recording/index.js";
import { readAuthority } from "../../src/wire/authority.js";
import { readBarrier } from "../../src/wire/barrier.js";
import { control } from "../../src/wire/control.js";
import { frameHead } from "../../src/wire/frame.js";
import * as KIND from "../../src/wire/kind.js";
import { readPiece } from "../../src/wire/pieces.js";
import { FRAME } from "../crafted.js";
import { SimulatedMatch, type SimulatedPeer } from "../simulated-match.js";
import { liveHeapBytes } from "./heap.js";
import { Mutator } from "./mutate.js";
import { realFrames } from "./real-frames.js";

/** Hostile frames in all; `NAKODO_HOSTILE=1000000 npx vitest run --project match-rpc hostile` for a long run. */
const FRAMES = Number(process.env["NAKODO_HOSTILE"] ?? 40_000);
/** Where the seeds begin; they stand in the titles. */
const FIRST_SEED = Number(process.env["NAKODO_HOSTILE_SEED"] ?? 1);
const SEEDS = [FIRST_SEED, FIRST_SEED + 1];
/** Frames of one run: five kinds of runs, each with each seed. */
const COUNT = Math.ceil(FRAMES / (5 * SEEDS.length));
/** How much a heap may differ between two looks at it, whatever was thrown at the engines meanwhile. */
const HEAP_NOISE_BYTES = 4 * 1024 * 1024;
/** Longest that a run may take: machines differ. */
const TIMEOUT_MS = 20_000 + FRAMES;

const frames = await realFrames();
const stranger: Presence = { sessionId: "fffe-stranger", userId: "stranger", username: "stranger" };

/** Everything that one engine holds for others stays within its bounds. */
function checkBounds(peer: SimulatedPeer): void {
  expect(peer.engine.players.length).toBeLessThanOrEqual(LIMITS.peers);
  expect(peer.listenerErrors).toEqual([]);
}

/** Throws `count` hostile frames of `from` at `peers`, and sees to it that what they hold does not grow. */
function attack(
  match: SimulatedMatch,
  peers: readonly SimulatedPeer[],
  from: Presence,
  mutator: Mutator,
  count: number,
): void {
  let heapBytes = 0;
  let grownBytes = 0;
  for (let i = 0; i < count; i++) {
    const bytes = mutator.next();
    const peer = peers[i % peers.length];
    peer?.engine.receive({ type: "message", from, opCode: FRAME, bytes }, match.network.nowMs);
    if (i % 50 !== 0) continue;
    match.run(20);
    for (const one of match.peers) {
      one.violations.length = 0;
      one.log.length = 0;
    }
    if (i % 20_000 !== 0 || i === 0) continue;
    match.run(15_000);
    const nowBytes = liveHeapBytes();
    if (heapBytes !== 0) grownBytes = Math.max(grownBytes, nowBytes - heapBytes);
    else heapBytes = nowBytes;
  }
  match.run(12_000);
  expect(grownBytes).toBeLessThan(HEAP_NOISE_BYTES);
}

describe("hostile frames", () => {
  it("W3 · the frames to be mutated hold every kind of entry", () => {
    const kinds = new Set<number>();
    for (const bytes of frames) {
      const reader = new ByteReader(bytes);
      frameHead.read(reader, { seq: undefined });
      while (reader.remaining > 0) {
        kinds.add(reader.u8());
        reader.bytes(4096);
      }
    }
    // Of a table in pieces, of one that has to begin anew and of a host that has no room, the tests of these tell.
    const rare: readonly number[] = [KIND.piece, KIND.cut, KIND.lost];
    for (const [name, kind] of Object.entries(KIND))
      if (!rare.includes(kind)) expect(kinds, name).toContain(kind);
  });

  it.each(SEEDS)(
    "W3 · every decoder refuses with a reason or reads to a value (seed %i)",
    (seed) => {
      const mutator = new Mutator(frames, seededRandom(seed));
      const head = { seq: undefined };
      const packed = messagePackValues();
      const fields = [
        t.string(64),
        t.vec3,
        t.quat,
        t.list(t.u16, 8),
        t.optional(t.f32),
        t.struct({ a: t.u8, b: t.bool }),
      ];
      const decoders: readonly ((reader: ByteReader) => unknown)[] = [
        (reader) => frameHead.read(reader, head),
        ...Object.values(KIND).map((kind) => (reader: ByteReader) => control.read(reader, kind)),
        readAuthority,
        readBarrier,
        (reader) => readPiece(reader, undefined),
        (reader) => jsonValues.decode(reader.rest()),
        (reader) => packed.decode(reader.rest()),
        (reader) => playBack(reader.rest()),
        ...fields.map((field) => (reader: ByteReader) => field.read(reader)),
      ];
      const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
      for (let i = 0; i < COUNT; i++) {
        const bytes = mutator.next();
        const start = Math.min(bytes.byteLength, mutator.pick(6));
        const decode = decoders[i % decoders.length];
        try {
          decode?.(new ByteReader(bytes.subarray(start)));
        } catch (error) {
          if (!(error instanceof NakodoError) || error.code !== "bad-frame")
            throw new Error(`seed ${seed}, frame ${i}: ${error}`, { cause: error });
        }
      }
      expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
    },
    TIMEOUT_MS,
  );

  it.each(SEEDS)(
    "W3 · from a stranger nothing throws, grows or runs, and nobody is let in or out by it (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(3, seed, LINKS.good);
      for (const peer of match.peers)
        peer.engine.receive({ type: "joined", presence: stranger }, match.network.nowMs);
      // A hello that stayed sound would let it in, as anyone.
      match.peer(0).engine.setSettings({ locked: true });
      match.run(500);
      const before = match.tables;
      attack(match, match.peers, stranger, new Mutator(frames, seededRandom(seed)), COUNT);
      expect(match.tables).toEqual(before);
      for (const peer of match.peers) {
        checkBounds(peer);
        expect(peer.probe.heard).toEqual([]);
        expect(peer.engine.counters.violations).toBeGreaterThan(COUNT / 12);
        expect(peer.engine.isAdmitted).toBe(true);
      }
      match.peer(0).call(ALL, "order", "fine");
      match.peer(2).call(ALL, "say", "fine");
      match.run(2000);
      expect(match.peer(1).probe.heard.sort()).toEqual(["2!fine", "4:fine"]);
    },
    TIMEOUT_MS,
  );

  it.each(SEEDS)(
    "W3 · from a member nothing throws or grows, and no method gets what it did not declare (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, LINKS.good);
      const liar = match.peer(2);
      const others = match.peers.filter((peer) => peer !== liar);
      const odd: unknown[] = [];
      for (const { probe } of match.peers) {
        probe.say = (): void => {};
        probe.blink = (x: unknown): void => void (typeof x === "number" || odd.push(x));
        probe.chat = (text: unknown): void => void (typeof text === "string" || odd.push(text));
        probe.move = (x: unknown, y: unknown): void =>
          void ((typeof x === "number" && typeof y === "number") || odd.push([x, y]));
        probe.order = (text: string): void => void probe.heard.push(text);
      }
      attack(match, others, liar.transport.self, new Mutator(frames, seededRandom(100 + seed)), COUNT);
      expect(odd).toEqual([]);
      for (const peer of others) checkBounds(peer);
      expect(match.peer(0).engine.isHost).toBe(true);
      expect(match.peer(1).engine.hostId).toBe(2);
      // Only its authority may call this, which the liar never was.
      expect(others.flatMap((peer) => peer.probe.heard)).toEqual([]);
      match.peer(0).call(ALL, "order", "fine");
      match.run(2000);
      expect(match.peer(1).probe.heard).toEqual(["fine"]);
    },
    TIMEOUT_MS,
  );

  it.each(SEEDS)(
    "W3 · one that is away or on its way back throws at nothing either (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(3, seed, LINKS.good);
      const mutator = new Mutator(frames, seededRandom(300 + seed));
      const victim = match.peer(1);
      for (let round = 0; round < 10; round++) {
        victim.transport.cut();
        match.run(200);
        victim.transport.restore();
        victim.engine.receive({ type: "joined", presence: stranger }, match.network.nowMs);
        for (let i = 0; i < COUNT / 10; i++) {
          victim.engine.receive(
            { type: "message", from: stranger, opCode: FRAME, bytes: mutator.next() },
            match.network.nowMs,
          );
          if (i % 100 === 0) match.run(1);
        }
        match.run(8000);
      }
      checkBounds(victim);
      expect(victim.probe.heard).toEqual([]);
      expect(victim.engine.isAdmitted).toBe(true);
      expect(match.tables).toHaveLength(1);
    },
    TIMEOUT_MS,
  );

  it.each(SEEDS)(
    "W3 · one that is still joining throws at nothing either (seed %i)",
    (seed) => {
      const mutator = new Mutator(frames, seededRandom(200 + seed));
      for (let round = 0; round < 20; round++) {
        const match = new SimulatedMatch(seed, LINKS.good);
        match.network.join("silent").start(() => {});
        const peer = match.join("late");
        match.run(100);
        peer.engine.receive({ type: "joined", presence: stranger }, match.network.nowMs);
        for (let i = 0; i < COUNT / 20; i++)
          peer.engine.receive(
            { type: "message", from: stranger, opCode: FRAME, bytes: mutator.next() },
            match.network.nowMs,
          );
        match.run(6000);
        expect(peer.engine.hasEnded).toBe(true);
        expect(peer.probe.heard).toEqual([]);
        expect(peer.listenerErrors).toEqual([]);
      }
    },
    TIMEOUT_MS,
  );
});
