import { createHash } from "node:crypto";
import type { Clock } from "./clock.js";
import type { RandomSource } from "./random.js";

const DNS_NAMESPACE = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
const GREGORIAN_OFFSET_MS = 12_219_292_800_000n;

/** The id of nobody: Nakama's system user, and the owner of what the server itself owns. */
export const NIL_UUID = "00000000-0000-0000-0000-000000000000";

function format(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function stamp(bytes: Uint8Array, version: number): Uint8Array {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** A random UUID (version 4). */
export function randomUuid(random: RandomSource): string {
  return format(stamp(Uint8Array.from(random.bytes(16)), 4));
}

/** The UUID (version 5) that every server gives to the same name: how a named match gets its id. */
export function nameUuid(name: string): string {
  const digest = createHash("sha1").update(DNS_NAMESPACE).update(name, "utf8").digest();
  return format(stamp(Uint8Array.from(digest.subarray(0, 16)), 5));
}

/** Makes UUIDs of version 1, as the real server gives to its socket sessions: the low bits of the time come first. */
export class TimeUuids {
  readonly #clock: Clock;
  readonly #node: Uint8Array;
  readonly #sequence: number;
  #lastTicks = 0n;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#node = random.bytes(6);
    const [high = 0, low = 0] = random.bytes(2);
    this.#sequence = (high << 8) | low;
  }

  /** The next id; two calls never give the same one. */
  next(): string {
    const ticks = (BigInt(this.#clock.nowMs()) + GREGORIAN_OFFSET_MS) * 10_000n;
    this.#lastTicks = ticks > this.#lastTicks ? ticks : this.#lastTicks + 1n;
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(Number(this.#lastTicks & 0xffff_ffffn), 0);
    bytes.writeUInt16BE(Number((this.#lastTicks >> 32n) & 0xffffn), 4);
    bytes.writeUInt16BE(Number((this.#lastTicks >> 48n) & 0xffffn), 6);
    bytes.writeUInt16BE(this.#sequence, 8);
    bytes.set(this.#node, 10);
    return format(stamp(bytes, 1));
  }
}

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a UUID in any spelling that the real server takes; `undefined` when it is none. The result is canonical. */
export function parseUuid(text: string): string | undefined {
  if (CANONICAL.test(text)) return text;
  const bare = text.replace(/^urn:uuid:/, "").replace(/^\{(.*)\}$/, "$1");
  const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(bare);
  if (!hyphenated && !/^[0-9a-f]{32}$/i.test(bare)) return undefined;
  return format(Buffer.from(bare.replaceAll("-", ""), "hex"));
}
