import { type ByteWriter, jsonValues, type Transport, type TransportEvent } from "@nakodo/core";
import type { AskOptions } from "../engine/asks.js";
import type { MatchEngine } from "../engine/engine.js";
import type { EngineEvents } from "../engine/engine-events.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { type NetworkedObject, Objects } from "../engine/objects.js";
import type { ObservedCall } from "../engine/observed-call.js";
import type { Refusal, Reply } from "../engine/reply.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import { AskSignal } from "./ask-signal.js";
import { writeCall, writeResult } from "./call-arguments.js";
import { EVENT_NAMES, isEventName, type PLAIN_INPUTS } from "./engine-inputs.js";
import { LogWriter, RECORD } from "./recording-log.js";

/** What goes into one engine and what it asks for, written down as it happens. */
export class EngineRecorder {
  readonly log: LogWriter;
  /** What the engine is made with. */
  readonly options: EngineOptions;
  readonly #objects: Objects;
  readonly #schema: EngineOptions["schema"];
  /** Inputs that are being handled, each within the one before. */
  #depth = 0;
  /** How often the engine has called to the outside. */
  #exits = 0;
  #reads = 0;
  #bufferedBytes = 0;
  #asks = 0;
  #replies = 0;
  #endWatching: () => void = () => {};

  constructor(options: EngineOptions, maxBytes: number) {
    const { transport, schema, refuse, onCall } = options;
    this.#schema = schema;
    this.#objects = options.objects ?? new Objects();
    const plain = Object.entries(options).filter(([, value]) => isPlain(value));
    const { maxFrameBytes } = transport;
    this.log = new LogWriter(
      {
        options: {
          ...Object.fromEntries(plain),
          maxFrameBytes,
          codec: options.values.name,
          expected: options.expected,
          refuses: refuse !== undefined,
          probes: transport.probe !== undefined,
        },
        schema: schema.describe(),
      },
      maxBytes,
    );
    for (const node of this.#objects.all) this.#added(node);
    this.#endWatching = this.#objects.watch({
      added: (node) => this.#added(node),
      removed: (node) =>
        this.input(
          RECORD.removed,
          (writer) => writer.string(node.path),
          () => {},
        ),
    });
    this.options = {
      ...options,
      objects: this.#objects,
      transport: this.#recordedTransport(transport),
      randomBytes: (count) => {
        const bytes = options.randomBytes(count);
        this.log.write(RECORD.random, (writer) => writer.bytes(bytes));
        return bytes;
      },
      refuse:
        refuse &&
        ((who) => {
          this.#exits++;
          const sentence = refuse(who);
          this.log.write(RECORD.refusal, (writer) => {
            writer.u8(sentence === undefined ? 0 : 1);
            writer.string(sentence ?? "");
          });
          return sentence;
        }),
      onReply: (reply) => this.#recordedReply(reply),
      onCall: (call: ObservedCall) => {
        this.#exits++;
        onCall?.(call);
      },
    };
  }

  /** Whether an input is being handled. */
  get isWithin(): boolean {
    return this.#depth > 0;
  }

  watch(events: MatchEngine["events"]): void {
    const listen = (type: keyof EngineEvents): void => {
      events.on(type, () => {
        if (type === "ended") this.#endWatching();
        if (type === "methodError") {
          // What failed later than it was called is no part of what the engine does.
          if (this.#depth === 0) return;
          this.log.write(RECORD.threw, (writer) => writer.varint(this.#exits));
        }
        this.#exits++;
      });
    };
    for (const type of Object.keys(EVENT_NAMES)) if (isEventName(type)) listen(type);
  }

  /** Writes an input down, and lets it happen. */
  input<Result>(kind: number, body: (writer: ByteWriter) => void, act: () => Result): Result {
    this.log.write(kind, (writer) => {
      this.log.place(writer, { depth: this.#depth, exits: this.#exits });
      body(writer);
    });
    this.#depth++;
    try {
      return act();
    } finally {
      this.#depth--;
    }
  }

  timed(kind: number, ticks: number, act: () => void): void {
    this.input(kind, (writer) => this.log.time(writer, ticks), act);
  }

  other<Result>(name: (typeof PLAIN_INPUTS)[number], args: readonly unknown[], act: () => Result): Result {
    return this.input(
      RECORD.other,
      (writer) => {
        writer.string(name);
        writer.bytes(jsonValues.encode(args));
      },
      act,
    );
  }

  event(event: TransportEvent, ticks: number, act: () => void): void {
    const { log } = this;
    const body = (writer: ByteWriter): void => {
      log.time(writer, ticks);
      switch (event.type) {
        case "up":
          log.presence(writer, event.self);
          writer.varint(event.others.length);
          for (const other of event.others) log.presence(writer, other);
          break;
        case "joined":
        case "left":
          log.presence(writer, event.presence);
          break;
        case "message":
          log.presence(writer, event.from);
          writer.varint(event.opCode);
          writer.bytes(event.bytes);
          break;
        case "closed":
          writer.string(event.error?.code ?? "");
          break;
        case "down":
        case "alive":
          break;
      }
    };
    this.input(RECORD[event.type], body, act);
  }

  call(
    target: number,
    object: object,
    name: string,
    args: readonly unknown[],
    runHere: boolean,
    act: () => void,
  ): void {
    const node = this.#objects.has(object) ? this.#objects.of(object) : undefined;
    const written = node === undefined ? undefined : writeCall(this.#schema, node, name, args);
    // What nobody could call is the caller's own mistake, and leaves no trace in the match.
    if (node === undefined || written === undefined) {
      act();
      return;
    }
    const body = (writer: ByteWriter): void => {
      writer.f64(target);
      writer.string(node.path);
      writer.string(name);
      writer.u8(runHere ? 1 : 0);
      writer.bytes(written);
    };
    this.input(RECORD.call, body, act);
  }

  ask(
    target: number,
    object: object,
    name: string,
    args: readonly unknown[],
    { signal, ...options }: AskOptions,
    act: (options: AskOptions) => Promise<unknown>,
  ): Promise<unknown> {
    const node = this.#objects.has(object) ? this.#objects.of(object) : undefined;
    const written = node === undefined ? undefined : writeCall(this.#schema, node, name, args);
    if (node === undefined || written === undefined || signal?.aborted)
      return act(signal === undefined ? options : { ...options, signal });
    const ask = this.#asks++;
    const abandon = new AskSignal(signal);
    const onAbort = (): void =>
      this.input(
        RECORD.abandoned,
        (writer) => writer.varint(ask),
        () => abandon.abort(),
      );
    signal?.addEventListener("abort", onAbort);
    const body = (writer: ByteWriter): void => {
      writer.f64(target);
      writer.string(node.path);
      writer.string(name);
      writer.bytes(jsonValues.encode(options));
      writer.bytes(written);
    };
    return this.input(RECORD.ask, body, () => act({ ...options, signal: abandon })).finally(() =>
      signal?.removeEventListener("abort", onAbort),
    );
  }

  /** Notes when a method of the game's answers, which is when the game likes. */
  #recordedReply(reply: Reply): Reply {
    const number = this.#replies++;
    const settled = (result: unknown, method: RemoteMethod): void => {
      const written = writeResult(method, result);
      // A result that cannot travel is refused in a moment.
      if (written === undefined) {
        reply.settle(result, method);
        return;
      }
      const body = (writer: ByteWriter): void => {
        writer.varint(number);
        writer.string(method.type);
        writer.string(method.name);
        writer.bytes(written);
      };
      this.input(RECORD.settled, body, () => reply.settle(result, method));
    };
    const refused = (why: Refusal): void => {
      const body = (writer: ByteWriter): void => {
        writer.varint(number);
        writer.string(why);
      };
      // Within an input it is the engine's own doing.
      if (this.isWithin) reply.refuse(why);
      else this.input(RECORD.refused, body, () => reply.refuse(why));
    };
    return { settle: settled, refuse: refused };
  }

  #added({ path, type, object, declaredAuthority }: NetworkedObject): void {
    const body = (writer: ByteWriter): void => {
      writer.string(path);
      writer.string(type?.name ?? "");
      writer.varint(declaredAuthority ?? 0);
      const methods = type?.methods ?? [];
      for (const { name } of methods) {
        const method: unknown = Reflect.get(object, name);
        writer.varint(typeof method === "function" ? method.length : 0);
      }
    };
    this.input(RECORD.added, body, () => {});
  }

  #recordedTransport(inner: Transport): Transport {
    const recorder = this;
    const probe = (): void => {
      this.#exits++;
      inner.probe?.();
    };
    return {
      ...(inner.probe === undefined ? {} : { probe }),
      maxFrameBytes: inner.maxFrameBytes,
      get bufferedBytes() {
        return recorder.#readBuffered(inner.bufferedBytes);
      },
      start: (listener) => inner.start(listener),
      send: (opCode, bytes, to) => {
        this.#exits++;
        let sent: boolean | undefined;
        try {
          sent = inner.send(opCode, bytes, to);
          return sent;
        } finally {
          this.log.write(RECORD.sent, (writer) => {
            writer.varint(opCode);
            writer.u8(sent === undefined ? 2 : sent ? 1 : 0);
            writer.varint(to === undefined ? 0 : to.length + 1);
            for (const sessionId of to ?? []) this.log.session(writer, sessionId);
            writer.bytes(bytes);
          });
        }
      },
      close: () => {
        this.#exits++;
        inner.close();
      },
    };
  }

  #readBuffered(bytes: number): number {
    this.#reads++;
    if (bytes !== this.#bufferedBytes) {
      this.#bufferedBytes = bytes;
      this.log.write(RECORD.buffered, (writer) => {
        writer.varint(this.#reads);
        writer.f64(bytes);
      });
    }
    return bytes;
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}
