import { describe, expect, it } from "vitest";
import { seededRandom, systemRandom } from "./random.js";
import { nameUuid, parseUuid, randomUuid, TimeUuids } from "./uuid.js";
import { VirtualClock } from "./virtual-clock.js";

describe("the virtual clock", () => {
  it("L1 · runs what falls due on the way, in order, each at its moment", () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.setTimer(20, () => seen.push(`second ${clock.nowMs()}`));
    clock.setTimer(10, () => {
      seen.push(`first ${clock.nowMs()}`);
      clock.setTimer(5, () => seen.push(`within ${clock.nowMs()}`));
    });
    clock.setTimer(20, () => seen.push(`third ${clock.nowMs()}`));
    clock.setTimer(21, () => seen.push("never"));
    clock.setTimer(1, () => seen.push("never")).cancel();
    clock.advance(20);
    expect(seen).toEqual(["first 10", "within 15", "second 20", "third 20"]);
    expect(clock.nowMs()).toBe(20);
  });
});

describe("ids", () => {
  it("L1 · the same seed gives the same ids, another seed others", () => {
    const ids = (seed: number): string[] => {
      const random = seededRandom(seed);
      return [randomUuid(random), randomUuid(random)];
    };
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(new Set([...ids(1), ...ids(2)]).size).toBe(4);
  });

  it("L1 · session ids are version 1, in order of time, and never the same", () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const uuids = new TimeUuids(clock, systemRandom);
    const ids = Array.from({ length: 1000 }, () => uuids.next());
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
  });

  it("C1 · a name's id is the one of RFC 4122", () => {
    expect(nameUuid("www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });

  it("L1 · ids are read in every spelling and kept in one", () => {
    const id = "0b7d1a3e-1111-4222-8333-444455556666";
    for (const text of [id, id.toUpperCase(), id.replaceAll("-", ""), `{${id}}`, `urn:uuid:${id}`]) {
      expect(parseUuid(text)).toBe(id);
    }
    for (const text of ["", "x", `${id}0`, id.slice(1), id.replace("-", "_")])
      expect(parseUuid(text)).toBeUndefined();
  });
});
