import { describe, expect, it } from "vitest";
import { LINKS, type Link, SimulatedNetwork, type SimulatedTransport } from "../src/testing/index.js";
import { OfflineTransport } from "../src/transport/offline-transport.js";
import type { Transport, TransportEvent } from "../src/transport/transport.js";
import { codeOf } from "./code-of.js";

interface Peer {
  readonly end: SimulatedTransport;
  /** One line for each event, with the time at which it came. */
  readonly log: string[];
  /** First bytes of the messages, in order. */
  readonly got: number[];
}

function line(event: TransportEvent): string {
  switch (event.type) {
    case "up":
      return `up ${event.self.sessionId} with ${event.others.map((other) => other.userId).join()}`;
    case "joined":
    case "left":
      return `${event.type} ${event.presence.userId}`;
    case "message":
      return `${event.from.userId} says ${event.opCode}:${event.bytes.join()}`;
    default:
      return event.type;
  }
}

function join(network: SimulatedNetwork, name: string, also?: (event: TransportEvent) => void): Peer {
  const peer: Peer = { end: network.join(name), log: [], got: [] };
  peer.end.start((event) => {
    peer.log.push(`${network.nowMs.toFixed(3)} ${line(event)}`);
    if (event.type === "message") peer.got.push(event.bytes[0] ?? -1);
    also?.(event);
  });
  return peer;
}

function say(peer: Peer, byte: number, to?: readonly string[]): boolean {
  return peer.end.send(1, Uint8Array.of(byte), to);
}

/** Who heard what, without the times and the session ids. */
function words(peer: Peer): string[] {
  return peer.log.map((text) => text.replace(/^\S+ /, "").replace(/^up \S+/, "up"));
}

const link = (changes: Partial<Link>): Link => ({ ...LINKS.perfect, ...changes });

/**
 * The same busy quarter of a minute, whatever the network: three peers talk, one is cut and comes back, one
 * freezes.
 */
function busyRun(network: SimulatedNetwork): string {
  const peers = ["a", "b", "c"].map((name) => join(network, name));
  for (let tick = 0; tick < 300; tick++) {
    peers.forEach((peer, i) => {
      say(peer, (tick * 3 + i) % 256);
    });
    if (tick === 100) peers[1]?.end.cut();
    if (tick === 150) peers[1]?.end.restore();
    if (tick === 120) peers[2]?.end.freeze();
    if (tick === 180) peers[2]?.end.thaw();
    network.advance(50);
  }
  return peers.map((peer) => peer.log.join("\n")).join("\n--\n");
}

