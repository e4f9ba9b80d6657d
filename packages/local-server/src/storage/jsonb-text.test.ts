import { describe, expect, it } from "vitest";
import { jsonbText } from "./jsonb-text.js";

describe("jsonbText", () => {
  it.each([
    ["{}", "{}"],
    ['{"b":1,"a":{"y":[],"x":null}}', '{"a": {"x": null, "y": []}, "b": 1}'],
    ['{"long":1,"z":2,"é":3,"ab":4}', '{"z": 2, "ab": 4, "é": 3, "long": 1}'],
    ['{"a":1,"a":2}', '{"a": 2}'],
    ["[1,2 , 3]", "[1, 2, 3]"],
    ['"a\\/b\\u00e9\\n"', '"a/bé\\n"'],
    ["true", "true"],
  ])("B2 · spells %s", (json, spelled) => {
    expect(jsonbText(json)).toBe(spelled);
  });

  it.each([
    ["1e3", "1000"],
    ["1.50", "1.50"],
    ["-0", "0"],
    ["-0.00", "0.00"],
    ["-1.5e-3", "-0.0015"],
    ["1.5e1", "15"],
    ["1.50e1", "15.0"],
    ["0.1e1", "1"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
  ])("B2 · spells the number %s", (json, spelled) => {
    expect(jsonbText(json)).toBe(spelled);
  });

  it.each(['"\\u0000"', '"\\ud800"', '"\\udc00x"', '{"\\u0000":1}', "1e400000", "1e-20000"])(
    "B2 · has no spelling for %s",
    (json) => {
      expect(jsonbText(json)).toBeUndefined();
    },
  );
});
