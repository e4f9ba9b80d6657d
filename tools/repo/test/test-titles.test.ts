import { describe, expect, it } from "vitest";
import { findTestTitles } from "../src/test-titles.js";

describe("the titles of tests", () => {
  it("L2 · are found with their ids, behind the titles of their groups", () => {
    const code = `
      it("A1 · plain", () => {});
      describe("a group", () => {
        it.each([["it('no')", 1]])("B1 · B2 · of %s", () => {});
        it(\`C1 · \${kind}: with a place\`, async () => {});
        describe.each(kinds)("of $kind", () => { it.each\`a\`("D1 · deep", () => {}); });
        it("without an id", () => {});
      });
      other("A2 · no test");
      it(title, () => {});
    `;
    expect(findTestTitles("a.test.ts", code)).toEqual([
      { ids: ["A1"], text: "plain" },
      { ids: ["B1", "B2"], text: "a group: of %s" },
      { ids: ["C1"], text: "a group: …: with a place" },
      { ids: ["D1"], text: "a group: of $kind: deep" },
    ]);
  });
});
