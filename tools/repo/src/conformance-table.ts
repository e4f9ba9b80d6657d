import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROWS } from "./conformance-rows.js";
import { ROOT, repositoryFiles } from "./repository.js";
import type { Step } from "./step.js";
import { findTestTitles } from "./test-titles.js";

/** The page that says which test shows which row. */
export const CONFORMANCE_PAGE = "conformance/README.md";

const BEGIN = "<!-- rows: made by `npm run conformance-table` -->";
const END = "<!-- end of rows -->";

/** Where a row is shown besides the suite: the servers themselves. */
const OTHER_FOLDERS: Readonly<Record<string, string>> = { L1: "packages/local-server/", L2: "tools/nakama/" };

/** A file of tests with the formats of sockets that it is run in. */
interface TestFile {
  readonly path: string;
  readonly formats: "text, binary" | "text" | "binary" | "";
}

/** Every row has its tests, and the page lists them as they are. */
export const conformanceTable: Step = {
  name: "rows of the feature list and their tests",
  cure: "write the test that is missing; run `npm run conformance-table` for the page",
  async run() {
    const tests = await testsByRow();
    const faults = Object.keys(ROWS)
      .filter((row) => !tests.has(row))
      .map((row) => `${row} (${ROWS[row]}) has no test`);
    const page = readFileSync(join(ROOT, CONFORMANCE_PAGE), "utf8");
    if (withTable(page, tableOf(tests)) !== page) faults.push(`${CONFORMANCE_PAGE} is not up to date`);
    const count = [...tests.values()].reduce((sum, files) => sum + countOf(files), 0);
    return { faults, summary: `${count} titles for ${Object.keys(ROWS).length} rows` };
  },
};

/** Brings the page up to date. */
export async function writeConformanceTable(): Promise<void> {
  const path = join(ROOT, CONFORMANCE_PAGE);
  writeFileSync(path, withTable(readFileSync(path, "utf8"), tableOf(await testsByRow())));
}

type TestsOfRow = ReadonlyMap<TestFile, readonly string[]>;

/** The titles of the tests of each row, by their files. */
async function testsByRow(): Promise<ReadonlyMap<string, TestsOfRow>> {
  const rows = new Map<string, Map<TestFile, string[]>>();
  for (const file of await testFiles()) {
    for (const { ids, text } of findTestTitles(file.path, readFileSync(join(ROOT, file.path), "utf8"))) {
      for (const id of ids) {
        const elsewhere = OTHER_FOLDERS[id];
        const isShown = file.path.startsWith("conformance/") || file.path.startsWith(elsewhere ?? "\n");
        if (ROWS[id] === undefined || !isShown) continue;
        const files = rows.get(id) ?? new Map<TestFile, string[]>();
        rows.set(id, files.set(file, [...(files.get(file) ?? []), text]));
      }
    }
  }
  return rows;
}

async function testFiles(): Promise<TestFile[]> {
  const isIn = (path: string): boolean =>
    ["conformance/", ...Object.values(OTHER_FOLDERS)].some((folder) => path.startsWith(folder));
  const paths = (await repositoryFiles()).filter((path) => path.endsWith(".test.ts") && isIn(path));
  const notText = excludedBy("conformance/vitest.config.ts");
  const notBinary = excludedBy("conformance/vitest.binary.config.ts");
  return paths.map((path) => {
    if (!path.startsWith("conformance/")) return { path, formats: "" };
    const [text, binary] = [!notText(path), !notBinary(path)];
    return { path, formats: text && binary ? "text, binary" : binary ? "binary" : "text" };
  });
}

/** Which files a run of the suite leaves out: its configuration names them. */
function excludedBy(config: string): (path: string) => boolean {
  const code = readFileSync(join(ROOT, config), "utf8");
  const names = [...code.matchAll(/"([a-z]+\/[a-z-]+)(?:\.test\.ts)?"/g)].map(([, name]) => name);
  return (path) => names.includes(path.replace(/^conformance\//, "").replace(/\.test\.ts$/, ""));
}

function tableOf(tests: ReadonlyMap<string, TestsOfRow>): string {
  const lines = ["| row | | tests | formats | servers |", "|---|---|---|---|---|"];
  for (const [id, what] of Object.entries(ROWS)) {
    const files = tests.get(id) ?? new Map<TestFile, string[]>();
    const formats = new Set([...files.keys()].flatMap((file) => file.formats.split(", ")).filter(Boolean));
    const order = ["text", "binary"].filter((format) => formats.has(format)).join(", ");
    lines.push(`| ${id} | ${what} | ${countOf(files)} | ${order} | ${serversOf(id)} |`);
  }
  for (const [id, what] of Object.entries(ROWS)) {
    lines.push("", `## ${id} · ${what}`);
    for (const [{ path, formats }, titles] of tests.get(id) ?? []) {
      lines.push("", `${path}${formats === "" ? "" : ` (${formats})`}`, "");
      for (const title of titles) lines.push(`- ${escaped(title)}`);
    }
  }
  return lines.join("\n");
}

function serversOf(id: string): string {
  return id === "L1" ? "both; what is its own, the embedded" : id === "L2" ? "real" : "both";
}

function countOf(files: TestsOfRow): number {
  return [...files.values()].reduce((sum, titles) => sum + titles.length, 0);
}

function escaped(title: string): string {
  return title.replaceAll(/[\\`*_<>|[\]]/g, (letter) => `\\${letter}`);
}

function withTable(page: string, table: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${CONFORMANCE_PAGE} lacks the lines "${BEGIN}" and "${END}"`);
  }
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}
