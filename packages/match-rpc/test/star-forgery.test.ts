import { ByteWriter, hash32 } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import type { EngineOptions } from "../src/engine/engine-options.js";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import * as KIND from "../src/wire/kind.js";
import { forward, writeRelayed } from "../src/wire/route.js";
import { callFrame, controlFrame, FRAME, stranger, streamFrame } from "./crafted.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

const STAR = { route: "star", maxPlayers: 128 } as const;

/** The same without signs of life, where messages are counted. */
const QUIET = { ...STAR, silenceMs: Number.POSITIVE_INFINITY, hostSilenceMs: Number.POSITIVE_INFINITY };

/** A `relayed` entry with one frame, in a frame of its own. */
function relayed(term: number, origin: number, frame: Uint8Array): Uint8Array {
  const body = new ByteWriter();
  body.varint(term);
  body.varint(0);
  writeRelayed(body, origin, frame);
  return streamFrame(KIND.relayed, body.copy());
}

/** A frame with a `forward` entry to everyone. */
function forwarded(term: number, frame: Uint8Array, round = 0): Uint8Array {
  const body = new ByteWriter();
  forward.write(body, { term, round, to: { isOnly: false, peerIds: [] } }, frame);
  return streamFrame(KIND.forward, body.copy());
}

/** What a peer reported, each as "reason peerId sessionId". */
function reports(peer: SimulatedPeer): string[] {
  return peer.violations.map(({ reason, peerId, sessionId }) => `${reason} ${peerId} ${sessionId}`);
}

