import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** Files of this package that a bundle of `source` holds. */
async function filesIn(source: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@nakodo/source"],
    external: ["@nakodo/session"],
    logLevel: "silent",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

it("X1 · a game without plugins, recordings and the text wire loads nothing of them", async () => {
  const files = await filesIn('export * from "@nakodo/match-rpc";');
  expect(files.some((path) => path.endsWith("engine/engine.ts"))).toBe(true);
  expect(
    files.filter((path) => /\/(plugins\/(?!plugin\.ts)|recording|json-wire|conditions)\/?/.test(path)),
  ).toEqual([]);
});

it("X2 · whoever imports one plugin loads that one", async () => {
  const files = await filesIn('export { logger } from "@nakodo/match-rpc/plugins";');
  expect(files.filter((path) => path.includes("/plugins/")).map((path) => path.split("/").at(-1))).toEqual([
    "transport-layer.ts",
    "logger.ts",
  ]);
});
