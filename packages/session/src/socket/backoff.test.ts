import { expect, it } from "vitest";
import { backoffDelayMs } from "./backoff.js";

const options = { baseDelayMs: 250, maxDelayMs: 10_000 };

it("A8 · the wait's limit doubles with each try up to the longest wait", () => {
  const limits = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((attempt) => backoffDelayMs(attempt, 1, options));
  expect(limits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

it("A8 · the wait is random over its whole range", () => {
  expect(backoffDelayMs(3, 0, options)).toBe(0);
  expect(backoffDelayMs(3, 0.5, options)).toBe(500);
});
