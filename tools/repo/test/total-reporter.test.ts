import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT, tool } from "../src/repository.js";
import { runProgram } from "../src/run-program.js";

describe("the closing line of a run", () => {
  let folder: string;

  beforeEach(() => {
    mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "node_modules/.cache/nakodo-totals-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs vitest on one file of tests, and gives what it wrote last and to the file of totals. */
  async function totalsOf(
    source: string,
  ): Promise<{ readonly code: number; readonly last: string; readonly file: string }> {
    writeFileSync(join(folder, "a.test.ts"), `import { expect, it } from "vitest";\n${source}`);
    writeFileSync(join(folder, "vitest.config.ts"), "export default {};\n");
    const totals = join(folder, "totals");
    const { code, output } = await runProgram(
      "env",
      [
        `NAKODO_TOTALS=${totals}`,
        tool("vitest"),
        "run",
        "--root",
        folder,
        "--reporter",
        join(ROOT, "tools/repo/total-reporter.ts"),
      ],
      folder,
    );
    const last = output.trimEnd().split("\n").at(-1) ?? "";
    return { code, last, file: readFileSync(totals, "utf8") };
  }

  it("npm test · tests that ran are counted, those that did not run count as failed", async () => {
    const source =
      "it('a', () => {}); it('b', () => {}); it('c', () => expect(1).toBe(2)); it.skip('d', () => {});";
    expect(await totalsOf(source)).toEqual({
      code: 1,
      last: "2 passed, 2 failed",
      file: '{"passed":2,"failed":2}\n',
    });
  });

  it("npm test · a file that cannot be read counts as failed", async () => {
    expect(await totalsOf("throw new Error('broken');")).toMatchObject({
      code: 1,
      last: "0 passed, 1 failed",
    });
  });
});
