import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, repositoryFiles } from "./repository.js";
import { checkSnippets, findSnippets } from "./snippet-compiler.js";
import type { Step } from "./step.js";

/** Every TypeScript block of the README, the guides and the other pages compiles as it stands. */
export const snippets: Step = {
  name: "code in the pages compiles",
  cure: "mend the page: each ```ts block is a module of its own, those of a page in docs/services or docs/match are one together",
  async run() {
    const pages = (await repositoryFiles()).filter((path) => path.endsWith(".md"));
    const found = pages.flatMap((page) => findSnippets(page, readFileSync(join(ROOT, page), "utf8")));
    return { faults: checkSnippets(ROOT, found), summary: `${found.length} blocks in ${pages.length} pages` };
  },
};
