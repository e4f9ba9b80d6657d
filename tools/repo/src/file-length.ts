import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, repositoryFiles } from "./repository.js";
import type { Step } from "./step.js";

/** Lines above which a file needs a reason. */
const MAX_LINES = 400;

const LIST = "tools/repo/long-files.json";

/** One idea per file: a long one is divided, or listed with the reason why not. */
export const fileLength: Step = {
  name: `files of at most ${MAX_LINES} lines`,
  cure: `divide the file by its ideas, or give the reason why not in ${LIST}`,
  async run() {
    const reasons = JSON.parse(readFileSync(join(ROOT, LIST), "utf8")) as Record<string, string>;
    const lengths = (await repositoryFiles())
      .filter((path) => /\.(ts|tsx|css|html|sh)$/.test(path))
      .map((path) => ({ path, lines: readFileSync(join(ROOT, path), "utf8").split("\n").length - 1 }));
    const long = lengths.filter(({ lines }) => lines > MAX_LINES);
    const faults = long
      .filter(({ path }) => reasons[path] === undefined)
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    for (const path of Object.keys(reasons)) {
      if (!long.some((one) => one.path === path)) faults.push(`${path} is listed in ${LIST} and is not long`);
    }
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    const summary = `${lengths.length} files, median ${sorted[sorted.length >> 1]}, ${long.length} long`;
    return { faults, summary };
  },
};
