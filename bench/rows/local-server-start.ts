import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";
import { within } from "../harness/within.js";

const PACKAGE = fileURLToPath(new URL("../../packages/local-server", import.meta.url));
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/nakodo", import.meta.url));
const ROUNDS = 9;
const BARE = 'require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("listening"))';

/**
 * From the start of the process to the line that says that the embedded server listens, as its users run it, against a
 * bare Node that opens a port.
 */
export async function localServerStart(): Promise<Measurement[]> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "local-server-"));
  try {
    await build({
      entryPoints: sources(),
      outdir: folder,
      outbase: join(PACKAGE, "src"),
      format: "esm",
      target: "es2022",
    });
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const ours: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await startMs([join(folder, "cli.js"), "--port", "0"]));
      peer.push(await startMs(["-e", BARE]));
    }
    return [
      {
        id: "local-server-start",
        ours: median(ours),
        peer: median(peer),
        peerName: "Node with a bare HTTP server",
        unit: "ms to listening",
        better: "lower",
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files that the package's build compiles, each for itself. */
function sources(): string[] {
  return readdirSync(join(PACKAGE, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => join(PACKAGE, "src", path));
}

/** Starts Node and resolves with the milliseconds until it says something. */
async function startMs(args: readonly string[]): Promise<number> {
  const beginMs = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const said = new Promise<number>((resolve, reject) => {
    child.stdout.once("data", () => resolve(performance.now() - beginMs));
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it listened`)));
  });
  try {
    return await within(30_000, "a start", said);
  } finally {
    child.kill();
  }
}
