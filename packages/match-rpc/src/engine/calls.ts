import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { ALL, HOST, LAST_PEER_ID } from "../ids.js";
import { CallContext } from "../remotes/call-context.js";
import { checkArguments } from "../remotes/check-arguments.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import type { Schema, SchemaMethod } from "../remotes/schema.js";
import * as KIND from "../wire/kind.js";
import { Arguments } from "./arguments.js";
import type { ViolationReason } from "./engine-events.js";
import type { EngineOptions } from "./engine-options.js";
import type { EngineState } from "./engine-state.js";
import { laneOf } from "./lanes.js";
import * as LIMITS from "./limits.js";
import type { NetworkedObject, Objects } from "./objects.js";
import type { ObservedCall } from "./observed-call.js";
import type { Refusal, Reply } from "./reply.js";
import type { Rights } from "./rights.js";
import type { OnSaid, Speech } from "./speech.js";
import { type WaitingCall, WaitingCalls } from "./waiting-calls.js";

/** What makes a call an ask. */
interface AskHead {
  readonly id: number;
  readonly onSaid: OnSaid;
}

/** Bytes of a path's number. */
const PATH_ID_BYTES = 4;

/** More methods than any schema has: with a path's number, one number for each method of each object. */
const METHODS_PER_OBJECT = 0x1000;

/**
 * Remote calls: who may make them, their bytes, and running them (PROTOCOL.md, C).
 *
 *     call: [pathId] u32 [method] varint [arguments]
 *     arguments: the declared fields one after another, or one value: the list of them
 */
export class Calls {
  readonly #state: EngineState;
  readonly #schema: Schema;
  readonly #objects: Objects;
  readonly #rights: Rights;
  readonly #speech: Speech;
  readonly #observe: EngineOptions["onCall"];
  readonly #waiting = new WaitingCalls();
  readonly #entry = new ByteWriter(512);
  readonly arguments: Arguments;
  #senderId = 0;
  #dropped = 0;

  constructor(state: EngineState, rights: Rights, speech: Speech) {
    this.#state = state;
    this.#rights = rights;
    this.#schema = state.options.schema;
    this.#objects = state.objects;
    this.arguments = new Arguments(state.options.values);
    this.#speech = speech;
    this.#observe = state.options.onCall;
  }

  /** Who made the call that runs now; 0 outside. */
  get senderId(): number {
    return this.#senderId;
  }

  /** Unreliable calls that were dropped because the link was congested or full. */
  get droppedCalls(): number {
    return this.#dropped;
  }

  /**
   * Calls `method` on the object with this path at the peers of `target`. `runHere` makes it run here, too, when the
   * target includes this peer, whatever its declaration says.
   *
   * @throws {NakodoError} `not-added`, `not-declared`, `not-authority`, `wrong-arguments`, `message-too-large`,
   *   `unknown-peer`, `queue-full`, `invalid-argument` when the target is no peer's number, or this peer alone and the
   *   method does not run here
   */
  call(target: number, object: object, name: string, args: readonly unknown[], runHere: boolean): void {
    if (!Number.isInteger(target) || Math.abs(target) > LAST_PEER_ID)
      throw new NakodoError("invalid-argument", `${target} is no peer's id: 0, HOST, a player's id or −id`);
    const node = this.#objects.of(object);
    const method = this.find(node, name);
    checkArguments(method, args);
    const { phase, hostId, selfId } = this.#state;
    // While there is no connection, nobody knows who is host.
    const here = covers(target, selfId, target === HOST && phase !== "admitted" ? undefined : hostId);
    const local = here && (runHere || method.callLocal);
    const alone = here && target > 0;
    if (!alone) this.send(target, node, method, args);
    else if (!local)
      throw new NakodoError(
        "invalid-argument",
        `${name} on this very peer: declare it callLocal, or call it with rpcIdSync`,
      );
    if (local) this.run(node, method, args, selfId);
  }

