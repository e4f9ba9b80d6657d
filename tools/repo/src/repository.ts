import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./run-program.js";

/** The repository's folder, without a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** The folders of all workspaces, relative to the root, sorted: `packages/core`, … */
export function workspaces(): string[] {
  const { workspaces: patterns } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`);
  });
  return folders.filter((folder) => existsSync(join(ROOT, folder, "package.json"))).sort();
}

/** Every file of the repository that git keeps or would keep, relative to the root, sorted. */
export async function repositoryFiles(): Promise<string[]> {
  const listed = await runProgram("git", ["ls-files", "-co", "--exclude-standard"], ROOT);
  if (listed.code !== 0) throw new Error(`git ls-files failed:\n${listed.output}`);
  return listed.output
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(ROOT, path)))
    .sort();
}

/** A program that npm installed at the root. */
export function tool(name: string): string {
  return join(ROOT, "node_modules/.bin", name);
}
