import { NakodoError } from "../errors.js";
import type { Transport } from "../transport/transport.js";
import { RecordedPeer } from "./recorded-peer.js";

/** What a transport under test must be able to do, besides being one. */
export interface TransportHarness {
  /** A transport of another peer in the same match; not started yet. */
  join(): Promise<Transport> | Transport;
  /**
   * Lets whatever was sent arrive until `done`: virtual time for a simulated network, real events for a real
   * one. Ends or rejects after a time of its own choice when it never is: the case then says what is missing.
   */
  settle(done: () => boolean): Promise<void> | void;
  /** Cuts the connection of a started transport and lets it come back, where that can be done. */
  cutAndRestore?(transport: Transport): Promise<void> | void;
  /** Most peers that the transport can join: 1 for an offline one. */
  readonly maxPeers: number;
}

/** One rule of the transport contract, as a test to be run by any test runner. */
export interface ContractCase {
  /** Begins with the rule's id. */
  readonly title: string;
  /** Peers that it needs; skip it only where {@link TransportHarness.maxPeers} is smaller. */
  readonly peers: number;
  /** Rejects when the rule is broken. */
  run(harness: TransportHarness): Promise<void>;
}

/** The op code of what the cases send. */
const OP = 77;

function expect(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`contract broken: ${sentence}`);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof NakodoError ? error.code : "another error";
  }
  return "none";
}

type Peers = readonly [RecordedPeer, RecordedPeer, RecordedPeer];

interface Rule {
  readonly title: string;
  readonly peers: number;
  /** Looks at peers that have met. Those past the harness's `maxPeers` are missing. */
  check(peers: Peers, harness: TransportHarness): Promise<void>;
}

