import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { ROOT, repositoryFiles, tool, workspaces } from "./repository.js";
import { runProgram } from "./run-program.js";
import type { Step } from "./step.js";

/** Compilers that run at once. */
const PARALLEL = 2;

/** Every workspace compiles, and every TypeScript file belongs to one. */
export const types: Step = {
  name: "types",
  cure: "mend what the compiler says; a file in no workspace goes into the `include` of one's tsconfig.json",
  async run() {
    const folders = workspaces();
    const missing = folders.filter((folder) => !existsSync(join(ROOT, folder, "tsconfig.json")));
    const projects = folders.filter((folder) => !missing.includes(folder));
    const faults = missing.map((folder) => `${folder} has no tsconfig.json`);
    const covered = new Set(projects.flatMap(filesOf));
    const sources = (await repositoryFiles()).filter((path) => /\.[cm]?tsx?$/.test(path));
    for (const path of sources) if (!covered.has(path)) faults.push(`${path} belongs to no tsconfig.json`);
    const queue = [...projects];
    const work = async (): Promise<void> => {
      for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
        const fault = await compile(folder);
        if (fault !== undefined) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return { faults, summary: `${sources.length} files in ${projects.length} workspaces` };
  },
};

/** The files that a workspace's tsconfig.json names, relative to the root. */
function filesOf(folder: string): string[] {
  const path = join(ROOT, folder, "tsconfig.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, folder));
  return fileNames.map((file) => relative(ROOT, file));
}

/** What the compiler has against a workspace; `undefined` when nothing. */
async function compile(folder: string): Promise<string | undefined> {
  const cache = join(ROOT, "node_modules/.cache/nakodo", `${folder.replaceAll("/", "-")}.tsbuildinfo`);
  const args = ["-p", `${folder}/tsconfig.json`, "--noEmit", "--pretty", "false"];
  const { code, output } = await runProgram(
    tool("tsc"),
    [...args, "--incremental", "--tsBuildInfoFile", cache],
    ROOT,
  );
  return code === 0 ? undefined : `${folder}:\n${output}`;
}
