import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL, HOST } from "../src/ids.js";
import { QUEUE_MESSAGES, ServerQueues } from "./server-queues.js";
import { SimulatedMatch } from "./simulated-match.js";

/** A match of so many, whose messages go through queues that are written no faster than they may be filled. */
function crowd(count: number): { match: SimulatedMatch; queues: ServerQueues } {
  const match = new SimulatedMatch(3, LINKS.good, { maxPlayers: 128 });
  const queues = new ServerQueues(match, LIMITS.messagesPerSecond);
  match.create();
  queues.watch();
  match.run(1000);
  for (let i = 1; i < count; i++) {
    match.prepare();
  }
  queues.watch();
  for (const peer of match.peers.slice(1)) match.start(peer);
  match.runUntil(() => match.admitted.length === count && match.tables.length === 1, 60_000);
  match.run(3000);
  return { match, queues };
}

describe("pacing", () => {
  it("R12 · S9 · a single call goes at once, however many are in the match", () => {
    for (const count of [2, 8, 32]) {
      const { match } = crowd(count);
      match.run(10_000);
      const before = match.network.sentMessages;
      match.peer(1).call(ALL, "say", "now");
      match.flush();
      expect(match.network.sentMessages).toBe(before + 1);
    }
  });

  it.each([2, 3, 8, 16, 32])(
    "R12 · S9 · a storm of calls by all of %i peers in one moment, to all and to each, fills no queue",
    (count) => {
      const { match, queues } = crowd(count);
      for (let round = 0; round < 30; round++) {
        for (const [i, peer] of match.peers.entries()) {
          // Audiences that overlap: no two of these calls share a frame.
          peer.call(ALL, "say", `${round}`);
          const other = 2 + ((i + round + 1) % count);
          if (other !== peer.engine.selfId) peer.call(other, "say", `one ${round}`);
          if (!peer.engine.isHost) peer.call(HOST, "say", `host ${round}`);
          peer.engine.sendData(1, Uint8Array.of(round), ALL);
        }
        match.run(10);
      }
      match.run(60_000);
      expect(queues.highest).toBeLessThanOrEqual(QUEUE_MESSAGES);
      const heard = match.peer(1).probe.heard.filter((line) => /^2:\d/.test(line));
      expect(heard).toEqual(Array.from({ length: 30 }, (_, i) => `2:${i}`));
      expect(match.violations).toEqual([]);
    },
  );

  it("R12 · S9 · nor do half of the peers that come back at once, with all that they missed", () => {
    const { match, queues } = crowd(16);
    const away = match.peers.filter((_, i) => i % 2 === 1);
    for (const peer of away) peer.transport.cut();
    for (let i = 0; i < 100; i++) {
      for (const peer of match.peers) peer.call(ALL, "say", `${i}`);
      match.run(20);
    }
    for (const peer of away) peer.transport.restore();
    match.run(60_000);
    for (const peer of match.peers) expect(peer.probe.heard).toHaveLength(1500);
    expect(queues.highest).toBeLessThanOrEqual(QUEUE_MESSAGES);
    expect(match.violations).toEqual([]);
  });

  it("R12 · S9 · nor do all who say goodbye at once", () => {
    const { match, queues } = crowd(24);
    for (const peer of match.peers)
      for (let k = 1; k <= 20; k++)
        peer.call(2 + ((peer.engine.selfId - 2 + k) % match.peers.length), "say", `${k}`);
    for (const peer of match.peers.slice(1)) peer.engine.leave();
    match.run(5000);
    expect(queues.highest).toBeLessThanOrEqual(QUEUE_MESSAGES);
  });
});
