import { describe, expect, it } from "vitest";
import { hash32 } from "./hash.js";

describe("hash32", () => {
  it("W1 · golden values: two builds must agree for ever", () => {
    expect(["", "a", "b", "fire(u8)", "魚", "\u0100"].map(hash32)).toEqual([
      2872998923, 2448022055, 135196497, 1074597377, 660124261, 2375574556,
    ]);
  });

  it("W1 · both bytes of a unit count, and so does the order", () => {
    const texts = ["ab", "ba", "\u6162", "a\0b", "b\0a"];
    expect(new Set(texts.map(hash32)).size).toBe(texts.length);
  });

  it("W1 · 20,000 short texts collide no more than chance would have it", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 20_000; i++) seen.add(hash32(`m${i}`));
    expect(seen.size).toBeGreaterThanOrEqual(19_998);
  });
});
