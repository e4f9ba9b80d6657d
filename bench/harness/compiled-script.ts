import { basename } from "node:path";
import { compiled } from "./compiled.js";

/** A script of ours as a game would run it: compiled, in one file. Gives that file. */
export function compiledScript(source: string): Promise<string> {
  return compiled(basename(source).replace(/\.ts$/, ".mjs"), { entryPoints: [source] });
}
