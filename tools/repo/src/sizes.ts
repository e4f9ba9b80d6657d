import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "./repository.js";
import type { Step } from "./step.js";

const LIST = "tools/repo/sizes.json";

/** A bundle that a browser game would load, and what it may weigh. */
interface SizeBudget {
  /** The bundle's source text. */
  readonly source: string;
  /** Packages that are not counted. */
  readonly without: readonly string[];
  readonly maxGzipBytes: number;
}

/** Gzipped bytes of what a browser loads, against their budgets. */
export const sizes: Step = {
  name: "sizes",
  cure: `make it smaller; raise the budget in ${LIST} only for something that players get for it`,
  async run() {
    const budgets = JSON.parse(readFileSync(join(ROOT, LIST), "utf8")) as Record<string, SizeBudget>;
    const faults: string[] = [];
    const measured: string[] = [];
    for (const [name, { source, without, maxGzipBytes }] of Object.entries(budgets)) {
      const gzipBytes = await gzipBytesOf(source, without);
      measured.push(`${name} ${gzipBytes}`);
      if (gzipBytes > maxGzipBytes)
        faults.push(`${name}: ${gzipBytes} bytes gzipped, budget ${maxGzipBytes}`);
    }
    return { faults, summary: `${measured.join(", ")} bytes gzipped` };
  },
};

/** What `source` weighs, minified and gzipped, as a browser would load it. */
export async function gzipBytesOf(source: string, without: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(ROOT, "tools/repo") },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    conditions: ["@nakodo/source"],
    external: [...without],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).byteLength;
}
