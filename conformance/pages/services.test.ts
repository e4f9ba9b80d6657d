import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalServer, type ServerModule, startLocalServer } from "@nakodo/local-server";
import * as session from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import {
  type GuidePage,
  isGuidePage,
  loadServerModule,
  ROOT,
  readGuidePage,
  repositoryFiles,
  runGuide,
} from "@nakodo-private/repo";
import { expect, inject, it } from "vitest";
import { PagePlayers } from "./page-players.js";

/** What a page may import. */
const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  "@nakodo/core": () => import("@nakodo/core"),
  "@nakodo/local-server": () => import("@nakodo/local-server"),
  "@nakodo/match-rpc": () => import("@nakodo/match-rpc"),
  "@nakodo/session": () => import("@nakodo/session"),
  "@nakodo/session/binary": () => import("@nakodo/session/binary"),
  "@nakodo/session/node": () => import("@nakodo/session/node"),
  "@nakodo/session/services": () => import("@nakodo/session/services"),
  "node:fs/promises": () => import("node:fs/promises"),
  "node:os": () => import("node:os"),
  "node:path": () => import("node:path"),
};

async function importModule(name: string): Promise<object> {
  const load = MODULES[name];
  if (load === undefined) throw new Error(`no page may import "${name}" yet: add it in services.test.ts`);
  return load();
}

const isServerModule = (value: unknown): value is ServerModule => typeof value === "function";

/** A server for one page, with the page's own module. */
async function startFor(page: GuidePage): Promise<LocalServer> {
  const module = await loadServerModule(page, importModule);
  return startLocalServer({ port: 0, modules: isServerModule(module) ? [module] : [] });
}

const pages = (await repositoryFiles()).filter(isGuidePage);

/** Each page with sockets that speak text, and those that use one also with such as speak binary. */
const runs = pages.flatMap((path): [path: string, how: string, options: session.OnlineOptions][] => {
  const page = readGuidePage(path, readFileSync(join(ROOT, path), "utf8"));
  const text: [string, string, session.OnlineOptions] = [path, "runs", {}];
  // A page about the formats chooses its own.
  if (!/\.socket\b|\.connect\(/.test(page.program) || page.program.includes("binarySocket")) return [text];
  return [text, [path, "runs on binary sockets", { codec: binarySocket() }]];
});

// On a real Nakama the functions that a page asks for are in modules/index.js. Its players go when the page is over:
// the next run finds the names free.
it.each(runs)("L7 · %s %s", async (path, _how, options) => {
  const page = readGuidePage(path, readFileSync(join(ROOT, path), "utf8"));
  const server = inject("server");
  const own = server.kind === "local" ? await startFor(page) : undefined;
  const players = new PagePlayers(own ?? server, options);
  try {
    const faults = await runGuide(page, {
      importModule: async (name) =>
        name === "@nakodo/session" ? { ...session, Online: players.Online } : importModule(name),
    });
    expect(faults).toEqual([]);
  } finally {
    await players.close();
    if (own === undefined) await players.deleteAccounts();
    await own?.stop();
  }
});

it("L7 · there are guide pages to run", () => {
  expect(pages.length).toBeGreaterThan(0);
});
