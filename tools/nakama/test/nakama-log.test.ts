import { describe, expect, it } from "vitest";
import { readLogLine, saidByNakama } from "../src/nakama-log.js";

describe("Nakama's log", () => {
  it("L2 · a line gives its level and message, with the error it carries", () => {
    expect(readLogLine('{"level":"fatal","msg":"Failed","error":"no route"}')).toEqual({
      level: "fatal",
      message: "Failed: no route",
    });
  });

  it.each(["", "plain text", "null", "[1]", '{"level":1,"msg":"x"}', '{"level":"info"}'])(
    "L2 · %j is not taken for a log line",
    (line) => {
      expect(readLogLine(line)).toBeUndefined();
    },
  );

  it("L2 · the cause of a failure is the last error, not what was said after it", () => {
    const lines = [
      '{"level":"error","msg":"first"}',
      '{"level":"fatal","msg":"second"}',
      '{"level":"info","msg":"x"}',
    ];
    expect(saidByNakama(lines)).toBe("second");
    expect(saidByNakama(["flag provided but not defined: -x", ""])).toBe("flag provided but not defined: -x");
    expect(saidByNakama([])).toBe("no message");
  });
});
