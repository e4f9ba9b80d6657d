import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalServer, type ServerModule, startLocalServer } from "@nakodo/local-server";
import * as session from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import {
  type GuidePage,
  isGuidePage,
  loadServerModule,
  programsOf,
  ROOT,
  repositoryFiles,
  runGuide,
} from "@nakodo-private/repo";
import { expect, inject, it } from "vitest";
import { PagePlayers } from "./page-players.js";

/** What a page may import. */
const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  "@nakodo/core": () => import("@nakodo/core"),
  "@nakodo/core/conditions": () => import("@nakodo/core/conditions"),
  "@nakodo/core/msgpack": () => import("@nakodo/core/msgpack"),
  "@nakodo/core/testing": () => import("@nakodo/core/testing"),
  "@nakodo/local-server": () => import("@nakodo/local-server"),
  "@nakodo/match-rpc": () => import("@nakodo/match-rpc"),
  "@nakodo/match-rpc/json-wire": () => import("@nakodo/match-rpc/json-wire"),
  "@nakodo/match-rpc/plugins": () => import("@nakodo/match-rpc/plugins"),
  "@nakodo/match-rpc/recording": () => import("@nakodo/match-rpc/recording"),
  "@nakodo/session": () => import("@nakodo/session"),
  "@nakodo/session/binary": () => import("@nakodo/session/binary"),
  "@nakodo/session/node": () => import("@nakodo/session/node"),
  "@nakodo/session/plugins": () => import("@nakodo/session/plugins"),
  "@nakodo/session/services": () => import("@nakodo/session/services"),
  "node:fs/promises": () => import("node:fs/promises"),
  "node:os": () => import("node:os"),
  "node:path": () => import("node:path"),
};

async function importModule(name: string): Promise<object> {
  const load = MODULES[name];
  if (load === undefined) throw new Error(`no page may import "${name}" yet: add it in pages.test.ts`);
  return load();
}

const isServerModule = (value: unknown): value is ServerModule => typeof value === "function";

/** A server for one page, with the page's own module. */
async function startFor(page: GuidePage): Promise<LocalServer> {
  const module = await loadServerModule(page, importModule);
  return startLocalServer({ port: 0, modules: isServerModule(module) ? [module] : [] });
}

/** What is run, with its title. */
type Run = [title: string, page: GuidePage, options: session.OnlineOptions];

/** Each page with sockets that speak text, and those that use one also with such as speak binary. */
const runs = (await repositoryFiles())
  .filter((path) => path.endsWith(".md"))
  .flatMap((path) => programsOf(path, readFileSync(join(ROOT, path), "utf8")))
  .flatMap((page): Run[] => {
    const { path, program } = page;
    const title = isGuidePage(path) ? path : `${path}:${program.search(/\S/) + 1}`;
    const text: Run = [`${title} runs`, page, {}];
    // A page about the formats chooses its own.
    if (!/\.socket\b|\.connect\(/.test(program) || program.includes("binarySocket")) return [text];
    return [text, [`${title} runs on binary sockets`, page, { codec: binarySocket() }]];
  });

// On a real Nakama the functions that a page asks for are in modules/index.js. Its players go when the page is over:
// the next run finds the names free.
it.each(runs)("L7 · %s", async (_title, page, options) => {
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
  expect(runs.length).toBeGreaterThan(0);
});
