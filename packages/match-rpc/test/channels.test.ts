import { t } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";
import { ProbeRemotes, SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** An object with a method on each of several channels, which notes what it is told and when. */
class Desk {
  readonly heard: string[] = [];
  readonly times: number[] = [];
  constructor(readonly nowMs: () => number) {}

  mail(text: string): void {
    this.#note(`mail ${text.length > 20 ? text.length : text}`);
  }

  file(text: string): void {
    this.#note(`file ${text.length > 20 ? text.length : text}`);
  }

  ring(text: string): void {
    this.#note(`ring ${text.length > 20 ? text.length : text}`);
  }

  #note(text: string): void {
    this.heard.push(text);
    this.times.push(this.nowMs());
  }
}

const TEXT = t.string(LIMITS.messageBytes);
const DeskRemotes = remotes("Desk", Desk, {
  mail: { mode: "anyPeer", args: [TEXT] },
  file: { mode: "anyPeer", channel: 7, args: [TEXT] },
  ring: { mode: "anyPeer", channel: 255, args: [TEXT] },
});

function desks(count: number, link = LINKS.good): { match: SimulatedMatch; desks: Desk[] } {
  const match = SimulatedMatch.of(count, 5, link, { schema: new Schema([ProbeRemotes, DeskRemotes]) });
  const all = match.peers.map((peer) => {
    const desk = new Desk(() => match.network.nowMs);
    peer.engine.add("/desk", desk);
    return desk;
  });
  return { match, desks: all };
}

function call(
  peer: SimulatedPeer,
  desk: Desk | undefined,
  method: "mail" | "file" | "ring",
  text: string,
): void {
  peer.engine.call(ALL, desk ?? {}, method, [text], false);
}

describe("channels", () => {
  it("R3 · R8 · the largest message does not delay small ones on other channels by more than a tick", () => {
    const { match, desks: all } = desks(3);
    const sender = match.peer(0);
    call(sender, all[0], "file", "x".repeat(LIMITS.messageBytes - 100));
    const said: number[] = [];
    for (let i = 0; i < 60; i++) {
      match.run(20);
      said.push(match.network.nowMs);
      call(sender, all[0], "ring", `${i}`);
    }
    call(sender, all[0], "file", "after");
    match.run(5000);
    for (const desk of all.slice(1)) {
      const rings = desk.heard.flatMap((text, at) => (text.startsWith("ring") ? [desk.times[at] ?? 0] : []));
      const delays = rings.map((atMs, i) => atMs - (said[i] ?? 0));
      expect(rings).toHaveLength(60);
      // The link's latency and jitter, and a tick.
      expect(Math.max(...delays)).toBeLessThanOrEqual(25 + 17);
      expect(desk.heard.filter((text) => text.startsWith("file"))).toEqual([
        `file ${LIMITS.messageBytes - 100}`,
        "file after",
      ]);
      expect(desk.heard.indexOf(`file ${LIMITS.messageBytes - 100}`)).toBeGreaterThan(20);
    }
    expect(match.violations).toEqual([]);
  });

  it("R8 · the parts of a large message are spread over ticks, and a few go at a time", () => {
    const { match, desks: all } = desks(2);
    const before = match.network.sentMessages;
    call(match.peer(0), all[0], "file", "x".repeat(LIMITS.messageBytes - 100));
    match.run(1);
    expect(match.network.sentMessages - before).toBeLessThanOrEqual(LIMITS.framesPerBurst / 2);
    match.run(100);
    expect(match.network.sentMessages - before).toBeLessThanOrEqual(LIMITS.framesPerBurst / 2 + 13);
    match.run(2000);
    expect(all[1]?.heard).toHaveLength(1);
  });

  it.each([LINKS.good, LINKS.poor])(
    "R3 · calls keep their order within a channel, large and small (%o)",
    (link) => {
      const { match, desks: all } = desks(3, link);
      const methods = ["mail", "file", "ring"] as const;
      for (let i = 0; i < 60; i++) {
        const text = i % 7 === 0 ? `${i}.`.padEnd(7000 + i, "x") : `${i}`;
        call(match.peer(i % 2), all[i % 2], methods[i % 3] ?? "mail", text);
        match.run(5);
      }
      match.run(30_000);
      for (const sender of [0, 1]) {
        for (const method of methods) {
          const expected = Array.from({ length: 60 }, (_, i) => i)
            .filter((i) => i % 2 === sender && methods[i % 3] === method)
            .map((i) => `${method} ${i % 7 === 0 ? 7000 + i : i}`);
          const heard = (all[2]?.heard ?? []).filter((text) => expected.includes(text));
          expect(heard).toEqual(expected);
        }
      }
      expect(match.violations).toEqual([]);
    },
  );

  it("R8 · L · a call of 256 KiB goes, and one byte more is refused before anything of it is sent", () => {
    const { match, desks: all } = desks(2);
    // Path, method and the text's own length take eight bytes.
    const most = LIMITS.messageBytes - 8;
    expect(() => call(match.peer(0), all[0], "file", "x".repeat(most + 1))).toThrow("at most 262144");
    const before = match.network.sentBytes;
    match.run(1000);
    // Nothing but signs of life.
    expect(match.network.sentBytes - before).toBeLessThan(100);
    call(match.peer(0), all[0], "file", "x".repeat(most));
    match.run(5000);
    expect(all[1]?.heard).toEqual([`file ${most}`]);
  });

  it("S7 · whoever comes while a large message is under way hears what is said after it", () => {
    const { match, desks: all } = desks(2);
    call(match.peer(0), all[0], "file", "x".repeat(200_000));
    match.run(200);
    const late = match.join();
    const desk = new Desk(() => match.network.nowMs);
    late.engine.add("/desk", desk);
    match.run(300);
    call(match.peer(0), all[0], "file", "after");
    match.run(5000);
    expect(desk.heard).toEqual(["file after"]);
    expect(all[1]?.heard).toEqual(["file 200000", "file after"]);
    expect(match.violations).toEqual([]);
  });

  it("S7 · C8 · a large message goes on after a gap where it stopped", () => {
    const { match, desks: all } = desks(3, LINKS.poor);
    call(match.peer(1), all[1], "file", "x".repeat(200_000));
    match.run(400);
    match.peer(1).transport.cut();
    match.run(500);
    call(match.peer(1), all[1], "file", "after");
    match.peer(2).transport.cut();
    match.peer(1).transport.restore();
    match.run(300);
    match.peer(2).transport.restore();
    match.run(20_000);
    for (const at of [0, 2]) expect(all[at]?.heard).toEqual(["file 200000", "file after"]);
    expect(match.violations).toEqual([]);
  });

  it("C6 · an authority that is handed on after a large order is handed on after it for everyone", () => {
    const { match } = desks(3);
    const [host, other] = [match.peer(0), match.peer(1)];
    const large = "x".repeat(200_000);
    host.call(ALL, "order", large);
    host.engine.setAuthority("/probe", 3);
    host.call(ALL, "say", "over");
    match.run(20);
    expect(other.engine.hasAuthority(other.probe)).toBe(false);
    match.run(5000);
    expect(other.engine.hasAuthority(other.probe)).toBe(true);
    expect(match.peer(2).probe.heard).toEqual([`2!${large}`, "2:over"]);
    expect(match.violations).toEqual([]);
  });
});
