import { describe, expect, it } from "vitest";
import { parseSchedule } from "./cron.js";

function at(text: string): number {
  return Date.parse(text) / 1000;
}

describe("a schedule", () => {
  it.each([
    ["0 0 * * *", "2030-01-01T12:00:00Z", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z"],
    ["*/15 * * * *", "2030-01-01T12:07:00Z", "2030-01-01T12:00:00Z", "2030-01-01T12:15:00Z"],
    ["0 0 * * 1", "2030-01-01T12:00:00Z", "2029-12-31T00:00:00Z", "2030-01-07T00:00:00Z"],
    ["0 0 * * 7", "2030-01-01T12:00:00Z", "2029-12-30T00:00:00Z", "2030-01-06T00:00:00Z"],
    ["30 6 1,15 * *", "2030-01-15T06:30:00Z", "2030-01-15T06:30:00Z", "2030-02-01T06:30:00Z"],
    ["0 0 29 2 *", "2030-01-01T00:00:00Z", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"],
    ["0 0 10 * 1", "2030-01-08T00:00:00Z", "2030-01-07T00:00:00Z", "2030-01-10T00:00:00Z"],
    ["0 0 * JAN Mon-tue", "2030-01-02T12:00:00Z", "2030-01-01T00:00:00Z", "2030-01-07T00:00:00Z"],
    ["30 6 1 1 ? 2031", "2031-06-01T00:00:00Z", "2031-01-01T06:30:00Z", undefined],
    ["*/20 * * * * * *", "2030-01-01T23:59:45Z", "2030-01-01T23:59:40Z", "2030-01-02T00:00:00Z"],
    ["5 0 0 1 1 * 2030", "2029-06-01T00:00:00Z", undefined, "2030-01-01T00:00:05Z"],
    ["@hourly", "2030-01-01T12:30:00Z", "2030-01-01T12:00:00Z", "2030-01-01T13:00:00Z"],
  ])("B9 · %s at %s: last %s, next %s", (text, now, last, next) => {
    const schedule = parseSchedule(text);
    if (last !== undefined) expect(schedule.last(at(now))).toBe(at(last));
    else expect(() => schedule.last(at(now))).toThrow(/names no day/);
    if (next !== undefined) expect(schedule.next(at(now))).toBe(at(next));
    else expect(() => schedule.next(at(now))).toThrow(/names no day/);
  });

  it.each(["", "nonsense", "0 0 * *", "60 0 * * *", "0 0 0 * *", "*/0 * * * *", "0 0 * foo *", "0 0 L * *"])(
    "B9 · refused: %j",
    (text) => {
      expect(() => parseSchedule(text)).toThrow(/no schedule/);
    },
  );

  it("B9 · says when it names a day that there is not", () => {
    expect(() => parseSchedule("0 0 31 2 *").next(0)).toThrow(/names no day/);
  });
});
