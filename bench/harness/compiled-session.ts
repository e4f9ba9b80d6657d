import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/**
 * The session as a game runs it, compiled: what runs TypeScript for the measurements gives each function its name anew
 * whenever it is made, which takes longer than what the function does.
 */
export async function compiledSession(): Promise<typeof import("@nakodo/session")> {
  const outfile = join(ROOT, "ci-output/bench/session.mjs");
  await build({
    stdin: { contents: "export * from '@nakodo/session';", resolveDir: join(ROOT, "bench") },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@nakodo/source"],
    external: ["@heroiclabs/nakama-js", "ws"],
    logLevel: "silent",
  });
  return import(pathToFileURL(outfile).href);
}
