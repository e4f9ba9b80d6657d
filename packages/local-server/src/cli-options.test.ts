import { describe, expect, it } from "vitest";
import { readCliOptions } from "./cli-options.js";

describe("the command line", () => {
  it("L1 · without arguments asks for the defaults", () => {
    expect(readCliOptions([])).toEqual({ kind: "start", options: {}, modules: [], log: false });
  });

  it("L1 · takes every option", () => {
    const args =
      "--port 0 --host 0.0.0.0 --token-expiry 5 --matchmaker-interval=15 --log --modules ./a.mjs --modules ./b.mjs".split(
        " ",
      );
    expect(readCliOptions(args)).toEqual({
      kind: "start",
      options: { port: 0, host: "0.0.0.0", tokenExpirySec: 5, matchmakerIntervalSec: 15 },
      modules: ["./a.mjs", "./b.mjs"],
      log: true,
    });
    expect(readCliOptions(["--help"])).toEqual({ kind: "help" });
  });

  it.each([[["--port", "many"]], [["--port", ""]], [["--unknown"]], [["stray"]], [["--port"]]])(
    "L1 · refused: %j",
    (args) => {
      expect(() => readCliOptions(args)).toThrow(expect.objectContaining({ code: "invalid-option" }));
    },
  );
});
