import { NakodoError } from "../errors.js";
import type { Presence, Transport, TransportEvent } from "../transport/transport.js";

/** What a transport under test must be able to do, besides being one. */
export interface TransportHarness {
  /** A transport of another peer in the same match; not started yet. */
  join(): Promise<Transport> | Transport;
  /** Lets whatever was sent arrive: virtual time for a simulated network, real events for a real one. Called again until `done`. */
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

/** A started transport with all that it was told. */
class Recorded {
  readonly events: TransportEvent[] = [];
  /** Called when the connection is lost, from inside the event. */
  onDown: (() => void) | undefined;

  constructor(readonly transport: Transport) {
    transport.start((event) => {
      this.events.push(event);
      if (event.type === "down") this.onDown?.();
    });
  }

  get self(): Presence {
    const ups = this.events.filter((event) => event.type === "up");
    const last = ups.at(-1);
    if (last === undefined) throw new NakodoError("invalid-state", "not up yet");
    return last.self;
  }

  get isUp(): boolean {
    return this.events.some((event) => event.type === "up");
  }

  /** Session ids of the others, by the events so far. */
  get present(): Set<string> {
    const present = new Set<string>();
    for (const event of this.events) {
      if (event.type === "up") {
        present.clear();
        for (const other of event.others) present.add(other.sessionId);
      } else if (event.type === "joined") present.add(event.presence.sessionId);
      else if (event.type === "left") present.delete(event.presence.sessionId);
    }
    return present;
  }

  received(opCode = OP): Uint8Array[] {
    return this.events.flatMap((event) =>
      event.type === "message" && event.opCode === opCode ? [event.bytes] : [],
    );
  }
}

const OP = 77;

async function meet(harness: TransportHarness, count: number): Promise<Recorded[]> {
  const peers: Recorded[] = [];
  for (let i = 0; i < count; i++) {
    const peer = new Recorded(await harness.join());
    peers.push(peer);
    await harness.settle(() => peers.every((one) => one.isUp && one.present.size === peers.length - 1));
  }
  return peers;
}

function expect(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`contract broken: ${sentence}`);
}

function closeAll(peers: readonly Recorded[]): void {
  for (const peer of peers) peer.transport.close();
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof NakodoError ? error.code : "another error";
  }
  return "none";
}