describe("SimulatedNetwork", () => {
  it.each(Object.entries(LINKS))("X2 · the same seed gives the same run over a %s link", (_name, over) => {
    const one = busyRun(new SimulatedNetwork({ seed: 5, link: over }));
    expect(busyRun(new SimulatedNetwork({ seed: 5, link: over }))).toBe(one);
    expect(busyRun(new SimulatedNetwork({ seed: 6, link: over }))).not.toBe(one);
    expect(one.split("\n").length).toBeGreaterThan(500);
  });

  it("X2 · another seed gives other times where there is jitter", () => {
    const times = (seed: number): string => {
      const network = new SimulatedNetwork({ seed, link: LINKS.good });
      const [a, b] = [join(network, "a"), join(network, "b")];
      say(a, 1);
      network.advance(100);
      return b.log.at(-1) ?? "";
    };
    expect(times(1)).toContain("a says 1:1");
    expect(times(1)).not.toBe(times(2));
  });

  it("X2 · what others do comes in advance only, even without latency", () => {
    const network = new SimulatedNetwork();
    const a = join(network, "a");
    const b = join(network, "b");
    say(b, 7);
    b.end.close();
    expect(words(a)).toEqual(["up with "]);
    expect(words(b)).toEqual(["up with a", "closed"]);
    network.advance(0);
    expect(words(a)).toEqual(["up with ", "joined b", "b says 1:7", "left b"]);
    expect(network.nowMs).toBe(0);
  });

  it("X2 · latency and jitter bound each message's time", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 40, jitterMs: 25 }) });
    const arrivals: number[] = [];
    const a = join(network, "a");
    join(network, "b", (event) => {
      if (event.type === "message") arrivals.push(network.nowMs);
    });
    const sentAt: number[] = [];
    for (let i = 0; i < 200; i++) {
      sentAt.push(network.nowMs);
      say(a, i);
      network.advance(100);
    }
    const times = arrivals.map((at, i) => at - (sentAt[i] as number));
    expect(times.length).toBe(200);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...times)).toBeLessThan(65);
    // Spread over the whole of it, not at one end.
    expect(Math.min(...times)).toBeLessThan(43);
    expect(Math.max(...times)).toBeGreaterThan(62);
  });

  it("X2 · a delivery happens at its time, however large the step", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 30 }) });
    const a = join(network, "a");
    const b = join(network, "b", (event) => {
      if (event.type === "message" && event.bytes[0] === 1) b.end.send(1, Uint8Array.of(2));
    });
    say(a, 1);
    expect(network.nextDeliveryMs).toBe(30);
    network.advance(1000);
    expect(a.log.at(-1)).toBe("60.000 b says 1:2");
    expect(network.nowMs).toBe(1000);
    expect(network.nextDeliveryMs).toBeUndefined();
  });

  it("X2 · bandwidth: so many bytes take so much time, and are buffered meanwhile", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 10, bandwidthBytesPerSec: 10_000 }) });
    const a = join(network, "a");
    const b = join(network, "b");
    network.advance(100);
    for (let i = 0; i < 20; i++) a.end.send(1, new Uint8Array(500).fill(i));
    expect(a.end.bufferedBytes).toBe(10_000);
    network.advance(500);
    expect(a.end.bufferedBytes).toBe(5_000);
    expect(b.got.length).toBe(9);
    network.advance(510);
    expect(a.end.bufferedBytes).toBe(0);
    expect(b.got).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(b.log.at(-1)?.startsWith("1110.000 ")).toBe(true);
    expect([network.sentMessages, network.sentBytes]).toEqual([20, 10_000]);
  });

  it("T2 · a link without loss keeps the order from each sender to each receiver, whatever its jitter", () => {
    for (const seed of [1, 2, 3]) {
      const network = new SimulatedNetwork({ seed, link: link({ latencyMs: 5, jitterMs: 500 }) });
      const [a, b, c] = [join(network, "a"), join(network, "b"), join(network, "c")];
      for (let i = 0; i < 250; i++) {
        say(a, i);
        if (i % 2 === 0) say(b, i);
        network.advance(3);
      }
      network.advance(1000);
      const all = Array.from({ length: 250 }, (_, i) => i);
      const from = (peer: Peer, name: string): number[] =>
        words(peer).flatMap((text) => (text.startsWith(`${name} says`) ? [Number(text.split(":")[1])] : []));
      expect(from(c, "a")).toEqual(all);
      expect(from(b, "a")).toEqual(all);
      expect(from(c, "b")).toEqual(all.filter((i) => i % 2 === 0));
      expect(from(a, "b")).toEqual(all.filter((i) => i % 2 === 0));
    }
  });

  it("X2 · a lossy link loses, doubles and reorders about as often as it says, and nothing else", () => {
    const count = 4000;
    const over = link({
      latencyMs: 50,
      jitterMs: 200,
      lossRatio: 0.1,
      duplicateRatio: 0.05,
      reorderRatio: 0.2,
    });
    const network = new SimulatedNetwork({ seed: 9, link: over });
    const a = join(network, "a");
    const got: number[] = [];
    join(network, "b", (event) => {
      if (event.type === "message") got.push((event.bytes[0] ?? 0) * 256 + (event.bytes[1] ?? 0));
    });
    for (let i = 0; i < count; i++) {
      a.end.send(1, Uint8Array.of(i >> 8, i & 0xff));
      network.advance(20);
    }
    network.advance(1000);
    const times = new Map<number, number>();
    for (const i of got) times.set(i, (times.get(i) ?? 0) + 1);
    const lost = count - times.size;
    const doubled = [...times.values()].filter((n) => n === 2).length;
    // Standard deviations: about 19 and 13.
    expect(Math.abs(lost - 400)).toBeLessThan(100);
    expect(Math.abs(doubled - 180)).toBeLessThan(70);
    expect(Math.max(...times.values())).toBe(2);
    const overtaken = got.filter((value, at) => at > 0 && value < (got[at - 1] as number)).length;
    expect(overtaken).toBeGreaterThan(100);
    expect(overtaken).toBeLessThan(count / 2);
  });

  it("T4 · even on a lossy link a peer's messages lie between its joined and its left", () => {
    let messages = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const network = new SimulatedNetwork({
        seed,
        link: { ...LINKS.lossy, reorderRatio: 0.9, jitterMs: 400 },
      });
      const lives = new Map<string, string[]>();
      join(network, "a", (event) => {
        const presence =
          event.type === "message" ? event.from : "presence" in event ? event.presence : undefined;
        if (presence === undefined) return;
        const life = lives.get(presence.sessionId) ?? [];
        lives.set(presence.sessionId, life);
        life.push(event.type);
      });
      const b = join(network, "b");
      for (let i = 0; i < 5; i++) say(b, i);
      network.advance(10);
      for (let i = 0; i < 5; i++) say(b, i);
      b.end.cut();
      b.end.restore();
      say(b, 9);
      b.end.close();
      network.advance(5000);
      expect(lives.size).toBe(2);
      for (const life of lives.values()) {
        expect([life[0], life.at(-1)]).toEqual(["joined", "left"]);
        expect(life.slice(1, -1).every((type) => type === "message")).toBe(true);
        messages += life.length - 2;
      }
    }
    expect(messages).toBeGreaterThan(200);
  });

  it("T8 · cut loses what is under way to the peer, and what has not left it; the relay's share arrives", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 50, bandwidthBytesPerSec: 1000 }) });
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(100);
    // 10 ms each: at 25 ms two have left, the third is half out, two wait.
    for (let i = 1; i <= 5; i++) b.end.send(1, new Uint8Array(10).fill(i));
    a.end.send(1, new Uint8Array(10).fill(77));
    network.advance(25);
    expect(b.end.bufferedBytes).toBe(25);
    b.end.cut();
    expect(b.log.at(-1)).toBe("125.000 down");
    expect(b.end.bufferedBytes).toBe(0);
    expect(say(b, 9)).toBe(false);
    network.advance(1000);
    expect(a.got).toEqual([1, 2]);
    expect(b.got).toEqual([]);
    // At once: not behind what was lost.
    expect(a.log.at(-1)).toBe("175.000 left b");
  });

  it("T7 · close sends what waits before it leaves", () => {
    const network = new SimulatedNetwork({ link: link({ bandwidthBytesPerSec: 1000 }) });
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(0);
    for (let i = 1; i <= 5; i++) b.end.send(1, new Uint8Array(10).fill(i));
    b.end.close();
    network.advance(100);
    expect(a.got).toEqual([1, 2, 3, 4, 5]);
    expect(a.log.at(-1)).toBe("50.000 left b");
  });

  it("T8 · restore gives another session, which hears who is there and nothing of before", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 50 }) });
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(100);
    const before = b.end.self.sessionId;
    say(a, 1);
    b.end.cut();
    expect(b.end.self.sessionId).toBe("");
    b.end.restore();
    b.end.restore();
    const after = b.end.self.sessionId;
    expect([before, after].every((session) => session !== "")).toBe(true);
    expect(after).not.toBe(before);
    say(a, 2, [before]);
    say(a, 3, [after]);
    network.advance(1000);
    expect(words(b)).toEqual(["up with a", "down", "up with a", "a says 1:3"]);
    expect(words(a)).toEqual(["up with ", "joined b", "left b", "joined b"]);
  });

  it("T8 · two peers that are cut at once do not see each other until they are back", () => {
    const network = new SimulatedNetwork({ link: LINKS.good });
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(100);
    a.end.cut();
    b.end.cut();
    network.advance(100);
    b.end.restore();
    network.advance(100);
    a.end.restore();
    network.advance(100);
    expect(words(a).slice(2)).toEqual(["down", "up with b"]);
    expect(words(b).slice(1)).toEqual(["down", "up with ", "joined a"]);
  });

  it("X2 · a frozen peer neither speaks nor hears, and nobody is told; thawed, all of it moves on in order", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 20 }) });
    const [a, b, c] = [join(network, "a"), join(network, "b"), join(network, "c")];
    network.advance(100);
    b.end.freeze();
    b.end.freeze();
    expect(say(b, 1)).toBe(true);
    expect(say(b, 2)).toBe(true);
    expect(b.end.bufferedBytes).toBe(2);
    say(a, 11);
    network.advance(50);
    say(a, 12);
    c.end.close();
    network.advance(5000);
    expect([a.got, b.got]).toEqual([[], []]);
    expect(words(a).at(-1)).toBe("left c");
    b.end.thaw();
    b.end.thaw();
    expect(words(b).slice(2)).toEqual(["a says 1:11", "a says 1:12", "left c"]);
    expect(a.got).toEqual([]);
    network.advance(20);
    expect(a.got).toEqual([1, 2]);
  });

  it("X2 · what a listener sends in thaw comes after what was held", () => {
    const network = new SimulatedNetwork();
    const a = join(network, "a");
    const b = join(network, "b", (event) => {
      if (event.type === "message") b.end.send(1, Uint8Array.of(3));
    });
    network.advance(0);
    b.end.freeze();
    say(b, 1);
    say(b, 2);
    say(a, 9);
    network.advance(0);
    b.end.thaw();
    network.advance(0);
    expect(a.got).toEqual([1, 2, 3]);
  });

  it.each(["close", "cut"] as const)("T7 · a %s inside of thaw ends it: nothing more is told", (act) => {
    const network = new SimulatedNetwork();
    const a = join(network, "a");
    const b = join(network, "b", (event) => {
      if (event.type === "message") b.end[act]();
    });
    network.advance(0);
    b.end.freeze();
    say(a, 1);
    say(a, 2);
    network.advance(0);
    b.end.thaw();
    expect(words(b).slice(1)).toEqual(["a says 1:1", act === "close" ? "closed" : "down"]);
  });

  it("X2 · a peer that freezes again inside of thaw keeps the rest for later", () => {
    const network = new SimulatedNetwork();
    const a = join(network, "a");
    const b = join(network, "b", (event) => {
      if (event.type === "message" && event.bytes[0] === 1) b.end.freeze();
    });
    network.advance(0);
    b.end.freeze();
    for (const byte of [1, 2, 3]) say(a, byte);
    network.advance(0);
    b.end.thaw();
    expect(b.got).toEqual([1]);
    say(a, 4);
    network.advance(0);
    b.end.thaw();
    expect(b.got).toEqual([1, 2, 3, 4]);
  });

  it("X2 · cut ends a freeze and loses what was held", () => {
    const network = new SimulatedNetwork();
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(0);
    b.end.freeze();
    say(b, 1);
    say(a, 2);
    network.advance(0);
    b.end.cut();
    b.end.thaw();
    b.end.freeze();
    b.end.restore();
    say(b, 3);
    network.advance(0);
    expect([a.got, b.got]).toEqual([[3], []]);
  });

  it("T3 · a Buffer is copied too, though its slice shares memory", () => {
    const network = new SimulatedNetwork();
    const [a, b] = [join(network, "a"), join(network, "b")];
    network.advance(0);
    const buffer = Buffer.from([1, 2, 3]);
    a.end.send(1, buffer);
    a.end.freeze();
    buffer[0] = 50;
    a.end.send(1, buffer);
    buffer.fill(0xee);
    a.end.thaw();
    network.advance(0);
    expect(b.got).toEqual([1, 50]);
  });

  it("T6 · the largest message is an option", () => {
    const network = new SimulatedNetwork({ maxFrameBytes: 8 });
    const a = join(network, "a");
    expect(a.end.maxFrameBytes).toBe(8);
    expect(codeOf(() => a.end.send(1, new Uint8Array(9)))).toBe("message-too-large");
    expect(a.end.send(1, new Uint8Array(8))).toBe(true);
    expect([new SimulatedNetwork().join("x").maxFrameBytes, network.sentMessages]).toEqual([2900, 1]);
  });

  it("X2 · a listener's exception comes out of advance, and the rest still arrives", () => {
    const network = new SimulatedNetwork({ link: link({ latencyMs: 10 }) });
    const a = join(network, "a");
    const b = join(network, "b", (event) => {
      if (event.type === "message" && event.bytes[0] === 1) throw new Error("the game's bug");
    });
    say(a, 1);
    network.advance(5);
    say(a, 2);
    expect(() => network.advance(100)).toThrow("the game's bug");
    expect(network.nowMs).toBe(10);
    network.advance(100);
    expect(b.got).toEqual([1, 2]);
    expect(network.nowMs).toBe(110);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("X2 · advance(%d) is refused", (ms) => {
    expect(codeOf(() => new SimulatedNetwork().advance(ms))).toBe("invalid-argument");
  });

  it("C1 · session ids are unique and not in the order of arrival, two connections of one name included", () => {
    const network = new SimulatedNetwork();
    const sessions = Array.from({ length: 30 }, () => join(network, "same").end.self.sessionId);
    expect(new Set(sessions).size).toBe(30);
    expect([...sessions].sort()).not.toEqual(sessions);
  });
});

