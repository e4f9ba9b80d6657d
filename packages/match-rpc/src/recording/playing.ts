import { jsonValues, NakodoError, type Transport, type ValueCodec } from "@nakodo/core";
import { MatchEngine } from "../engine/engine.js";
import type { EngineEvents, Violation } from "../engine/engine-events.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { Objects } from "../engine/objects.js";
import { REFUSALS, type Reply } from "../engine/reply.js";
import { LAST_PEER_ID } from "../ids.js";
import { Schema } from "../remotes/schema.js";
import { AskSignal } from "./ask-signal.js";
import { readCall, readResult } from "./call-arguments.js";
import { EVENT_NAMES, isEventName, PLAIN_INPUTS } from "./engine-inputs.js";
import type { PlayBack, PlayBackOptions } from "./play-back.js";
import { readEvent } from "./read-event.js";
import { recordedOptions, toAskOptions } from "./recorded-options.js";
import { LogReader, RECORD } from "./recording-log.js";

/** One recording being played. */
export class Playing {
  readonly #log: LogReader;
  readonly #schema: Schema;
  readonly #objects = new Objects();
  readonly #engine: MatchEngine;
  readonly #onStep: PlayBackOptions["onStep"];
  readonly #violations: Violation[] = [];
  /** The next record, once looked at. */
  #kind: number | undefined;
  /** Where it belongs, when it is an input; how many exits before it, when it is one of a few others. */
  #place = { depth: 0, exits: 0 };
  #depth = 0;
  #exits = 0;
  #reads = 0;
  #bufferedBytes = 0;
  #atMs = 0;
  #startMs: number | undefined;
  #inputs = 0;
  #sent = 0;
  #difference: string | undefined;
  readonly #asks: AskSignal[] = [];
  readonly #replies: Reply[] = [];