/** The rules T1 to T8, runnable on any transport. PROTOCOL.md states them. */
export const transportContract: readonly ContractCase[] = [
  {
    title: "T1 · up comes first and says who is there",
    peers: 2,
    async run(harness) {
      const peers = await meet(harness, 2);
      const [a, b] = peers as [Recorded, Recorded];
      expect(a.events[0]?.type === "up", "the first event is not up");
      expect(b.events[0]?.type === "up", "the second peer's first event is not up");
      expect(b.present.has(a.self.sessionId), "the newcomer does not see who was there");
      expect(a.present.has(b.self.sessionId), "who was there does not see the newcomer");
      expect(a.self.sessionId !== b.self.sessionId, "two peers share one session id");
      expect(
        a.events.filter((event) => event.type === "joined").length === 1,
        "one newcomer is told more than once, or not at all",
      );
      closeAll(peers);
    },
  },
  {
    title: "T2 · messages of one sender arrive once, whole and in order",
    peers: 3,
    async run(harness) {
      const peers = await meet(harness, 3);
      const [a, b, c] = peers as [Recorded, Recorded, Recorded];
      for (let i = 0; i < 40; i++) {
        a.transport.send(OP, Uint8Array.of(i, i ^ 0xff, 0), i % 4 === 3 ? [b.self.sessionId] : undefined);
        c.transport.send(OP, Uint8Array.of(100 + i, 0, 0));
      }
      const of = (peer: Recorded, from: number): number[] =>
        peer
          .received()
          .flatMap((bytes) => (Math.floor((bytes[0] ?? 0) / 100) === from ? [bytes[0] as number] : []));
      await harness.settle(
        () => b.received().length >= 80 && c.received().length >= 30 && a.received().length >= 40,
      );
      const all = Array.from({ length: 40 }, (_, i) => i);
      expect(of(b, 0).join() === all.join(), "b did not get all of a's messages once and in order");
      expect(
        of(c, 0).join() === all.filter((i) => i % 4 !== 3).join(),
        "c did not get what was for all, in order",
      );
      expect(
        of(b, 1).join() === all.map((i) => 100 + i).join(),
        "b did not get all of c's messages in order",
      );
      closeAll(peers);
    },
  },
  {
    title: "T3 · sent and received bytes are copies, exact views included",
    peers: 2,
    async run(harness) {
      const peers = await meet(harness, 2);
      const [a, b] = peers as [Recorded, Recorded];
      const pool = Uint8Array.from({ length: 64 }, (_, i) => i);
      const view = pool.subarray(8, 12);
      a.transport.send(OP, view);
      pool.fill(0xee);
      await harness.settle(() => b.received().length === 1);
      expect(b.received()[0]?.join() === "8,9,10,11", "what arrived is not what was sent");
      closeAll(peers);
    },
  },
  {
    title: "T4 · a peer's messages lie between its joined and its left",
    peers: 2,
    async run(harness) {
      const peers = await meet(harness, 2);
      const [a, b] = peers as [Recorded, Recorded];
      const session = b.self.sessionId;
      b.transport.send(OP, Uint8Array.of(1));
      b.transport.close();
      await harness.settle(() => !a.present.has(session));
      const kinds = a.events.flatMap((event) => {
        if (event.type === "joined" || event.type === "left")
          return event.presence.sessionId === session ? [event.type] : [];
        return event.type === "message" && event.from.sessionId === session ? [event.type] : [];
      });
      expect(kinds.join() === "joined,message,left", `the order was ${kinds.join()}`);
      closeAll(peers);
    },
  },
  {
    title: "T5 · a message reaches those it is for, and not its sender",
    peers: 3,
    async run(harness) {
      const peers = await meet(harness, 3);
      const [a, b, c] = peers as [Recorded, Recorded, Recorded];
      a.transport.send(OP, Uint8Array.of(1), [b.self.sessionId]);
      a.transport.send(OP, Uint8Array.of(2), ["5c1f9d57-nobody"]);
      a.transport.send(OP, Uint8Array.of(3));
      await harness.settle(() => b.received().length >= 2 && c.received().length >= 1);
      expect(
        b
          .received()
          .map((bytes) => bytes[0])
          .join() === "1,3",
        "b got what was not for it, or missed something",
      );
      expect(
        c
          .received()
          .map((bytes) => bytes[0])
          .join() === "3",
        "c got what was not for it, or missed something",
      );
      expect(a.received().length === 0, "the sender heard itself");
      closeAll(peers);
    },
  },
  {
    title: "T6 · exactly maxFrameBytes pass, one more throws",
    peers: 1,
    async run(harness) {
      const peers = await meet(harness, Math.min(2, harness.maxPeers));
      const [a, b] = peers as [Recorded, Recorded | undefined];
      const max = a.transport.maxFrameBytes;
      const full = Uint8Array.from({ length: max }, (_, i) => i % 251);
      expect(
        codeOf(() => a.transport.send(OP, new Uint8Array(max + 1))) === "message-too-large",
        "one too many did not throw",
      );
      expect(a.transport.send(OP, full), "a full frame was not sent");
      if (b !== undefined) {
        await harness.settle(() => b.received().length === 1);
        expect(b.received()[0]?.join() === full.join(), "a full frame did not arrive whole");
      }
      closeAll(peers);
    },
  },
  {
    title: "T7 · close is safe twice and final",
    peers: 1,
    async run(harness) {
      const [a] = (await meet(harness, 1)) as [Recorded];
      a.transport.close();
      a.transport.close();
      await harness.settle(() => a.events.some((event) => event.type === "closed"));
      const closed = a.events.filter((event) => event.type === "closed");
      expect(closed.length === 1 && a.events.at(-1) === closed[0], "closed is not told once and last");
      expect(
        codeOf(() => a.transport.send(OP, Uint8Array.of(1))) === "closed",
        "send after close did not throw closed",
      );
    },
  },
  {
    title: "T8 · a cut connection is down, sends nothing, and comes up again as another session",
    peers: 2,
    async run(harness) {
      const peers = await meet(harness, 2);
      const [a, b] = peers as [Recorded, Recorded];
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
      expect(whileDown === false, "send while down did not give back false");
      b.transport.send(OP, Uint8Array.of(1));
      await harness.settle(() => a.received().length > 0);
      expect(
        a
          .received()
          .map((bytes) => bytes[0])
          .join() === "1",
        "what was sent while down arrived, or the rest did not",
      );
      closeAll(peers);
    },
  },
];
