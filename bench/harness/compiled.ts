import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/** Compiles sources of ours as a game would, in one file of this name, and gives that file. */
export async function compiled(
  name: string,
  source: Pick<BuildOptions, "entryPoints" | "stdin">,
): Promise<string> {
  const outfile = join(ROOT, "ci-output/bench", name);
  await build({
    ...source,
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
