import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { godot3Section, PAGE_MARKS } from "./godot3-page.js";

it("R3 · the guide from Godot shows the measured differences as they are (npm run godot-page writes them)", () => {
  const page = readFileSync(new URL("../../../../docs/from-godot.md", import.meta.url), "utf8");
  const shown = page.split(PAGE_MARKS.begin)[1]?.split(PAGE_MARKS.end)[0];
  expect(shown?.trim()).toBe(godot3Section());
});
