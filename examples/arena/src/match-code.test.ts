import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMatchCode, toMatchCode } from "./match-code.js";

describe("match codes", () => {
  it("C1 · every relayed match's id becomes a code of 26 digits and comes back", () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const code = toMatchCode(`${uuid}.`);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{7}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(readMatchCode(code)).toBe(`${uuid}.`);
      }),
    );
  });

  it("C1 · a code is understood in small letters, with spaces, and with O for 0 and l for 1", () => {
    const id = "00000000-0000-0000-0000-000000000021.";
    const code = toMatchCode(id);
    expect(code).toBe("0000000-0000000-0000000-00011");
    expect(readMatchCode(` ${code.toLowerCase().replaceAll("-", " ")} `)).toBe(id);
    expect(readMatchCode(code.replaceAll("0", "o").replaceAll("1", "l"))).toBe(id);
  });

  it("C1 · an id of another form is its own code", () => {
    const id = "9f0c0e9a-7f5c-4d27-a8a3-9a1d0a6f8f10.nakama1";
    expect(toMatchCode(id)).toBe(id);
    expect(readMatchCode(id)).toBe(id);
  });

  it("C1 · what is no code is refused", () => {
    for (const text of ["", "hello", "7".repeat(25), "7".repeat(27), "Z".repeat(26), `${"0".repeat(25)}U`]) {
      expect(readMatchCode(text), text).toBeUndefined();
    }
  });
});
