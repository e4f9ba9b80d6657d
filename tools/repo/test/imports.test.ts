import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, tool } from "../src/repository.js";
import { runProgram } from "../src/run-program.js";

/** Files with one import each, and whether the direction is right. */
const RIGHT: readonly (readonly [file: string, imported: string])[] = [
  ["packages/session/src/right.ts", "@nakodo/core"],
  ["packages/session/src/right-too.ts", "@heroiclabs/nakama-js"],
  ["packages/match-rpc/src/engine/right.ts", "@nakodo/core"],
  ["packages/match-rpc/src/engine/right-too.ts", "../wire/frame.js"],
  ["packages/match-rpc/src/index.ts", "./online/online-match.js"],
  ["packages/match-rpc/src/online/right.ts", "@nakodo/session"],
  ["packages/match-rpc/src/online/right-too.ts", "../engine/engine.js"],
  ["packages/adapters-three/src/right.ts", "@nakodo/match-rpc"],
  ["packages/adapters-three/src/right-too.ts", "three"],
  ["packages/local-server/src/right.ts", "node:http"],
  ["examples/arena/src/right.ts", "@nakodo/adapters-three"],
  ["conformance/right.ts", "@nakodo/local-server"],
];

const TURNED_ROUND: typeof RIGHT = [
  ["packages/core/src/a.ts", "@nakodo/session"],
  ["packages/core/src/fields/b.ts", "@nakodo/match-rpc"],
  ["packages/core/src/c.ts", "@heroiclabs/nakama-js"],
  ["packages/core/src/d.ts", "node:fs"],
  ["packages/core/src/e.ts", "three"],
  ["packages/session/src/a.ts", "@nakodo/match-rpc"],
  ["packages/session/src/socket/b.ts", "@nakodo/local-server"],
  ["packages/session/src/c.ts", "three"],
  ["packages/match-rpc/src/engine/a.ts", "@nakodo/session"],
  ["packages/match-rpc/src/engine/b.ts", "../online/online-match.js"],
  ["packages/match-rpc/src/wire/c.ts", "../driver.js"],
  ["packages/match-rpc/src/remotes/d.ts", "@heroiclabs/nakama-js"],
  ["packages/match-rpc/src/e.ts", "@nakodo/session"],
  ["packages/match-rpc/src/online/f.ts", "@nakodo/adapters-three"],
  ["packages/match-rpc/src/online/g.ts", "@nakodo/local-server"],
  ["packages/match-rpc/src/online/h.ts", "three/addons/x.js"],
  ["packages/adapters-three/src/a.ts", "@nakodo/session"],
  ["packages/adapters-three/src/b.ts", "@nakodo/local-server"],
  ["packages/local-server/src/a.ts", "@nakodo/core"],
  ["packages/local-server/src/b.ts", "@heroiclabs/nakama-js"],
];

/** The ways to import. */
const FORMS: readonly ((from: string) => string)[] = [
  (from) => `import "${from}";\n`,
  (from) => `import { a } from "${from}";\n\nconsole.log(a);\n`,
  (from) => `import type { A } from "${from}";\n\nexport const a: A | undefined = undefined;\n`,
  (from) => `export { a } from "${from}";\n`,
  (from) => `export const a = import("${from}");\n`,
];

describe("direction of imports", () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "nakodo-imports-"));
    copyFileSync(join(ROOT, "biome.json"), join(copy, "biome.json"));
  });

  afterAll(() => rmSync(copy, { recursive: true }));

  /** The files in which lint finds a forbidden import, when each holds its import in one of the forms. */
  async function forbidden(files: typeof RIGHT, form: (from: string) => string): Promise<string[]> {
    for (const [file, imported] of files) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), form(imported));
    }
    const paths = files.map(([file]) => file);
    const args = ["lint", "--vcs-enabled=false", "--only=style/noRestrictedImports", "--reporter=json"];
    const { code, output } = await runProgram(
      tool("biome"),
      [...args, "--max-diagnostics=none", ...paths],
      copy,
    );
    const found = paths.filter((path) => output.includes(`"${path}"`));
    expect(code, output).toBe(found.length > 0 ? 1 : 0);
    return found;
  }

  it.each(FORMS.map((form) => [form("x").split("\n")[0], form] as const))(
    "imports · an import that is turned round fails: %s",
    async (_, form) => {
      expect(await forbidden(TURNED_ROUND, form)).toEqual(TURNED_ROUND.map(([file]) => file));
    },
  );

  it("imports · imports in the right direction pass", async () => {
    for (const form of FORMS) expect(await forbidden(RIGHT, form)).toEqual([]);
  });
});