const rules: readonly Rule[] = [
  {
    title: "T1 · up comes first and says who is there",
    peers: 2,
    async check([a, b]) {
      expect(a.events[0]?.type === "up", "the first event is not up");
      expect(b.events[0]?.type === "up", "the second peer's first event is not up");
      expect(b.present.has(a.self.sessionId), "the newcomer does not see who was there");
      expect(a.present.has(b.self.sessionId), "who was there does not see the newcomer");
      expect(a.self.sessionId !== b.self.sessionId, "two peers share one session id");
      expect(
        a.events.filter((event) => event.type === "joined").length === 1,
        "one newcomer is told more than once, or not at all",
      );
      expect(
        b.events.every((event) => event.type !== "joined"),
        "the newcomer is told of a joined that it knows from up, or of its own",
      );
    },
  },
  {
    title: "T2 · messages of one sender arrive once, whole and in order",
    peers: 3,
    async check([a, b, c], harness) {
      // Both together less than the 64 messages that a relay holds for one receiver: this is about order, not pace.
      for (let i = 0; i < 24; i++) {
        a.transport.send(OP, Uint8Array.of(i, i ^ 0xff, 0), i % 4 === 3 ? [b.self.sessionId] : undefined);
        c.transport.send(OP, Uint8Array.of(100 + i, i ^ 0xff, 0));
      }
      // The last of each sender: whatever it sent before and is still to come would break the order.
      a.transport.send(OP, Uint8Array.of(24, 24 ^ 0xff, 0));
      c.transport.send(OP, Uint8Array.of(124, 24 ^ 0xff, 0));
      const last = (peer: RecordedPeer, first: number): boolean =>
        peer.received(OP).some((bytes) => bytes[0] === first);
      await harness.settle(() => last(b, 24) && last(b, 124) && last(c, 24) && last(a, 124));
      const from = (peer: RecordedPeer, base: number): string =>
        peer
          .received(OP)
          .map((bytes) => [(bytes[0] ?? 0) - base, bytes[1], bytes.length])
          .filter(([i]) => i !== undefined && i >= 0 && i < 100)
          .join(" ");
      const sent = Array.from({ length: 25 }, (_, i) => [i, i ^ 0xff, 3] as const);
      const forAll = sent.filter(([i]) => i === 24 || i % 4 !== 3);
      expect(from(b, 0) === sent.join(" "), "b did not get all of a's messages once, whole and in order");
      expect(from(c, 0) === forAll.join(" "), "c did not get what was for all, in order");
      expect(from(b, 100) === sent.join(" "), "b did not get all of c's messages once, whole and in order");
      expect(from(a, 100) === sent.join(" "), "a did not get all of c's messages once, whole and in order");
    },
  },
  {
    title: "T3 · sent and received bytes are copies, exact views included",
    peers: 3,
    async check([a, b, c], harness) {
      const pool = Uint8Array.from({ length: 64 }, (_, i) => i);
      a.transport.send(OP, pool.subarray(8, 12));
      pool.fill(0xee);
      await harness.settle(() => b.received(OP).length === 1 && c.received(OP).length === 1);
      const [first] = b.received(OP);
      expect(first?.join() === "8,9,10,11", "what arrived is not what was sent");
      first?.fill(0xdd);
      expect(c.received(OP)[0]?.join() === "8,9,10,11", "two receivers share one message's memory");
      expect(
        pool.every((byte) => byte === 0xee),
        "what arrived shares the sender's memory",
      );
      a.transport.send(OP, Uint8Array.of(1, 2, 3, 4));
      await harness.settle(() => b.received(OP).length === 2);
      expect(first?.join() === "221,221,221,221", "a later message overwrote an earlier one's bytes");
    },
  },
  {
    title: "T4 · a peer's messages lie between its joined and its left",
    peers: 2,
    async check([a, b], harness) {
      const session = b.self.sessionId;
      b.transport.send(OP, Uint8Array.of(1));
      b.transport.close();
      await harness.settle(() => !a.present.has(session));
      // Gives what comes late the time of one more peer's coming and speaking.
      const late = new RecordedPeer(await harness.join());
      try {
        await harness.settle(() => late.isUp && a.present.has(late.self.sessionId));
        late.transport.send(OP, Uint8Array.of(2));
        await harness.settle(() => a.received(OP).some((bytes) => bytes[0] === 2));
      } finally {
        late.transport.close();
      }
      const kinds = a.events.flatMap((event) => {
        if (event.type === "joined" || event.type === "left")
          return event.presence.sessionId === session ? [event.type] : [];
        return event.type === "message" && event.from.sessionId === session ? [event.type] : [];
      });
      expect(kinds.join() === "joined,message,left", `the order was ${kinds.join()}`);
    },
  },
  {
    title: "T5 · a message reaches those it is for, and not its sender",
    peers: 3,
    async check([a, b, c], harness) {
      const firsts = (peer: RecordedPeer): string =>
        peer
          .received(OP)
          .map((bytes) => bytes[0])
          .join();
      a.transport.send(OP, Uint8Array.of(1), [b.self.sessionId]);
      a.transport.send(OP, Uint8Array.of(2), ["5c1f9d57-nobody"]);
      a.transport.send(OP, Uint8Array.of(3), []);
      a.transport.send(OP, Uint8Array.of(4), ["5c1f9d57-nobody", a.self.sessionId, c.self.sessionId]);
      a.transport.send(OP, Uint8Array.of(5));
      await harness.settle(() => b.received(OP).length >= 2 && c.received(OP).length >= 2);
      expect(firsts(b) === "1,5", `of 1 and 5, b got ${firsts(b)}`);
      expect(firsts(c) === "4,5", `of 4 and 5, c got ${firsts(c)}`);
      // An echo would reach the sender before the answer to its message.
      c.transport.send(OP, Uint8Array.of(6));
      await harness.settle(() => a.received(OP).some((bytes) => bytes[0] === 6));
      expect(firsts(a) === "6", "the sender heard itself");
    },
  },
  {
    title: "T6 · exactly maxFrameBytes pass, one more throws",
    peers: 1,
    async check([a, b], harness) {
      const max = a.transport.maxFrameBytes;
      const full = Uint8Array.from({ length: max }, (_, i) => i % 251);
      expect(
        codeOf(() => a.transport.send(OP, new Uint8Array(max + 1))) === "message-too-large",
        "one too many did not throw",
      );
      expect(a.transport.send(OP, full), "a full frame was not sent");
      if (harness.maxPeers < 2) return;
      await harness.settle(() => b.received(OP).length === 1);
      expect(b.received(OP)[0]?.join() === full.join(), "a full frame did not arrive alone and whole");
    },
  },
  {
    title: "T7 · close is safe twice and final",
    peers: 1,
    async check([a, b], harness) {
      const alone = harness.maxPeers < 2;
      const session = a.self.sessionId;
      if (!alone) b.transport.send(OP, Uint8Array.of(1));
      a.transport.close();
      a.transport.close();
      await harness.settle(
        () => a.events.some((event) => event.type === "closed") && (alone || !b.present.has(session)),
      );
      const closed = a.events.filter((event) => event.type === "closed");
      expect(closed.length === 1 && a.events.at(-1) === closed[0], "closed is not told once and last");
      expect(
        closed.every((event) => event.error === undefined),
        "one's own close is told as an error",
      );
      expect(
        codeOf(() => a.transport.send(OP, Uint8Array.of(1))) === "closed",
        "send after close did not throw closed",
      );
    },
  },
  {
    title: "T8 · a cut connection is down, sends nothing, and comes up again as another session",
    peers: 2,
    async check([a, b], harness) {
      if (harness.cutAndRestore === undefined)
        throw new Error("this harness cannot cut: it must, to show T8");
      const before = b.self.sessionId;
      let whileDown: boolean | undefined;
      b.onDown = () => {
        whileDown = b.transport.send(OP, Uint8Array.of(9));
      };
      await harness.cutAndRestore(b.transport);
      await harness.settle(
        () => b.self.sessionId !== before && a.present.has(b.self.sessionId) && !a.present.has(before),
      );
      expect(whileDown !== undefined, "the loss of the connection was not told");
      expect(whileDown === false, "send while down did not give back false");
      expect(b.self.sessionId !== before, "it came up with the session of before");
      expect(!a.present.has(before), "the others did not hear it leave");
      b.transport.send(OP, Uint8Array.of(1));
      await harness.settle(() => a.received(OP).length > 0);
      const got = a.received(OP).map((bytes) => bytes[0]);
      expect(got.join() === "1", "what was sent while down arrived, or the rest did not");
    },
  },
];

/** The rules T1 to T8, runnable on any transport. PROTOCOL.md states them. */
export const transportContract: readonly ContractCase[] = rules.map(({ title, peers, check }) => ({
  title,
  peers,
  async run(harness) {
    const met: RecordedPeer[] = [];
    // T6 and T7 hold for one alone, and show more where there can be two.
    const count = Math.min(Math.max(peers, 2), harness.maxPeers);
    try {
      while (met.length < count) {
        met.push(new RecordedPeer(await harness.join()));
        await harness.settle(() => met.every((one) => one.isUp && one.present.size === met.length - 1));
      }
      await check(met as unknown as Peers, harness);
    } finally {
      for (const peer of met) peer.transport.close();
    }
  },
}));