  constructor(recording: Uint8Array, { remotes = [], values = jsonValues, onStep }: PlayBackOptions) {
    this.#log = new LogReader(recording);
    this.#schema = new Schema(remotes);
    this.#onStep = onStep;
    const { options, schema } = this.#log.head;
    const other = this.#schema.firstDifference(schema);
    if (other !== undefined) {
      throw new NakodoError(
        "schema-mismatch",
        `the recorded match declares "${other.theirs}", these remotes "${other.ours}"`,
      );
    }
    const codec = String(options["codec"]);
    if (codec.split(" ")[0] !== values.name)
      throw new NakodoError("protocol-mismatch", `the recorded match carries values as ${codec}`);
    this.#engine = new MatchEngine(this.#engineOptions(options, values));
    const listen = (type: keyof EngineEvents): void => {
      this.#engine.events.on(type, () => {
        this.#step(type);
        if (type !== "methodError" || this.#depth > 0) this.#exit();
      });
    };
    this.#engine.events.on("violation", (violation) => this.#violations.push(violation));
    for (const type of Object.keys(EVENT_NAMES)) if (isEventName(type)) listen(type);
    this.#next();
  }

  run(): PlayBack {
    while (this.#kind !== undefined && this.#difference === undefined) {
      if (this.#kind >= RECORD.sent) this.#differ(`the recorded engine went on (record ${this.#kind})`);
      else this.#input();
    }
    return {
      isSame: this.#difference === undefined,
      difference: this.#difference,
      inputs: this.#inputs,
      sentMessages: this.#sent,
      durationMs: this.#atMs - (this.#startMs ?? this.#atMs),
      violations: this.#violations,
      players: this.#engine.players,
    };
  }

  /** The engine calls to the outside: whatever called it back at this point of the recording does so again. */
  #exit(): void {
    this.#exits++;
    this.#inputsHere();
  }

  #inputsHere(): void {
    while (
      this.#kind !== undefined &&
      this.#kind < RECORD.sent &&
      this.#difference === undefined &&
      this.#place.depth === this.#depth &&
      this.#depth > 0 &&
      this.#place.exits === this.#exits
    )
      this.#input();
  }

  #input(): void {
    const kind = this.#kind;
    if (this.#place.exits !== this.#exits) {
      this.#differ(`the recorded engine had called out ${this.#place.exits} times, this one ${this.#exits}`);
      return;
    }
    const act = this.#readInput(kind);
    this.#inputs++;
    this.#next();
    this.#depth++;
    try {
      act();
    } catch (error) {
      // It was the game that heard of it.
      if (!(error instanceof NakodoError)) throw error;
    } finally {
      this.#depth--;
    }
  }

  #readInput(kind: number | undefined): () => void {
    const log = this.#log;
    const { body } = log;
    const engine = this.#engine;
    switch (kind) {
      case RECORD.up:
      case RECORD.down:
      case RECORD.joined:
      case RECORD.left:
      case RECORD.message:
      case RECORD.closed:
      case RECORD.alive: {
        const atMs = this.#time();
        const event = readEvent(this.#log, kind);
        this.#step(event.type === "message" ? `message in, ${event.bytes.byteLength} bytes` : event.type);
        return () => engine.receive(event, atMs);
      }
      case RECORD.advance: {
        const atMs = this.#time();
        return () => engine.advance(atMs);
      }
      case RECORD.flush: {
        const atMs = this.#time();
        return () => engine.flush(atMs);
      }
      case RECORD.call: {
        const [target, path, method, runHere, args] = [
          body.f64(),
          log.text(),
          log.text(),
          body.u8(),
          log.bytes(),
        ];
        const node = this.#objects.byPath(path);
        this.#step(`call ${path} ${method}`);
        return () => {
          if (node === undefined) return;
          engine.call(target, node.object, method, readCall(this.#schema, node, method, args), runHere === 1);
        };
      }
      case RECORD.ask: {
        const [target, path, method, options, args] = [
          body.f64(),
          log.text(),
          log.text(),
          jsonValues.decode(log.bytes()),
          log.bytes(),
        ];
        const node = this.#objects.byPath(path);
        const signal = new AskSignal(undefined);
        this.#asks.push(signal);
        this.#step(`ask ${path} ${method}`);
        return () => {
          if (node === undefined) return;
          const recorded = readCall(this.#schema, node, method, args);
          // Whoever waited for it heard of a failure then.
          engine
            .ask(target, node.object, method, recorded, { ...toAskOptions(options), signal })
            .catch(() => {});
        };
      }
      case RECORD.abandoned: {
        const signal = this.#asks[body.varint()];
        return () => signal?.abort();
      }
      case RECORD.settled: {
        const [number, type, name, bytes] = [body.varint(), log.text(), log.text(), log.bytes()];
        const method = this.#schema.methods.find((one) => one.type === type && one.name === name);
        return () => {
          if (method === undefined) return;
          try {
            this.#replies[number]?.settle(readResult(method, bytes), method);
          } catch {
            // The recorded engine refused it in a moment.
          }
        };
      }
      case RECORD.refused: {
        const [number, word] = [body.varint(), log.text()];
        const why = REFUSALS.find((one) => one === word);
        return () => why && this.#replies[number]?.refuse(why);
      }
      case RECORD.sendData: {
        const [opCode, bytes, target] = [body.f64(), log.bytes(), body.f64()];
        return () => engine.sendData(opCode, bytes, target);
      }
      case RECORD.added:
        return this.#readAdded();
      case RECORD.removed: {
        const node = this.#objects.byPath(log.text());
        return () => node && this.#objects.remove(node);
      }
      case RECORD.runWaiting: {
        const node = this.#objects.byPath(log.text());
        return () => node && engine.runWaiting(node);
      }
      case RECORD.other: {
        const recorded = log.text();
        const name = PLAIN_INPUTS.find((one) => one === recorded);
        const args = jsonValues.decode(log.bytes());
        if (name === undefined || !Array.isArray(args))
          throw new NakodoError("bad-frame", "a recorded call that no engine has");
        this.#step(name);
        return () => Reflect.apply(engine[name], engine, args);
      }
      default:
        throw new NakodoError("bad-frame", `a record of kind ${kind}`);
    }
  }

  #readAdded(): () => void {
    const [path, typeName, authority] = [
      this.#log.text(),
      this.#log.text(),
      this.#log.body.varint(LAST_PEER_ID),
    ];
    const type = this.#schema.types.find((one) => one.name === typeName);
    const object = {};
    for (const { name } of type?.methods ?? []) {
      const method = (): Promise<never> => {
        this.#methodRuns();
        // What it gave back, and when, is in the recording.
        return new Promise(() => {});
      };
      // As many arguments as the real one needs.
      Object.defineProperty(method, "length", { value: this.#log.body.varint() });
      Object.defineProperty(object, name, { value: method });
    }
    this.#step(`added ${path}`);
    return () => this.#objects.add(path, object, type, authority === 0 ? undefined : authority);
  }

  /** A method of the game's: does to the engine what the recorded one did, and fails as it did. */
  #methodRuns(): void {
    this.#inputsHere();
    if (this.#kind !== RECORD.threw || this.#place.exits !== this.#exits) return;
    this.#next();
    throw new NakodoError("aborted", "as recorded");
  }

  #engineOptions(plain: Readonly<Record<string, unknown>>, values: ValueCodec): EngineOptions {
    const player = this;
    const transport: Transport = {
      ...(plain["probes"] === true ? { probe: () => this.#exit() } : {}),
      maxFrameBytes: Number(plain["maxFrameBytes"]),
      get bufferedBytes() {
        return player.#buffered();
      },
      start: () => {},
      send: (opCode, bytes, to) => this.#onSend(opCode, bytes, to),
      close: () => this.#exit(),
    };
    return {
      ...recordedOptions(plain),
      transport,
      schema: this.#schema,
      objects: this.#objects,
      values: {
        name: String(plain["codec"]),
        encode: (value) => values.encode(value),
        decode: (bytes) => values.decode(bytes),
      },
      randomBytes: (count) => this.#random(count),
      refuse: plain["refuses"] === true ? () => this.#refusal() : undefined,
      onReply: (reply) => {
        this.#replies.push(reply);
        return reply;
      },
      onCall: () => {
        this.#exits++;
      },
    };
  }

  #onSend(opCode: number, bytes: Uint8Array, to: readonly string[] | undefined): boolean {
    this.#exit();
    if (this.#difference !== undefined) return true;
    if (this.#kind !== RECORD.sent) {
      this.#differ(`it sent ${bytes.byteLength} bytes where the recorded engine sent nothing`);
      return true;
    }
    const log = this.#log;
    const recordedOpCode = log.body.varint();
    const result = log.body.u8();
    const count = log.body.varint();
    const receivers = count === 0 ? undefined : Array.from({ length: count - 1 }, () => log.session());
    const recorded = log.bytes();
    this.#next();
    this.#sent++;
    this.#step(`message out, ${bytes.byteLength} bytes`);
    if (recordedOpCode !== opCode || receivers?.join() !== to?.join())
      this.#differ("it sent to others than the recorded engine");
    else if (!sameBytes(recorded, bytes))
      this.#differ(`it sent other bytes than the recorded engine: ${hex(bytes)} for ${hex(recorded)}`);
    if (result === 2) throw new NakodoError("closed", "as recorded");
    return result === 1;
  }

  #random(count: number): Uint8Array {
    if (this.#kind !== RECORD.random) {
      this.#differ("it asked for chance where the recorded engine did not");
      return new Uint8Array(count);
    }
    const bytes = this.#log.bytes();
    this.#next();
    return bytes;
  }

  #refusal(): string | undefined {
    this.#exit();
    if (this.#kind !== RECORD.refusal) {
      this.#differ("it asked the game about a newcomer where the recorded engine did not");
      return undefined;
    }
    const isRefused = this.#log.body.u8() === 1;
    const sentence = this.#log.text();
    this.#next();
    return isRefused ? sentence : undefined;
  }

  #buffered(): number {
    this.#reads++;
    if (this.#kind === RECORD.buffered && this.#place.exits === this.#reads) {
      this.#bufferedBytes = this.#log.body.f64();
      this.#next();
    }
    return this.#bufferedBytes;
  }

  /** Looks at the next record. */
  #next(): void {
    this.#kind = this.#log.next();
    if (this.#kind === undefined) return;
    if (this.#kind < RECORD.sent) this.#place = this.#log.place();
    else if (this.#kind === RECORD.threw || this.#kind === RECORD.buffered)
      this.#place = { depth: 0, exits: this.#log.body.varint() };
  }

  #time(): number {
    this.#atMs = this.#log.time();
    this.#startMs ??= this.#atMs;
    return this.#atMs;
  }

  #step(what: string): void {
    this.#onStep?.({ atMs: this.#atMs, what });
  }

  #differ(how: string): void {
    this.#difference ??= `at ${this.#atMs} ms, after ${this.#inputs} inputs and ${this.#sent} messages: ${how}`;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 48)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