  /**
   * The remote method `name` of an object, which this peer may call.
   *
   * @throws {NakodoError} `not-declared`, `not-authority`
   */
  find({ path, type }: NetworkedObject, name: string): SchemaMethod {
    const method = this.#schema.find(type, name);
    if (method === undefined)
      throw new NakodoError(
        "not-declared",
        `${path} ${name} is not declared remote: add it to a remotes(…) table, and the type to the match's remotes`,
      );
    if (method.mode === "authority" && !this.#state.hasAuthority(this.#state.selfId, path)) {
      const authority = this.#objects.authorityOf(path);
      throw new NakodoError(
        "not-authority",
        `${path} ${name} is for its authority, ${authority === HOST ? "the host" : `peer ${authority}`}: declare it "anyPeer", or hand the object over with setAuthority`,
      );
    }
    return method;
  }

  /**
   * An entry that arrived from `senderId`, whose right to speak the streams have checked. Who asks for the result gets it
   * by `reply`.
   */
  receive(reader: ByteReader, senderId: number, reply?: Reply): void {
    const pathId = reader.u32();
    const node = this.#objects.byId(pathId);
    if (node !== undefined) {
      this.#execute(reader, node, senderId, reply);
      return;
    }
    const call: WaitingCall = { senderId, pathId, body: reader.rest(), atMs: this.#state.nowMs, reply };
    while (!this.#waiting.add(call)) {
      const lost = this.#waiting.makeRoomFor(call) ?? call;
      this.#refuse(lost, "not-added", "no-object", "too many calls wait for objects that are not there");
      if (lost === call) return;
    }
  }

  /** Runs a call of this peer's own that was made for the host, which it has become. */
  runOwn(body: Uint8Array): void {
    const { selfId } = this.#state;
    this.#guard(selfId, () => this.receive(new ByteReader(body), selfId));
  }

  /** Runs what waited for an object that is there now. */
  onAdded(node: NetworkedObject): void {
    for (const { senderId, body, reply } of this.#waiting.take(node.pathId))
      this.#guard(senderId, () => this.#execute(new ByteReader(body), node, senderId, reply), reply);
  }

  /** Forgets what waited too long. */
  advance(nowMs: number): void {
    for (const call of this.#waiting.takeExpired(nowMs))
      this.#refuse(call, "not-added", "no-object", `no object appeared within ${LIMITS.waitingCallMs} ms`);
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    return this.#waiting.nextDueMs;
  }

  /** Runs `decode`; bytes that are not what they should be are the sender's violation, and nothing more. */
  #guard(senderId: number, decode: () => void, reply?: Reply): void {
    try {
      decode();
    } catch (error) {
      const why = error instanceof NakodoError ? error.message : "bytes that cannot be decoded";
      this.#refuse({ senderId, reply }, "wrong-arguments", "bad-frame", why);
    }
  }

  /** Tells who asked that there will be no result, and this game why. */
  #refuse(
    { senderId, reply }: Pick<WaitingCall, "senderId" | "reply">,
    why: Refusal,
    reason: ViolationReason,
    detail: string,
  ): void {
    reply?.refuse(why);
    this.#state.violationOf(reason, senderId, detail);
  }

  /**
   * Says a call, or with `ask` an ask, which is reliable whatever the method is.
   *
   * @throws {NakodoError} `wrong-arguments`, `message-too-large`, `unknown-peer`, `queue-full`
   */
  send(
    target: number,
    node: NetworkedObject,
    method: SchemaMethod,
    args: readonly unknown[],
    ask?: AskHead,
  ): void {
    const { streams } = this.#state;
    const reliable = ask !== undefined || method.transfer === "reliable";
    if (!reliable && method.transfer === "unreliable" && streams.isCongested) {
      this.#dropped++;
      return;
    }
    const entry = this.#entry;
    entry.reset();
    entry.u8(ask === undefined ? KIND.call : KIND.ask);
    if (ask !== undefined) entry.varint(ask.id);
    entry.u32(node.pathId);
    entry.varint(method.index);
    this.arguments.write(entry, method, args);
    const bytes = entry.length - 1;
    if (bytes > LIMITS.messageBytes)
      throw new NakodoError(
        "message-too-large",
        `${method.name}: ${bytes} bytes of at most ${LIMITS.messageBytes}`,
      );
    entry.prefixLength(1);
    if (!reliable && !streams.lanes.hasRoomFor(entry.length)) {
      this.#dropped++;
      return;
    }
    const isOrdered = !reliable && method.transfer === "unreliableOrdered";
    const newestKey = isOrdered ? node.pathId * METHODS_PER_OBJECT + method.index : undefined;
    this.#speech.say(target, entry, laneOf(method.channel, reliable), newestKey, ask?.onSaid);
    this.#observe?.(observed("out", target, node, method, bytes));
  }

  #execute(reader: ByteReader, node: NetworkedObject, senderId: number, reply?: Reply): void {
    const bytes = reader.remaining + PATH_ID_BYTES;
    const method = this.#schema.methods[reader.varint(this.#schema.methods.length)];
    const { path, type, object } = node;
    // A method of a base type is the object's, too, unless its own type declares it anew.
    if (
      method === undefined ||
      (method.type !== type?.name && this.#schema.find(type, method.name) !== method)
    ) {
      this.#refuse(
        { senderId, reply },
        "not-declared",
        "not-declared",
        `the object at ${path} has no such remote method`,
      );
      return;
    }
    if (method.mode === "authority" && !this.#rights.mayCall(senderId, path)) {
      this.#refuse(
        { senderId, reply },
        "not-authority",
        "not-allowed",
        `${path} ${method.name} is its authority's to call`,
      );
      return;
    }
    let args = this.arguments.read(reader, method, object);
    try {
      args = checkArguments(method, args);
    } catch (error) {
      // A validator that itself fails is this game's mistake.
      if (!(error instanceof NakodoError) || error.code !== "wrong-arguments")
        this.#failed(error, node, method, senderId, reply);
      else
        this.#refuse(
          { senderId, reply },
          "wrong-arguments",
          "bad-frame",
          `${method.name}: arguments that its check refuses`,
        );
      return;
    }
    this.run(node, method, args, senderId, bytes, reply);
  }

  /** Runs the method, for `senderId`; what it gives back, or that it throws, goes to `reply`. */
  run(
    node: NetworkedObject,
    method: RemoteMethod,
    args: readonly unknown[],
    senderId: number,
    bytes = 0,
    asked?: Reply,
  ): void {
    // A method before this one may have left the match.
    if (this.#state.phase === "ended") return;
    const direction = senderId === this.#state.selfId ? "local" : "in";
    this.#observe?.(observed(direction, senderId, node, method, bytes));
    const reply = asked && (this.#state.options.onReply?.(asked) ?? asked);
    const outer = this.#senderId;
    this.#senderId = senderId;
    try {
      const { context, name } = method;
      const result: unknown = invoke(
        node.object,
        name,
        context ? [new CallContext(senderId), ...args] : args,
      );
      if (reply !== undefined || result instanceof Promise)
        Promise.resolve(result)
          .then((value) => reply?.settle(value, method))
          .catch((error: unknown) => this.#failed(error, node, method, senderId, reply));
    } catch (error) {
      this.#failed(error, node, method, senderId, reply);
    } finally {
      this.#senderId = outer;
    }
  }

  #failed(
    error: unknown,
    { path }: NetworkedObject,
    { name }: RemoteMethod,
    senderId: number,
    reply: Reply | undefined,
  ): void {
    reply?.refuse("remote-error");
    this.#state.events.emit("methodError", { error, path, method: name, senderId });
  }
}

function observed(
  direction: ObservedCall["direction"],
  peerId: number,
  { path }: NetworkedObject,
  { type, name }: RemoteMethod,
  bytes: number,
): ObservedCall {
  return { direction, peerId, path, type, method: name, bytes };
}

/** Whether `target` includes the peer `id`, when `hostId` is host. */
export function covers(target: number, id: number, hostId: number | undefined): boolean {
  if (target === ALL) return true;
  if (target < 0) return resolve(-target, hostId) !== id;
  return resolve(target, hostId) === id;
}

/** The peer id behind `target`, which may be the host's address. */
export function resolve(target: number, hostId: number | undefined): number | undefined {
  return target === HOST ? hostId : target;
}

function invoke(object: object, name: string, args: readonly unknown[]): unknown {
  const found: unknown = Reflect.get(object, name);
  if (typeof found !== "function") throw new NakodoError("not-declared", `the object has no method ${name}`);
  return Reflect.apply(found, object, args);
}
