import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModule } from "./load-module.js";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-server-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe("a module in a file", () => {
  it.each([
    ["default.mjs", "export default function module() {}"],
    [
      "typed.ts",
      "enum Kind { One }\nexport default function module(_init: unknown): Kind { return Kind.One; }",
    ],
    ["named.mjs", "export const serverModule = () => {};"],
  ])("L1 · is found: %s", async (name, text) => {
    expect(await loadModule(await file(name, text))).toBeTypeOf("function");
  });

  it("L1 · is refused when it is none or cannot be loaded", async () => {
    const none = await file("none.mjs", "export default 5;");
    await expect(loadModule(none)).rejects.toThrow(/holds no server module/);
    await expect(loadModule(join(folder, "missing.mjs"))).rejects.toThrow(/cannot be loaded/);
  });
});
