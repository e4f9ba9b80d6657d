import { readFileSync, writeFileSync } from "node:fs";
import { godot3Section, PAGE_MARKS } from "./godot3-page.js";

const page = new URL("../../../../docs/from-godot.md", import.meta.url);
const [before = "", rest = ""] = readFileSync(page, "utf8").split(PAGE_MARKS.begin);
const after = rest.split(PAGE_MARKS.end)[1] ?? "";
writeFileSync(page, `${before}${PAGE_MARKS.begin}\n\n${godot3Section()}\n\n${PAGE_MARKS.end}${after}`);
