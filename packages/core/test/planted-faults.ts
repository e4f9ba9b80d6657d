import { NakodoError } from "../src/errors.js";
import type { SimulatedTransport } from "../src/testing/index.js";
import type { Presence, Transport, TransportEvent } from "../src/transport/transport.js";

type Tell = (event: TransportEvent) => void;

/** What a fault puts in the place of an end's own behaviour. */
interface Behaviour {
  event?(event: TransportEvent): void;
  send?(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean;
  close?(): void;
}

/** One way to break one rule of the contract. `plant` is called for each end, with state of its own. */
export interface Fault {
  readonly rule: string;
  readonly name: string;
  /** Made anew for each match: what all its ends share. */
  readonly plant: () => (end: SimulatedTransport, tell: Tell) => Behaviour;
}

/** Wraps every end of one match in the fault. */
export function withFault(fault: Fault): (end: SimulatedTransport) => Transport {
  const plant = fault.plant();
  return (end) => {
    let tell: Tell = () => {};
    const behaviour = plant(end, (event) => tell(event));
    return {
      maxFrameBytes: end.maxFrameBytes,
      bufferedBytes: 0,
      start(listener) {
        tell = listener;
        end.start((event) => (behaviour.event ?? tell)(event));
      },
      send: (opCode, bytes, to) => (behaviour.send ?? end.send.bind(end))(opCode, bytes, to),
      close: () => (behaviour.close ?? end.close.bind(end))(),
    };
  };
}

/** For faults whose ends share nothing. */
function each(plant: (end: SimulatedTransport, tell: Tell) => Behaviour): Fault["plant"] {
  return () => plant;
}

/**
 * Hands bytes over by reference, in a store that all ends share: what each of `put` and `take` forgets to
 * copy is shared.
 */
function byReference(
  put: (bytes: Uint8Array) => Uint8Array,
  take: () => (bytes: Uint8Array) => Uint8Array,
): Fault["plant"] {
  return () => {
    const store: Uint8Array[] = [];
    return (end, tell) => {
      const taken = take();
      return {
        send: (opCode, bytes, to) => end.send(opCode, Uint8Array.of(store.push(put(bytes)) - 1), to),
        event(event) {
          const bytes = event.type === "message" ? store[event.bytes[0] ?? -1] : undefined;
          if (event.type === "message" && bytes !== undefined) tell({ ...event, bytes: taken(bytes) });
          else tell(event);
        },
      };
    };
  };
}

const copied = (bytes: Uint8Array): Uint8Array => bytes.slice();

export const faults: readonly Fault[] = [
  {
    rule: "T1",
    name: "something is told before up",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type === "up") tell({ type: "down" });
        tell(event);
      },
    })),
  },
  {
    rule: "T1",
    name: "up does not say who is there",
    plant: each((_end, tell) => ({
      event: (event) => tell(event.type === "up" ? { ...event, others: [] } : event),
    })),
  },
  {
    rule: "T1",
    name: "a newcomer is told twice",
    plant: each((_end, tell) => ({
      event(event) {
        tell(event);
        if (event.type === "joined") tell(event);
      },
    })),
  },
  {
    rule: "T1",
    name: "a newcomer is not told",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type !== "joined") tell(event);
      },
    })),
  },
  {
    rule: "T1",
    name: "the newcomer hears its own joined",
    plant: each((_end, tell) => ({
      event(event) {
        tell(event);
        if (event.type === "up" && event.others.length > 0) {
          tell({ type: "joined", presence: event.self });
          tell({ type: "left", presence: event.self });
        }
      },
    })),
  },
  {
    rule: "T2",
    name: "one message in twenty is lost",
    plant: each((end) => {
      let count = 0;
      return { send: (opCode, bytes, to) => ++count % 20 === 0 || end.send(opCode, bytes, to) };
    }),
  },
  {
    rule: "T2",
    name: "the last message of a burst is lost",
    plant: each((end) => {
      let count = 0;
      return { send: (opCode, bytes, to) => ++count > 24 || end.send(opCode, bytes, to) };
    }),
  },
  {
    rule: "T2",
    name: "one message in twenty comes twice",
    plant: each((end) => {
      let count = 0;
      return {
        send(opCode, bytes, to) {
          if (++count % 20 === 0) end.send(opCode, bytes, to);
          return end.send(opCode, bytes, to);
        },
      };
    }),
  },
  {
    rule: "T2",
    name: "two messages change places",
    plant: each((_end, tell) => {
      let count = 0;
      let held: TransportEvent | undefined;
      return {
        event(event) {
          if (event.type === "message" && ++count === 15) {
            held = event;
            return;
          }
          tell(event);
          if (held !== undefined) tell(held);
          held = undefined;
        },
      };
    }),
  },
  {
    rule: "T2",
    name: "a message to one overtakes those to all",
    plant: each((end) => {
      const waiting: (() => void)[] = [];
      return {
        send(opCode, bytes, to) {
          const copy = bytes.slice();
          if (to !== undefined) return end.send(opCode, copy, to);
          waiting.push(() => end.send(opCode, copy));
          if (waiting.length > 1) waiting.shift()?.();
          if (copy[0] === 40 || copy[0] === 140) for (const send of waiting.splice(0)) send();
          return true;
        },
      };
    }),
  },
  {
    rule: "T2",
    name: "the last byte is cut off",
    plant: each((end) => ({ send: (opCode, bytes, to) => end.send(opCode, bytes.subarray(0, 2), to) })),
  },
  {
    rule: "T3",
    name: "what is sent is not copied",
    plant: byReference(
      (bytes) => bytes,
      () => copied,
    ),
  },
  {
    rule: "T3",
    name: "the whole pool behind a view is sent",
    plant: each((end) => ({
      send: (opCode, bytes, to) => end.send(opCode, new Uint8Array(bytes.buffer), to),
    })),
  },
  {
    rule: "T3",
    name: "two receivers get the same bytes",
    plant: byReference(copied, () => (bytes) => bytes),
  },
  {
    rule: "T3",
    name: "a receiver's buffer is used again",
    plant: byReference(copied, () => {
      const reused = new Uint8Array(4);
      return (bytes) => {
        reused.set(bytes);
        return reused;
      };
    }),
  },
  {
    rule: "T4",
    name: "a message comes after its sender has left",
    plant: each((_end, tell) => {
      const late: TransportEvent[] = [];
      return {
        event(event) {
          if (event.type === "message") {
            late.push(event);
            return;
          }
          tell(event);
          if (event.type === "left") for (const message of late.splice(0)) tell(message);
        },
      };
    }),
  },
  {
    rule: "T4",
    name: "a message is lost because its sender leaves",
    plant: each((end) => {
      const unsent: (() => void)[] = [];
      return {
        send(opCode, bytes, to) {
          const copy = bytes.slice();
          unsent.push(() => end.send(opCode, copy, to));
          return true;
        },
      };
    }),
  },
  {
    rule: "T4",
    name: "a message comes before its sender's joined",
    plant: each((_end, tell) => {
      let joined: TransportEvent | undefined;
      return {
        event(event) {
          if (event.type === "joined" && joined === undefined) {
            joined = event;
            return;
          }
          tell(event);
          if (event.type === "message" && joined !== undefined) tell(joined);
        },
      };
    }),
  },
  {
    rule: "T4",
    name: "nobody hears that a peer has left",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type !== "left") tell(event);
      },
    })),
  },
  {
    rule: "T5",
    name: "the sender hears itself",
    plant: each((end, tell) => ({
      send(opCode, bytes, to) {
        const sent = end.send(opCode, bytes, to);
        tell({ type: "message", from: end.self, opCode, bytes: bytes.slice() });
        return sent;
      },
    })),
  },
  {
    rule: "T5",
    name: "everyone hears what is for one",
    plant: each((end) => ({ send: (opCode, bytes) => end.send(opCode, bytes) })),
  },
  {
    rule: "T5",
    name: "an empty list of receivers is taken for everyone",
    plant: each((end) => ({
      send: (opCode, bytes, to) => end.send(opCode, bytes, to?.length === 0 ? undefined : to),
    })),
  },
  {
    rule: "T5",
    name: "one receiver that is gone keeps the others from hearing",
    plant: each((end) => ({
      send: (opCode, bytes, to) => to?.includes("5c1f9d57-nobody") || end.send(opCode, bytes, to),
    })),
  },
  {
    rule: "T6",
    name: "too much is cut and sent",
    plant: each((end) => ({
      send: (opCode, bytes, to) => end.send(opCode, bytes.subarray(0, end.maxFrameBytes), to),
    })),
  },
  {
    rule: "T6",
    name: "too much is refused with another code",
    plant: each((end) => ({
      send(opCode, bytes, to) {
        if (bytes.length > end.maxFrameBytes) throw new NakodoError("invalid-argument", "too long");
        return end.send(opCode, bytes, to);
      },
    })),
  },
  {
    rule: "T6",
    name: "too much is refused, and a part of it sent",
    plant: each((end) => ({
      send(opCode, bytes, to) {
        if (bytes.length > end.maxFrameBytes) end.send(opCode, bytes.subarray(0, 10), to);
        return end.send(opCode, bytes, to);
      },
    })),
  },
  {
    rule: "T6",
    name: "a full frame is cut by a byte",
    plant: each((end) => ({
      send(opCode, bytes, to) {
        const fits = bytes.length < end.maxFrameBytes || bytes.length > end.maxFrameBytes;
        return end.send(opCode, fits ? bytes : bytes.subarray(1), to);
      },
    })),
  },
  {
    rule: "T7",
    name: "closed is told twice",
    plant: each((end, tell) => ({
      close() {
        end.close();
        tell({ type: "closed", error: undefined });
      },
    })),
  },
  {
    rule: "T7",
    name: "closed is not told",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type !== "closed") tell(event);
      },
    })),
  },
  {
    rule: "T7",
    name: "one's own close is told as an error",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type === "closed") tell({ type: "closed", error: new NakodoError("closed", "closed") });
        else tell(event);
      },
    })),
  },
  {
    rule: "T7",
    name: "a message comes after closed",
    plant: each((end, tell) => {
      let isTold = false;
      return {
        // Tells the end at once, and goes on listening until the server lets go.
        close() {
          if (isTold) return;
          isTold = true;
          tell({ type: "closed", error: undefined });
          end.send(0, Uint8Array.of(0));
        },
        event(event) {
          tell(event);
        },
      };
    }),
  },
  {
    rule: "T7",
    name: "send after close does nothing, without a word",
    plant: each((end) => {
      let isClosed = false;
      return {
        send: (opCode, bytes, to) => !isClosed && end.send(opCode, bytes, to),
        close() {
          isClosed = true;
          end.close();
        },
      };
    }),
  },
  {
    rule: "T8",
    name: "send while down says true",
    plant: each((end) => ({
      send: (opCode, bytes, to) => end.send(opCode, bytes, to) || true,
    })),
  },
  {
    rule: "T8",
    name: "what was sent while down is sent later",
    plant: each((end, tell) => {
      const later: (() => void)[] = [];
      return {
        send(opCode, bytes, to) {
          const sent = end.send(opCode, bytes, to);
          if (!sent) later.push(() => end.send(opCode, bytes, to));
          return sent;
        },
        event(event) {
          tell(event);
          if (event.type === "up") for (const send of later.splice(0)) send();
        },
      };
    }),
  },
  {
    rule: "T8",
    name: "it comes up with the session of before",
    plant: each((_end, tell) => {
      let first: Presence | undefined;
      return {
        event(event) {
          if (event.type !== "up") return tell(event);
          first ??= event.self;
          tell({ ...event, self: first });
        },
      };
    }),
  },
  {
    rule: "T8",
    name: "the loss of the connection is not told",
    plant: each((_end, tell) => ({
      event(event) {
        if (event.type !== "down") tell(event);
      },
    })),
  },
  {
    rule: "T8",
    name: "it stays down",
    plant: each((_end, tell) => {
      let isDown = false;
      return {
        event(event) {
          if (event.type === "down") isDown = true;
          if (event.type !== "up" || !isDown) tell(event);
        },
      };
    }),
  },
];
