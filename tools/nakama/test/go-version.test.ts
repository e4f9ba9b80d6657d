import { describe, expect, it } from "vitest";
import { GO_MISSING, goProblem } from "../src/go-version.js";

describe("the Go found on the machine", () => {
  it.each([
    "go1.26.5 linux/amd64",
    "go1.26.8 linux/amd64",
    "go1.27 darwin/arm64",
    "go1.27rc1 linux/arm64",
    "go2.0.1 x",
  ])("L2 · %s compiles Nakama", (version) => {
    expect(goProblem(`go version ${version}\n`)).toBeUndefined();
  });

  it.each([
    ["go1.26.4", "1.26.4"],
    ["go1.26", "1.26"],
    ["go1.25.9", "1.25.9"],
    ["go1.3", "1.3"],
  ])("L2 · %s is too old, said in one sentence with what to install", (printed, version) => {
    expect(goProblem(`go version ${printed} linux/amd64`)).toBe(
      `Go ${version} is too old to compile Nakama 3.40.0: install Go 1.26.5 or newer from https://go.dev/dl/, or start Docker.`,
    );
  });

  it("L2 · a go that is something else is not taken for Go", () => {
    expect(goProblem("usage: go [fish]")).toMatch(/did not tell its version: install Go 1\.26\.5/);
  });

  it("L2 · a missing Go is named with what to install", () => {
    expect(GO_MISSING).toMatch(/Go was not found: install Go 1\.26\.5 or newer from https:\/\/go\.dev\/dl\//);
  });
});
