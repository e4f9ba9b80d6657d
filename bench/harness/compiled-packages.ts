import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/** What the measurements of time use of the packages. */
export type Packages = Pick<
  typeof import("@nakodo/core") &
    typeof import("@nakodo/session") &
    typeof import("@nakodo/session/binary") &
    typeof import("@nakodo/match-rpc"),
  "binarySocket" | "device" | "Online" | "OnlineMatch" | "remotes" | "t"
>;

/**
 * The packages as a game runs them, compiled: what runs TypeScript for the measurements gives each function its name anew
 * whenever it is made, which takes longer than what the function does.
 */
export async function compiledPackages(): Promise<Packages> {
  const outfile = join(ROOT, "ci-output/bench/packages.mjs");
  await build({
    stdin: {
      contents: `
        export { t } from "@nakodo/core";
        export { device, Online } from "@nakodo/session";
        export { binarySocket } from "@nakodo/session/binary";
        export { OnlineMatch, remotes } from "@nakodo/match-rpc";
      `,
      resolveDir: join(ROOT, "bench"),
    },
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