describe.each([
  ["SimulatedNetwork", (): Transport => new SimulatedNetwork().join("a")],
  ["OfflineTransport", (): Transport => new OfflineTransport()],
] as const)("life of a transport · %s", (_name, make) => {
  it("T8 · sends nothing before start", () => {
    expect(make().send(1, Uint8Array.of(1))).toBe(false);
  });

  it("T1 · starts once", () => {
    const transport = make();
    const events: string[] = [];
    transport.start((event) => events.push(event.type));
    expect(codeOf(() => transport.start(() => {}))).toBe("invalid-state");
    expect(events).toEqual(["up"]);
    expect([transport.send(1, Uint8Array.of(1)), transport.bufferedBytes]).toEqual([true, 0]);
  });

  it("T7 · closed before start, it says so on start and never comes up", () => {
    const transport = make();
    transport.close();
    transport.close();
    const events: string[] = [];
    transport.start((event) => events.push(event.type));
    transport.close();
    expect(events).toEqual(["closed"]);
    expect(codeOf(() => transport.send(1, Uint8Array.of(1)))).toBe("closed");
  });
});

it("C11 · offline, one is alone under one's own name", () => {
  const events: TransportEvent[] = [];
  new OfflineTransport("ayu").start((event) => events.push(event));
  expect(events).toEqual([
    { type: "up", self: { sessionId: "offline", userId: "offline", username: "ayu" }, others: [] },
  ]);
});
