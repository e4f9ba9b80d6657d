import { ByteReader, ByteWriter } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as KIND from "../wire/kind.js";
import { ALL_LANES, Lanes, laneOf } from "./lanes.js";
import * as LIMITS from "./limits.js";
import { type Audience, HEAD_BYTES, Outbox } from "./outbox.js";

const ENTRY_BYTES = 100;
/** What a part holds of its message. */
const PART_BYTES = 84;

/** A lane, and what keeps an order with it alone. */
type Manner = readonly [lane: number, newestKey?: number];

const reliable = (channel: number | undefined): Manner =>
  channel === undefined ? [ALL_LANES] : [laneOf(channel, true)];
const ordered = (channel: number, newestKey: number): Manner => [laneOf(channel, false), newestKey];
const unreliable = (channel: number): Manner => [laneOf(channel, false)];

/** Lanes before an outbox, and what goes through them: small entries by name, large ones as `A0`, `A1` … for each part. */
class Told {
  readonly outbox = new Outbox(ENTRY_BYTES + HEAD_BYTES);
  readonly lanes = new Lanes(this.outbox);

  small(name: string, manner: Manner, to?: Audience): this {
    return this.#say(1, name, manner, to);
  }

  large(name: string, parts: number, manner: Manner, to?: Audience): this {
    return this.#say(parts * PART_BYTES, name, manner, to);
  }

  /** What the outbox holds. */
  frames(): string {
    let text = "";
    for (let frame = this.outbox.next(false); frame !== undefined; frame = this.outbox.next(false)) {
      const reader = new ByteReader(frame.entries.written());
      text += " ";
      while (reader.remaining > 0) {
        const kind = reader.u8();
        if (kind !== KIND.part) text += String.fromCharCode(kind);
        else {
          const end = reader.limit(reader.varint());
          reader.varint();
          const index = reader.varint();
          text += `${String.fromCharCode(reader.rest().at(-1) ?? 0)}${index}`;
          reader.restore(end);
        }
      }
      text += frame.audience === undefined ? "" : `>${frame.audience.join("+")}`;
    }
    return text.trim();
  }

  #say(length: number, name: string, [lane, newestKey]: Manner, to: Audience): this {
    const entry = new ByteWriter();
    entry.raw(new Uint8Array(length).fill(name.charCodeAt(0)));
    this.lanes.say(to, entry, lane, newestKey);
    return this;
  }

  /** Everything, part after part. */
  all(): string {
    const texts = [this.frames()];
    while (this.lanes.nextPart()) texts.push(this.frames());
    return texts.join(" | ");
  }
}

describe("Lanes", () => {
  it("R8 · S7 · a large message goes in parts, and what is small on other channels goes at once", () => {
    const told = new Told().large("A", 3, reliable(0)).small("b", reliable(1));
    expect(told.frames()).toBe("b");
    told.lanes.nextPart();
    told.small("c", reliable(2));
    expect(told.frames()).toBe("A0c");
    expect(told.all()).toBe(" | A1 | A2");
    expect(told.lanes.isEmpty).toBe(true);
    expect(told.outbox.hasRoom(LIMITS.logBytes)).toBe(true);
  });

  it("R3 · S7 · on its own channel what is said after it comes after it, in order", () => {
    const told = new Told().large("A", 2, reliable(3)).small("b", reliable(3)).large("C", 2, reliable(3));
    told.small("d", reliable(3)).small("e", reliable(4));
    expect(told.all()).toBe("e | A0 | A1b | C0 | C1d");
  });

  it("S7 · large messages of several channels take turns, four at a time", () => {
    const told = new Told();
    for (const [channel, name] of [..."ABCDE"].entries()) told.large(name, 2, reliable(channel));
    expect(told.all()).toBe(" | A0 | B0 | C0 | D0 | A1 | B1 | C1 | D1 | E0 | E1");
  });

  it("S7 · whoever is not told of the large message is told at once what comes after it", () => {
    const told = new Told().large("A", 2, reliable(0), [2]);
    told.small("b", reliable(0), [3]).small("c", reliable(0), [2, 3]).small("d", reliable(0), [3]);
    expect(told.all()).toBe("b>3 | A0>2 | A1>2 c>2+3 d>3");
  });

  it("S8 · what is unreliable waits for nothing, and what keeps an order of its own for nothing reliable", () => {
    const told = new Told().large("A", 2, reliable(0));
    told.small("b", unreliable(0)).small("c", ordered(0, 7)).small("d", reliable(0));
    expect(told.all()).toBe("bc | A0 | A1d");
  });

  it("S8 · of unreliableOrdered calls a newer one never overtakes an older one, however large that is", () => {
    const told = new Told().large("A", 2, ordered(0, 7)).small("b", ordered(0, 7)).small("c", ordered(0, 7));
    expect(told.all()).toBe(" | A0 | A1c");
  });

  it("C6 · what concerns all channels waits for all of them, and what comes after it waits with it", () => {
    const told = new Told()
      .large("A", 2, reliable(0))
      .small("b", reliable(0))
      .small("c", reliable(undefined));
    told
      .small("d", reliable(5))
      .small("e", unreliable(5))
      .large("F", 2, reliable(5))
      .small("g", reliable(undefined));
    expect(told.all()).toBe("e | A0 | A1bcd | F0 | F1g");
  });

  it("L · what waits is at most what a log could keep; more is queue-full, and changes nothing", () => {
    const told = new Told().large("A", 2, reliable(0));
    while (told.lanes.hasRoomFor(1000)) told.large("B", 10, reliable(0));
    while (told.outbox.hasRoom(1)) told.small("c", reliable(0));
    expect(() => told.small("d", reliable(0))).toThrow("faster than they can be sent");
    expect(() => told.small("d", reliable(1))).toThrow("faster than they can be sent");
    expect(told.outbox.hasRoom(0)).toBe(true);
    while (told.lanes.nextPart());
    while (told.outbox.next(false) !== undefined);
    expect(told.outbox.hasRoom(LIMITS.logBytes)).toBe(true);
  });

  it("S8 · without a connection what is unreliable is forgotten, and large messages go on", () => {
    const told = new Told().large("A", 2, ordered(0, 7)).small("b", ordered(0, 7));
    told.lanes.nextPart();
    told.frames();
    told.lanes.dropUnreliable();
    expect(told.all()).toBe(" | A1");
    expect(told.outbox.hasRoom(LIMITS.logBytes)).toBe(true);
  });

  it("S7 · nothing is left of a match that is over", () => {
    const told = new Told().large("A", 2, reliable(0)).small("b", reliable(undefined));
    told.lanes.clear();
    expect([told.lanes.isEmpty, told.lanes.nextPart()]).toEqual([true, false]);
  });
});
