import { ByteReader, ByteWriter, jsonValues, NakodoError, type Presence } from "@nakodo/core";

/** Version of the log's layout. */
export const RECORDING_VERSION = 1;

const MAGIC = 0x4e4b4452;
/** Parts of a millisecond to which a recorded engine's time is rounded, so that it is short. */
export const TICKS_PER_MS = 16;
/** Longest string or message in a log. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What stands in a log, besides its head. */
export const RECORD = {
  up: 1,
  down: 2,
  joined: 3,
  left: 4,
  message: 5,
  closed: 6,
  advance: 7,
  flush: 8,
  call: 9,
  sendData: 10,
  other: 11,
  added: 12,
  removed: 13,
  runWaiting: 14,
  ask: 15,
  abandoned: 16,
  settled: 17,
  refused: 18,
  alive: 19,
  /** From here on: what the engine did, or was told when it asked. */
  sent: 32,
  random: 33,
  buffered: 34,
  refusal: 35,
  threw: 36,
} as const;

/** Where in the run an input came: how deep within others, and after how many of the engine's calls to the outside. */
export interface Place {
  readonly depth: number;
  readonly exits: number;
}

/** The head of a log. */
export interface RecordingHead {
  /** The match's plain options, and the largest message of its transport. */
  readonly options: Readonly<Record<string, unknown>>;
  /** All methods that the match declares. */
  readonly schema: string;
}

/** Writes a log, up to a size: what comes after that is not in it. */
export class LogWriter {
  readonly #maxBytes: number;
  readonly #writer = new ByteWriter(4096);
  readonly #presences = new Map<string, number>();
  readonly #sessions = new Map<string, number>();
  #exits = 0;
  #ticks = 0;
  #isFull = false;

  constructor(head: RecordingHead, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#writer.u32(MAGIC);
    this.#writer.u8(RECORDING_VERSION);
    this.#writer.bytes(jsonValues.encode(head.options));
    this.#writer.string(head.schema);
  }

  /** Whether it has reached its size. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** A copy of what was written so far. */
  get bytes(): Uint8Array {
    return this.#writer.copy();
  }

  /** Writes one record: whole, or not at all. */
  write(kind: number, body: (writer: ByteWriter) => void): void {
    if (this.#isFull) return;
    const before = this.#writer.length;
    this.#writer.u8(kind);
    body(this.#writer);
    if (this.#writer.length <= this.#maxBytes) return;
    this.#writer.truncate(before);
    this.#isFull = true;
  }

  /** Where an input came. */
  place(writer: ByteWriter, { depth, exits }: Place): void {
    writer.varint(depth);
    writer.varint(exits - this.#exits);
    this.#exits = exits;
  }

  /** The time of an input, in ticks; it never goes back. */
  time(writer: ByteWriter, ticks: number): void {
    writer.varint(ticks - this.#ticks);
    this.#ticks = ticks;
  }

  /** A presence: whole the first time, then by its number. */
  presence(writer: ByteWriter, { sessionId, userId, username }: Presence): void {
    const key = JSON.stringify([sessionId, userId, username]);
    const known = this.#presences.get(key);
    writer.varint(known ?? this.#presences.size);
    if (known !== undefined) return;
    this.#presences.set(key, this.#presences.size);
    writer.string(sessionId);
    writer.string(userId);
    writer.string(username);
  }

  /** A session id: whole the first time, then by its number. */
  session(writer: ByteWriter, sessionId: string): void {
    const known = this.#sessions.get(sessionId);
    writer.varint(known ?? this.#sessions.size);
    if (known !== undefined) return;
    this.#sessions.set(sessionId, this.#sessions.size);
    writer.string(sessionId);
  }
}

/** Reads a log, in the order in which it was written. */
export class LogReader {
  readonly head: RecordingHead;
  readonly #reader: ByteReader;
  readonly #presences: Presence[] = [];
  readonly #sessions: string[] = [];
  #exits = 0;
  #ticks = 0;

  /** @throws {NakodoError} `bad-frame` for bytes that are no log, or one of another version */
  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    if (bytes.byteLength < 5 || reader.u32() !== MAGIC || reader.u8() !== RECORDING_VERSION)
      throw new NakodoError("bad-frame", "this is no recording of a match, or one of another version");
    const options = jsonValues.decode(reader.bytes(MAX_BYTES));
    if (typeof options !== "object" || options === null)
      throw new NakodoError("bad-frame", "a recording without options");
    this.head = { options: { ...options }, schema: reader.string(MAX_BYTES) };
    this.#reader = reader;
  }

  /** What kind of record comes next; `undefined` at the end. */
  next(): number | undefined {
    return this.#reader.remaining === 0 ? undefined : this.#reader.u8();
  }

  /** What the record holds; see the methods beside. */
  get body(): ByteReader {
    return this.#reader;
  }

  place(): Place {
    const depth = this.#reader.varint();
    this.#exits += this.#reader.varint();
    return { depth, exits: this.#exits };
  }

  /** In milliseconds. */
  time(): number {
    this.#ticks += this.#reader.varint();
    return this.#ticks / TICKS_PER_MS;
  }

  presence(): Presence {
    const index = this.#reader.varint();
    if (index === this.#presences.length)
      this.#presences.push({ sessionId: this.text(), userId: this.text(), username: this.text() });
    const presence = this.#presences[index];
    if (presence === undefined) throw new NakodoError("bad-frame", "a presence that was not told of");
    return presence;
  }

  session(): string {
    const index = this.#reader.varint();
    if (index === this.#sessions.length) this.#sessions.push(this.text());
    const session = this.#sessions[index];
    if (session === undefined) throw new NakodoError("bad-frame", "a session that was not told of");
    return session;
  }

  text(): string {
    return this.#reader.string(MAX_BYTES);
  }

  bytes(): Uint8Array {
    return this.#reader.bytes(MAX_BYTES);
  }
}
