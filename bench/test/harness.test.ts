import { describe, expect, it } from "vitest";
import { customRpc, FISH_UPDATE, fishUpdates } from "../fish-update.js";
import { isAsked, readOptions } from "../harness/options.js";
import { toRow } from "../harness/row.js";
import { median, percentile } from "../harness/statistics.js";
import { table } from "../harness/table.js";

describe("the harness of the measurements", () => {
  it("bench · the median is the middle, or the mean of the two in the middle", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow("no values");
  });

  it("bench · a percentile is a value that was measured", () => {
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(percentile(values, 0.5)).toBe(100);
    expect(percentile(values, 0.99)).toBe(198);
    expect(percentile([7], 0)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow("no values");
  });

  it("bench · a row's ratio is ours by the peer's, and a side that was not measured is no result", () => {
    const row = { id: "a", peerName: "b", unit: "ms", better: "lower" } as const;
    expect(toRow({ ...row, ours: 1.234567, peer: 2 })).toEqual({
      ...row,
      ours: 1.235,
      peer: 2,
      ratio: 0.6173,
    });
    for (const side of [0, Number.NaN, -1]) {
      expect(() => toRow({ ...row, ours: side, peer: 2 })).toThrow("no comparison");
      expect(() => toRow({ ...row, ours: 2, peer: side })).toThrow("no comparison");
    }
  });

  it("bench · options are read, and what is not known is refused", () => {
    expect(readOptions([])).toEqual({ only: undefined, json: undefined, server: undefined });
    expect(readOptions(["--json", "a.json", "--only", "latency", "--server", "real"])).toEqual({
      only: "latency",
      json: "a.json",
      server: "real",
    });
    for (const args of [["--only"], ["--fast", "1"], ["latency"], ["--server", "x"]]) {
      expect(() => readOptions(args)).toThrow("give");
    }
  });

  it("bench · --only takes an id or the beginning of several", () => {
    expect(isAsked(undefined, "latency-p50")).toBe(true);
    expect(isAsked("latency", "latency-p50")).toBe(true);
    expect(isAsked("latency-p50", "latency-p50")).toBe(true);
    expect(isAsked("late", "latency-p50")).toBe(false);
  });

  it("bench · the table has a line for each row", () => {
    const row = {
      id: "a",
      ours: 1,
      peer: 2,
      peerName: "b",
      ratio: 0.5,
      unit: "ms",
      better: "lower",
    } as const;
    expect(table([row]).split("\n")).toEqual([
      "row  ours  peer  ratio  unit                   peer is",
      "a       1     2  0.500  ms    lower is better  b",
    ]);
  });

  it("bench · both sides of rpc-bytes carry the same call", () => {
    const [update] = fishUpdates(1);
    if (update === undefined) throw new Error("no call was made");
    const [buffer, ...rest] = update;
    expect(update).toHaveLength(FISH_UPDATE.length);
    const { method, args } = JSON.parse(customRpc(update));
    expect(method).toBe("update_remote_player");
    expect(args.slice(1)).toEqual(JSON.parse(JSON.stringify(rest)));
    const keys = Object.entries<Record<string, unknown>>(args[0]).map(([name, key]) => [
      name,
      [(key[0] ? 1 : 0) | (key[1] ? 2 : 0) | (key[2] ? 4 : 0), key[3]],
    ]);
    expect(Object.fromEntries(keys)).toEqual(buffer);
  });
});
