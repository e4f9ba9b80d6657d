import { describe, expect, it } from "vitest";
import { parseArguments } from "../src/parse-arguments.js";

describe("arguments of npm run nakama", () => {
  it("L2 · no argument starts with every default", () => {
    expect(parseArguments([])).toEqual({ kind: "start", options: { extraArgs: [] } });
  });

  it("L2 · every option reaches the start", () => {
    const argv = "--port 7400 --data d --reset --modules m --matchmaker-interval 1 --token-expiry 5";
    const more = "--refresh-token-expiry 9 --quiet --no-docker --temporary";
    expect(parseArguments([...argv.split(" "), ...more.split(" ")])).toEqual({
      kind: "start",
      options: {
        port: 7400,
        dataDir: "d",
        reset: true,
        modulesDir: "m",
        matchmakerIntervalSec: 1,
        tokenExpirySec: 5,
        refreshTokenExpirySec: 9,
        quiet: true,
        docker: false,
        temporary: true,
        extraArgs: [],
      },
    });
  });

  it("L2 · what follows a double dash goes to Nakama untouched", () => {
    expect(parseArguments(["--port", "7400", "--", "--logger.level=debug", "--help"])).toEqual({
      kind: "start",
      options: { port: 7400, extraArgs: ["--logger.level=debug", "--help"] },
    });
  });

  it("L2 · --help wins over the rest", () => {
    expect(parseArguments(["--port", "7400", "--help"])).toEqual({ kind: "help" });
  });

  it.each([
    [["--wrong"], /--wrong.*lists the options/],
    [["stray"], /stray.*lists the options/],
    [["--port"], /--port.*lists the options/],
    [["--port", "74x"], /^--port takes a whole number, not "74x"\.$/],
    [["--token-expiry", "-5"], /--token-expiry/],
    [["--matchmaker-interval", "0.5"], /^--matchmaker-interval takes a whole number, not "0\.5"\.$/],
    [["--docker", "--no-docker"], /one of/],
  ])("L2 · %j is refused in one line that names it", (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
    expect(() => parseArguments(argv)).toThrow(/^[^\n]+$/);
  });
});
