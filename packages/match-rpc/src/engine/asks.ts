import { type AbortSignalLike, ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { HOST, LAST_PEER_ID } from "../ids.js";
import { checkArguments } from "../remotes/check-arguments.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import { readAnswerHead, writeAnswerHead } from "../wire/answer.js";
import { KIND } from "../wire/frame.js";
import type { Calls } from "./calls.js";
import { type EngineState, unknownPeer } from "./engine-state.js";
import { laneOf } from "./lanes.js";
import { LIMITS } from "./limits.js";
import type { NetworkedObject } from "./objects.js";
import type { Refusal, Reply } from "./reply.js";
import type { Speech } from "./speech.js";

/** How one call is asked for its result. */
export interface AskOptions {
  /** How long to wait, in ms (default 10,000). */
  readonly timeoutMs?: number;
  /** Gives up waiting; the method may run all the same. */
  readonly signal?: AbortSignalLike;
  /** Whether an ask to a `HOST` that is away or gone before it answered goes to the next one (default), or fails with `host-left`. */
  readonly onHostChange?: "askAgain" | "reject";
}

/** Whom to ask, and how. */
export interface AskTarget extends AskOptions {
  /** A player's id, or `HOST` for whoever is host. */
  readonly to: number;
}

/** A call of this peer's that waits for its result. */
interface Ask {
  readonly id: number;
  readonly node: NetworkedObject;
  readonly index: number;
  readonly args: readonly unknown[];
  readonly toHost: boolean;
  readonly askAgain: boolean;
  /** Who this peer was when it asked; 0 before it was in the match. */
  readonly askerId: number;
  readonly timeoutMs: number;
  /** Who has to answer; 0 while it waits for a host. */
  peerId: number;
  /** Everyone whom it was said to: each may answer. */
  readonly asked: Set<number>;
  /** Set at the first flush after it was made: until then the engine's time may be old. */
  dueMs: number | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: NakodoError) => void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const ANEW = "this peer had to begin anew, as another one";

/**
 * Calls that are asked for their result, on both sides (PROTOCOL.md, C8 and C9). Asks and answers are entries of the
 * reliable stream, so that both come once, whatever happens to a connection.
 */
export class Asks {
  readonly #state: EngineState;
  readonly #calls: Calls;
  readonly #speech: Speech;
  readonly #onAnswered: () => void;
  readonly #open = new Map<number, Ask>();
  /** How many answers this peer owes to each other one. */
  readonly #owed = new Map<number, number>();
  readonly #entry = new ByteWriter(512);
  #lastId = 0;

  /** `onAnswered`: an answer was said, perhaps long after its ask came, and is to be sent. */
  constructor(state: EngineState, calls: Calls, speech: Speech, onAnswered: () => void) {
    this.#onAnswered = onAnswered;
    this.#state = state;
    this.#calls = calls;
    this.#speech = speech;
    const { events } = state;
    const reconsider = (): void => this.#reconsider();
    events.on("hostChanged", reconsider);
    events.on("playerStatusChanged", reconsider);
    events.on("playerLeft", ({ peerId }) => this.#onGone(peerId));
    events.on("admitted", ({ peerId }) => {
      for (const ask of this.#open.values())
        if (ask.askerId !== 0 && ask.askerId !== peerId) this.#fail(ask, "connection-lost", ANEW);
    });
    events.on("ended", ({ error }) => {
      for (const ask of this.#open.values())
        this.#fail(ask, "closed", "the match is over for this peer", error);
    });
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    let earliestMs: number | undefined;
    for (const { dueMs } of this.#open.values())
      if (dueMs !== undefined && !(dueMs >= (earliestMs ?? Number.POSITIVE_INFINITY))) earliestMs = dueMs;
    return earliestMs;
  }

  /** Calls `name` on one peer, or here when that is this one, and gives what it gives back. As `OnlineMatch.ask`. */
  ask(
    target: number,
    object: object,
    name: string,
    args: readonly unknown[],
    { timeoutMs = DEFAULT_TIMEOUT_MS, signal, onHostChange }: AskOptions,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!Number.isInteger(target) || target < 1 || target > LAST_PEER_ID)
        throw new NakodoError("invalid-argument", `${target}: one peer is asked, by its id or HOST`);
      if (!(timeoutMs > 0)) throw new NakodoError("invalid-argument", `a timeout of ${timeoutMs} ms`);
      if (signal?.aborted) throw new NakodoError("aborted", "the ask was given up", { cause: signal.reason });
      if (this.#open.size >= LIMITS.asks)
        throw new NakodoError("queue-full", `${LIMITS.asks} asks wait for their answers already`);
      const { objects, selfId } = this.#state;
      const node = objects.of(object);
      const index = this.#calls.indexOf(node, name);
      checkArguments(this.#calls.method(index), args);
      const id = ++this.#lastId;
      const onAbort = (): void => this.#fail(ask, "aborted", "the ask was given up", signal?.reason);
      const ask: Ask = {
        id,
        node,
        index,
        args,
        toHost: target === HOST,
        askAgain: onHostChange !== "reject",
        askerId: selfId,
        timeoutMs,
        peerId: 0,
        asked: new Set(),
        dueMs: undefined,
        resolve: (result) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(result);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      this.#open.set(id, ask);
      signal?.addEventListener("abort", onAbort);
      try {
        this.#say(ask, target);
      } catch (error) {
        this.#open.delete(id);
        // Unless others were made meanwhile, it has left no trace.
        if (this.#lastId === id) this.#lastId--;
        signal?.removeEventListener("abort", onAbort);
        throw error;
      }
    });
  }

  /** An ask that arrived. */
  receive(reader: ByteReader, senderId: number): void {
    const id = reader.varint();
    const reply = this.#replyTo(senderId, id);
    if ((this.#owed.get(senderId) ?? 0) > LIMITS.answersOwed) {
      reply.refuse("queue-full");
      this.#state.violationOf("limit", senderId, "too many asks that are not answered yet");
      return;
    }
    try {
      this.#calls.receive(reader, senderId, reply);
    } catch (error) {
      reply.refuse("wrong-arguments");
      throw error;
    }
  }

  /** An ask of this peer's own that waited for a host, which it has become. */
  receiveOwn(body: Uint8Array): void {
    const ask = this.#open.get(new ByteReader(body).varint());
    if (ask !== undefined) this.#runHere(ask);
  }

  /** An entry of this peer's own that waited for a host went to `peerId`. */
  onSent(entry: Uint8Array, peerId: number): void {
    if (entry[0] !== KIND.ask) return;
    const reader = new ByteReader(entry);
    reader.u8();
    reader.varint();
    const ask = this.#open.get(reader.varint());
    if (ask !== undefined) this.#saidTo(ask, peerId);
  }

  /** An answer that arrived. */
  receiveAnswer(reader: ByteReader, senderId: number): void {
    const { id, refusal } = readAnswerHead(reader);
    const ask = this.#open.get(id);
    if (ask === undefined ? id > this.#lastId : !ask.asked.has(senderId)) {
      this.#state.violationOf("not-asked", senderId, "an answer that this peer did not ask for");
      return;
    }
    // It comes too late: that is not its sender's fault.
    if (ask === undefined) return;
    if (refusal !== undefined) {
      this.#fail(ask, refusal, REFUSED[refusal]);
      return;
    }
    try {
      this.#settle(ask, this.#readResult(reader, this.#calls.method(ask.index)));
    } catch (error) {
      this.#fail(ask, "bad-response", "the answer is no result of the method", error);
      throw error;
    }
  }

  /** Notes the time at which asks were made, as soon as it is known. */
  start(nowMs: number): void {
    for (const ask of this.#open.values()) ask.dueMs ??= nowMs + ask.timeoutMs;
  }

  /** Gives up what was not answered in time. */
  advance(nowMs: number): void {
    this.start(nowMs);
    for (const ask of this.#open.values()) {
      if (ask.dueMs !== undefined && ask.dueMs <= nowMs)
        this.#fail(ask, "timeout", `no answer within ${ask.timeoutMs} ms`);
    }
  }

  #say(ask: Ask, target: number): void {
    const { selfId, hostId, table, isAdmitted } = this.#state;
    if (target === selfId || (target === HOST && this.#state.isHost)) {
      // As any answer, it comes later, and a method that throws does not throw here.
      this.#runHere(ask);
      return;
    }
    if (target !== HOST && selfId !== 0 && table.get(target) === undefined) throw unknownPeer(target);
    const entry = this.#entry;
    entry.reset();
    entry.u8(KIND.ask);
    entry.varint(ask.id);
    const bytes = this.#calls.writeCall(entry, ask.node, ask.index, ask.args);
    const waits = target === HOST && (this.#speech.hasPending || !isAdmitted || hostId === undefined);
    const method = this.#calls.method(ask.index);
    this.#speech.say(target, entry, laneOf(method.channel, true));
    this.#calls.onSaid(target, ask.node, method, bytes);
    if (waits) ask.peerId = 0;
    else this.#saidTo(ask, target === HOST ? (hostId ?? 0) : target);
  }

  #saidTo(ask: Ask, peerId: number): void {
    ask.peerId = peerId;
    ask.asked.add(peerId);
  }

  #runHere(ask: Ask): void {
    const { selfId } = this.#state;
    this.#saidTo(ask, selfId);
    this.#calls.run(ask.node, this.#calls.method(ask.index), ask.args, selfId, 0, {
      settle: (result) => this.#settle(ask, result),
      refuse: (why) => this.#fail(ask, why, REFUSED[why]),
    });
  }

  /** What was asked of a host that is away or gone goes to the present one, once. */
  #reconsider(): void {
    const { hostId, selfId, table } = this.#state;
    if (hostId === undefined || selfId === 0) return;
    for (const ask of this.#open.values()) {
      const { peerId, asked } = ask;
      // One that waits for a host goes to whoever is host by itself, and this peer answers itself.
      if (!ask.toHost || peerId === 0 || peerId === hostId || peerId === selfId) continue;
      const row = table.get(peerId);
      if (row?.status === "connected" && !row.silent && !row.leaving) continue;
      if (asked.has(hostId)) ask.peerId = hostId;
      else if (!ask.askAgain)
        this.#fail(ask, "host-left", "the host is another one, and the old one may have run the method");
      else this.#sayAgain(ask);
    }
  }

  #sayAgain(ask: Ask): void {
    try {
      this.#say(ask, HOST);
    } catch (error) {
      if (!(error instanceof NakodoError)) throw error;
      this.#fail(ask, error.code, error.message, error);
    }
  }

  #onGone(peerId: number): void {
    this.#owed.delete(peerId);
    for (const ask of this.#open.values())
      if (this.#state.selfId === 0) this.#fail(ask, "connection-lost", ANEW);
      else if (!ask.toHost && ask.peerId === peerId)
        this.#fail(ask, "unknown-peer", `peer ${peerId} left the match before it answered`);
    this.#reconsider();
  }

  #settle(ask: Ask, result: unknown): void {
    if (this.#open.delete(ask.id)) ask.resolve(result);
  }

  #fail(ask: Ask, code: NakodoError["code"], why: string, cause?: unknown): void {
    this.#open.delete(ask.id);
    ask.reject(
      new NakodoError(code, `${ask.node.path} ${this.#calls.method(ask.index).name}: ${why}`, { cause }),
    );
  }

  /** The answer to the ask `id` of `askerId`, which is owed from now on. */
  #replyTo(askerId: number, id: number): Reply {
    this.#owed.set(askerId, (this.#owed.get(askerId) ?? 0) + 1);
    let answered = false;
    const say = (channel = 0): void => {
      answered = true;
      const owed = (this.#owed.get(askerId) ?? 0) - 1;
      if (owed > 0) this.#owed.set(askerId, owed);
      else this.#owed.delete(askerId);
      this.#entry.prefixLength(1);
      try {
        this.#speech.say(askerId, this.#entry, laneOf(channel, true));
      } catch {
        // The asker is gone, or nothing more can be sent to anybody: it waits until its time is over.
        return;
      }
      this.#onAnswered();
    };
    return {
      settle: (result, method) => {
        if (answered || this.#state.hasEnded) return;
        this.#begin(id, undefined);
        this.#writeResult(method, result);
        say(method.channel);
      },
      refuse: (why) => {
        if (answered || this.#state.hasEnded) return;
        this.#begin(id, why);
        say();
      },
    };
  }

  #begin(id: number, refusal: Refusal | undefined): void {
    this.#entry.reset();
    this.#entry.u8(KIND.answer);
    writeAnswerHead(this.#entry, { id, refusal });
  }

  #writeResult(method: RemoteMethod, result: unknown): void {
    if (method.returns === undefined) this.#entry.raw(this.#state.options.values.encode(result));
    else method.returns.write(this.#entry, result);
    if (this.#entry.length > LIMITS.messageBytes)
      throw new NakodoError("message-too-large", `the result of ${method.name}: ${this.#entry.length} bytes`);
  }

  #readResult(reader: ByteReader, method: RemoteMethod): unknown {
    if (method.returns === undefined) return this.#state.options.values.decode(reader.rest());
    const result = method.returns.read(reader);
    reader.expectEnd();
    return result;
  }
}

/** What a refusal means, for people. */
const REFUSED: Readonly<Record<Refusal, string>> = {
  "not-added": "that peer has no object there",
  "not-declared": "that peer has an object of another type there",
  "not-authority": "that peer takes another one for the authority",
  "wrong-arguments": "that peer refuses the arguments",
  "remote-error": "the method threw at that peer",
  "queue-full": "that peer has too many asks to answer already",
};
