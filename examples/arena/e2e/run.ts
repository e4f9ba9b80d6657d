import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";
import { chromiumPath } from "./browser-player.js";
import { Checks } from "./checks.js";
import { hidePages } from "./hidden-scenarios.js";
import { playNow, showErrors } from "./lobby-scenarios.js";
import { playPrivateMatch } from "./match-scenario.js";
import { type PageServer, servePage } from "./page-server.js";
import { soak } from "./soak.js";

const OUT = join(import.meta.dirname, "../../../ci-output/e2e");

interface GameServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

type ServerName = "local" | "real";

function startServer(name: ServerName): Promise<GameServer> {
  return name === "local"
    ? startLocalServer({ port: 0 })
    : startNakama({ temporary: true, matchmakerIntervalSec: 1, quiet: true });
}

/** All scenarios on one server. */
async function runOn(name: ServerName, page: PageServer, checks: Checks): Promise<void> {
  const startedAtMs = performance.now();
  const server = await startServer(name);
  const folder = join(OUT, name);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${name} server at ${server.host}:${server.port}\n`);
  try {
    const url = `${page.url}?server=${server.host}:${server.port}`;
    await playPrivateMatch(checks.series(folder), url);
    await playNow(checks.series(join(folder, "play-now")), url);
    await hidePages(checks.series(join(folder, "hidden")), url);
    await showErrors(checks.series(join(folder, "errors")), url);
  } finally {
    await server.stop();
  }
  process.stdout.write(`${name}: ${Math.round((performance.now() - startedAtMs) / 1000)} s\n`);
}

function readServers(wish: string): readonly ServerName[] {
  if (wish === "local" || wish === "real") return [wish];
  if (wish === "both") return ["local", "real"];
  throw new Error(`--server ${wish}: local, real or both.`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { server: { type: "string", default: "both" }, soak: { type: "boolean", default: false } },
  });
  const servers = readServers(values.server);
  chromiumPath();
  const checks = new Checks();
  const page = await servePage();
  try {
    if (values.soak) await soak(checks.series(join(OUT, "soak")), page.url);
    else {
      for (const name of servers) {
        await runOn(name, page, checks).catch((error: unknown) => checks.broken(`${name} server`, error));
      }
    }
  } finally {
    await page.stop();
    checks.finish();
  }
  return checks.failed === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
