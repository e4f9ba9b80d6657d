import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compiled } from "./compiled.js";

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
  const contents = `
    export { t } from "@nakodo/core";
    export { device, Online } from "@nakodo/session";
    export { binarySocket } from "@nakodo/session/binary";
    export { OnlineMatch, remotes } from "@nakodo/match-rpc";
  `;
  const resolveDir = join(import.meta.dirname, "..");
  const file = await compiled("packages.mjs", { stdin: { contents, resolveDir } });
  return import(pathToFileURL(file).href);
}
