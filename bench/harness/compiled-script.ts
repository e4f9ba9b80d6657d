import { basename, join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/** A script of ours as a game would run it: compiled, in one file. Gives that file. */
export async function compiledScript(source: string): Promise<string> {
  const outfile = join(ROOT, "ci-output/bench", basename(source).replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@nakodo/source"],
    external: ["@heroiclabs/nakama-js", "ws"],
    logLevel: "silent",
  });
  return outfile;
}