describe("forgery in a star", () => {
  const SAY = 4;
  /** Part of a large message whose beginning nobody has heard. */
  const big = streamFrame(KIND.part, new Uint8Array(2500).fill(1));
  const call = (seq?: number): Uint8Array => callFrame(hash32("/probe"), SAY, ["forged"], seq);

  /** A star of four whose term is young no more (W5), and what is wrong when a forgery had an effect. */
  function victim(options: Partial<EngineOptions> = STAR): {
    match: SimulatedMatch;
    term: number;
    heard: () => string[];
  } {
    const match = SimulatedMatch.of(4, 1, LINKS.good, options);
    match.run(LIMITS.youngTermMs);
    return {
      match,
      term: match.peer(0).engine.term,
      heard: () => match.peers.flatMap((peer) => peer.probe.heard),
    };
  }

  it("R3 · an origin is believed from nobody but the host", () => {
    const { match, term, heard } = victim();
    match.peer(2).transport.send(FRAME, relayed(term, 3, call(100)));
    match.peer(2).transport.send(FRAME, relayed(term, 2, call(100)));
    match.peer(2).transport.send(FRAME, relayed(term + 1, 3, call(100)));
    stranger(match).send(FRAME, relayed(term, 3, call(100)));
    match.run(500);
    expect(heard()).toEqual([]);
    for (const index of [0, 1, 3])
      expect(
        match
          .peer(index)
          .violations.map(({ reason, peerId }) => `${reason} ${peerId}`)
          .sort(),
      ).toEqual(["not-host 0", "not-host 4", "not-host 4", "not-host 4"]);
  });

  it("R3 · nor from the host of a match that is no star, nor for an old term", () => {
    const { match, term, heard } = victim({ route: "mesh" });
    match.peer(0).transport.send(FRAME, relayed(term, 4, call(100)));
    match.peer(0).transport.send(FRAME, relayed(term - 1, 4, call(100)));
    match.run(500);
    expect(heard()).toEqual([]);
    for (const index of [1, 2, 3])
      expect(match.peer(index).violations.map(({ reason }) => reason)).toEqual(["not-host"]);
  });

  it("R3 · a relayed frame holds calls and greetings, and no word of a host", () => {
    const { match, term } = victim();
    const words = [
      controlFrame({ kind: "remove", term, peerId: 3, kicked: true }),
      controlFrame({ kind: "bye", peerId: 4 }),
      relayed(term, 3, call(100)),
      forwarded(term, call(100)),
      controlFrame({ kind: "heard", term: 9, hostId: 3 }),
      Uint8Array.of(9),
    ];
    for (const word of words) match.peer(2).transport.send(FRAME, forwarded(term, word));
    match.run(500);
    const { sessionId } = match.peer(2).transport.self;
    expect(reports(match.peer(0))).toEqual(words.map(() => `bad-frame 4 ${sessionId}`));
    for (const index of [1, 3]) expect(match.peer(index).violations).toEqual([]);
    expect(match.tables).toHaveLength(1);
    expect(match.peer(0).engine.players).toHaveLength(4);
    expect(match.peers.flatMap((peer) => peer.probe.heard)).toEqual([]);
  });

  it("R3 · what no honest host passes on is the host's fault, and not its origin's; what only its receiver can judge came over the host", () => {
    const { match, term, heard } = victim();
    const host = match.peer(0).transport;
    const frames = [
      controlFrame({ kind: "remove", term, peerId: 3, kicked: true }),
      Uint8Array.of(1, 0, 9),
      streamFrame(0x7f, new Uint8Array(3), 100),
      streamFrame(KIND.greet, new Uint8Array(1)),
      Uint8Array.of(1, 0, KIND.call, 9, 0),
      streamFrame(KIND.kept, Uint8Array.of(3, 1, 0, KIND.bye)),
      streamFrame(KIND.kept, Uint8Array.of(2, 1)),
    ];
    for (const frame of frames) host.send(FRAME, relayed(term, 4, frame));
    host.send(FRAME, relayed(term, 4, callFrame(hash32("/probe"), SAY, "no list", 101)));
    match.run(500);
    const { sessionId } = host.self;
    for (const index of [1, 3])
      expect(reports(match.peer(index))).toEqual([
        ...frames.map(() => `bad-frame 2 ${sessionId}`),
        `bad-frame 4 ${sessionId}`,
      ]);
    expect(heard()).toEqual([]);
  });

  it("R4 · a peer of a star is not heard on its own way", () => {
    const { match, heard } = victim();
    match.peer(2).transport.send(FRAME, call(100), [match.peer(1).transport.self.sessionId]);
    match.peer(2).transport.send(FRAME, call(), [match.peer(1).transport.self.sessionId]);
    match.run(500);
    expect(heard()).toEqual([]);
    expect(match.violations).toEqual([]);
  });

  it("R2 · what is for the host of another term, or by one who is nobody, is not passed on", () => {
    const { match, term, heard } = victim();
    match.peer(2).transport.send(FRAME, forwarded(term + 1, call(100)));
    match.peer(2).transport.send(FRAME, forwarded(term - 1, call(100)));
    const nobody = stranger(match);
    nobody.send(FRAME, forwarded(term, call(100)));
    match.run(500);
    expect(heard()).toEqual([]);
    expect(reports(match.peer(0))).toEqual([`not-allowed 0 ${nobody.self.sessionId}`]);
  });

  it("R2 · what one says before it knows that it was removed is not passed on, and not reported", () => {
    const { match, term, heard } = victim();
    const { transport } = match.peer(2);
    match.peer(0).engine.kick(4);
    transport.send(FRAME, forwarded(term, call(100)));
    match.run(500);
    expect(match.peer(2).engine.hasEnded).toBe(true);
    expect([heard(), match.violations]).toEqual([[], []]);
  });

  it("R6 · L · a flood of frames to pass on is dropped, reported, and harms nobody else", () => {
    const { match, term } = victim();
    const liar = match.peer(2);
    const count = Math.ceil(LIMITS.relayedBytes / big.byteLength) + 50;
    const host = [match.peer(0).transport.self.sessionId];
    for (let i = 0; i < count; i++) liar.transport.send(FRAME, forwarded(term, big), host);
    match.peer(1).call(ALL, "say", "unharmed");
    match.run(8000);
    expect(match.peer(0).violations.filter(({ reason }) => reason === "limit").length).toBeGreaterThan(0);
    expect(match.violations.every(({ peerId }) => peerId === 4)).toBe(true);
    for (const index of [0, 2, 3]) expect(match.peer(index).probe.heard).toEqual(["3:unharmed"]);
  });

  it("R6 · nobody but the host says that frames were lost", () => {
    const { match, term } = victim(QUIET);
    match.run(2000);
    const before = match.network.sentMessages;
    const round = 2;
    match.peer(2).transport.send(FRAME, controlFrame({ kind: "lost", term, round }));
    match.peer(2).transport.send(FRAME, controlFrame({ kind: "lost", term, round: round - 1 }));
    match.run(100);
    // Those two, and nobody's greeting.
    expect(match.network.sentMessages).toBe(before + 2);
    for (const index of [0, 1, 3])
      expect(match.peer(index).violations.map(({ reason }) => reason)).toEqual(["not-host", "not-host"]);
  });
});
