import { type AbortSignalLike, type ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { HOST, LAST_PEER_ID } from "../ids.js";
import { checkArguments } from "../remotes/check-arguments.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import type { SchemaMethod } from "../remotes/schema.js";
import { answerHead } from "../wire/answer.js";
import * as KIND from "../wire/kind.js";
import type { Calls } from "./calls.js";
import { type EngineState, earlier } from "./engine-state.js";
import { laneOf } from "./lanes.js";
import * as LIMITS from "./limits.js";
import type { NetworkedObject } from "./objects.js";
import { isThere } from "./peer-table.js";
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
  readonly method: SchemaMethod;
  readonly args: readonly unknown[];
  readonly toHost: boolean;
  readonly askAgain: boolean;
  readonly timeoutMs: number;
  /** Who has to answer; 0 while it waits for a host. */
  peerId: number;
  /** Everyone whom it was said to: each may answer. */
  readonly asked: Set<number>;
  /** Set at the first flush after it was made: until then the engine's time may be old. */
  dueMs: number | undefined;
  /** Ends it, once. */
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

const DEFAULT_TIMEOUT_MS = 10_000;

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
  readonly #answer = new ByteWriter(512);
  #lastId = 0;

  /** `onAnswered`: an answer was said, perhaps long after its ask came, and is to be sent. */
  constructor(state: EngineState, calls: Calls, speech: Speech, onAnswered: () => void) {
    this.#onAnswered = onAnswered;
    this.#state = state;
    this.#calls = calls;
    this.#speech = speech;
    const { events } = state;
    events.on("hostChanged", () => this.#reconsider());
    events.on("playerStatusChanged", () => this.#reconsider());
    events.on("playerLeft", ({ peerId }) => this.#onGone(peerId));
    events.on("ended", ({ error }) => {
      for (const ask of this.#open.values())
        this.#fail(ask, "closed", "the match is over for this peer", error);
    });
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    let dueMs: number | undefined;
    for (const ask of this.#open.values()) dueMs = earlier(dueMs, ask.dueMs);
    return dueMs;
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
      if (this.#open.size >= LIMITS.asks)
        throw new NakodoError("queue-full", `${LIMITS.asks} asks wait for their answers already`);
      const node = this.#state.objects.of(object);
      const method = this.#calls.find(node, name);
      checkArguments(method, args);
      const end = <Outcome>(how: (outcome: Outcome) => void) => {
        return (outcome: Outcome): void => {
          signal?.removeEventListener("abort", abort);
          this.#open.delete(ask.id);
          how(outcome);
        };
      };
      const ask: Ask = {
        id: ++this.#lastId,
        node,
        method,
        args,
        toHost: target === HOST,
        askAgain: onHostChange !== "reject",
        timeoutMs,
        peerId: 0,
        asked: new Set(),
        dueMs: undefined,
        settle: end(resolve),
        fail: end(reject),
      };
      const abort = (): void => this.#fail(ask, "aborted", "the ask was given up", signal?.reason);
      this.#open.set(ask.id, ask);
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) abort();
      else this.#say(ask, target);
    });
  }

  /** An ask that arrived. */
  receive(reader: ByteReader, senderId: number): void {
    const reply = this.#replyTo(senderId, reader.varint());
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

  /** An answer that arrived. */
  receiveAnswer(reader: ByteReader, senderId: number): void {
    const { id, refusal } = answerHead.read(reader);
    const ask = this.#open.get(id);
    if (ask === undefined ? id > this.#lastId : !ask.asked.has(senderId))
      this.#state.violationOf("not-asked", senderId, "an answer that this peer did not ask for");
    // One that comes too late is not its sender's fault.
    else if (ask !== undefined && refusal !== "none") this.#refused(ask, refusal, senderId);
    else if (ask !== undefined) this.#onResult(ask, reader);
  }

  /** Notes the time at which asks were made, as soon as it is known. */
  start(nowMs: number): void {
    for (const ask of this.#open.values()) ask.dueMs ??= nowMs + ask.timeoutMs;
  }

  /** Gives up what was not answered in time. */
  advance(nowMs: number): void {
    this.start(nowMs);
    for (const ask of this.#open.values())
      if ((ask.dueMs ?? nowMs) <= nowMs) this.#fail(ask, "timeout", `no answer within ${ask.timeoutMs} ms`);
  }

  #onResult(ask: Ask, reader: ByteReader): void {
    try {
      ask.settle(this.#calls.arguments.readResult(reader, ask.method));
    } catch (error) {
      this.#fail(ask, "bad-response", "the answer is no result of the method", error);
      throw error;
    }
  }

  #say(ask: Ask, target: number): void {
    const { isHost, selfId } = this.#state;
    ask.peerId = target === HOST ? 0 : target;
    try {
      if (target === selfId || (target === HOST && isHost)) this.#onSaid(ask, selfId);
      else
        this.#calls.send(target, ask.node, ask.method, ask.args, {
          id: ask.id,
          onSaid: (peerId) => this.#onSaid(ask, peerId),
        });
    } catch (error) {
      ask.fail(error);
    }
  }

  /** It went to `peerId`, or is this peer's own to run: as any answer, that comes later. */
  #onSaid(ask: Ask, peerId: number): void {
    ask.peerId = peerId;
    ask.asked.add(peerId);
    if (peerId !== this.#state.selfId || !this.#open.has(ask.id)) return;
    this.#calls.run(ask.node, ask.method, ask.args, peerId, 0, {
      settle: (result) => ask.settle(result),
      refuse: (why) => this.#refused(ask, why, peerId),
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
      if (row !== undefined && isThere(row)) continue;
      if (asked.has(hostId)) ask.peerId = hostId;
      else if (ask.askAgain) this.#say(ask, HOST);
      else this.#fail(ask, "host-left", "the host is another one, and the old one may have run the method");
    }
  }

  #onGone(peerId: number): void {
    this.#owed.delete(peerId);
    for (const ask of this.#open.values())
      if (this.#state.selfId === 0)
        this.#fail(ask, "connection-lost", "this peer had to begin anew, as another one");
      else if (!ask.toHost && ask.peerId === peerId)
        this.#fail(ask, "unknown-peer", `peer ${peerId} left the match before it answered`);
    this.#reconsider();
  }

  #refused(ask: Ask, why: Refusal, peerId: number): void {
    this.#fail(ask, why, `${REFUSED[why]} at peer ${peerId}`);
  }

  #fail(ask: Ask, code: NakodoError["code"], why: string, cause?: unknown): void {
    ask.fail(new NakodoError(code, `${ask.node.path} ${ask.method.name}: ${why}`, { cause }));
  }

  /** The answer to the ask `id` of `askerId`, which is owed from now on. */
  #replyTo(askerId: number, id: number): Reply {
    const owe = (more: number): void => {
      const owed = (this.#owed.get(askerId) ?? 0) + more;
      if (owed > 0) this.#owed.set(askerId, owed);
      else this.#owed.delete(askerId);
    };
    let isOwed = true;
    owe(1);
    const say = (refusal: Refusal | "none", result?: unknown, method?: RemoteMethod): void => {
      if (!isOwed || this.#state.hasEnded) return;
      const entry = this.#answer;
      entry.reset();
      entry.u8(KIND.answer);
      answerHead.write(entry, { id, refusal });
      if (method !== undefined) this.#calls.arguments.writeResult(entry, method, result);
      if (entry.length > LIMITS.messageBytes)
        throw new NakodoError("message-too-large", `the result of ${method?.name}: ${entry.length} bytes`);
      entry.prefixLength(1);
      isOwed = false;
      owe(-1);
      try {
        this.#speech.say(askerId, entry, laneOf(method?.channel ?? 0, true));
      } catch {
        // The asker is gone, or nothing more can be sent to anybody: it waits until its time is over.
        return;
      }
      this.#onAnswered();
    };
    return { settle: (result, method) => say("none", result, method), refuse: say };
  }
}

/** What a refusal means, for people. */
const REFUSED: Readonly<Record<Refusal, string>> = {
  "not-added": "there is no object",
  "not-declared": "the object is of another type",
  "not-authority": "another one is its authority",
  "wrong-arguments": "the arguments are refused",
  "remote-error": "the method threw",
  "queue-full": "too many asks wait",
};
