import { describe, expect, it } from "vitest";
import { findClocks } from "../src/no-clock.js";

describe("the search for clocks, chance and timers", () => {
  it.each([
    "const a = Date.now();",
    "const a = globalThis.Date.now();",
    "const a = new Date();",
    "const a = new Date;",
    "const a = Date();",
    "const a = performance.now();",
    "const { now } = performance;",
    "const a = Math.random();",
    "const { random = Math.random } = options;",
    "setTimeout(() => {}, 1);",
    "globalThis.setInterval(() => {}, 1);",
    "const later = { setTimeout };",
    "crypto.getRandomValues(bytes);",
  ])("engine clock · finds %s", (code) => {
    expect(findClocks("a.ts", `\n${code}\n`)).toEqual([expect.stringMatching(/^a\.ts:2: /)]);
  });

  it.each([
    "const a = new Date(value);",
    "// Date.now() and setTimeout are not for here",
    'const a = "Math.random()";',
    "clock.setTimeout(1);",
    "const clock = { setTimeout: 1 };",
    "interface Clock { setTimeout(ms: number): void; performance: number }",
    "const a = random.Math;",
  ])("engine clock · lets pass %s", (code) => {
    expect(findClocks("a.ts", code)).toEqual([]);
  });
});
