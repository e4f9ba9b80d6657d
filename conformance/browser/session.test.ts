import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";
import { build } from "esbuild";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TcpProxy } from "../session/tcp-proxy.js";

const FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
];

let browser: Browser;
let pages: Server;

/** The page and the worker, bundled as a game's would be, at an address of their own. */
async function servePages(): Promise<Server> {
  const { outputFiles } = await build({
    entryPoints: ["page.ts", "worker.ts"].map((name) => `${import.meta.dirname}/${name}`),
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@nakodo/source"],
    outdir: "/",
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer(({ url = "/" }, response) => {
    const script = scripts.get(url);
    response.setHeader("Content-Type", script === undefined ? "text/html" : "text/javascript");
    response.end(script ?? '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  pages = await servePages();
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: FLAGS });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  pages?.closeAllConnections();
  await new Promise((resolve) => pages?.close(resolve));
}, 60_000);

describe.each(["local", "real"])("a browser and the %s server", (kind) => {
  let server: { readonly host: string; readonly port: number; stop(): Promise<void> };
  let proxy: TcpProxy;
  let context: BrowserContext;

  beforeAll(async () => {
    server = await (kind === "local"
      ? startLocalServer({ port: 0 })
      : startNakama({ temporary: true, quiet: true }));
    proxy = await TcpProxy.start(server);
    context = await browser.newContext();
  }, 120_000);

  afterAll(async () => {
    await context?.close();
    await proxy?.stop();
    await server?.stop();
  }, 60_000);

  /** A tab that is ready, and fails its test when something in it is thrown and caught by nobody. */
  async function openTab(): Promise<Page> {
    const page = await context.newPage();
    await page.exposeFunction("cutWire", () => proxy.cut());
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "playInPage" in window);
    return page;
  }

  const optionsOf = async (binary: boolean) => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const closedPort = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    return { host: proxy.host, port: proxy.port, closedPort, binary, id: randomUUID().slice(0, 8) };
  };

  it.each([
    ["page", "Window", false],
    ["page", "Window", true],
    ["worker", "DedicatedWorkerGlobalScope", false],
    ["worker", "DedicatedWorkerGlobalScope", true],
  ] as const)(
    "A8 · in a %s (%s, binary %s): account, errors, match, chat, and all of it back after a cut",
    async (where, scope, binary) => {
      const page = await openTab();
      const options = await optionsOf(binary);
      const report =
        where === "page"
          ? await page.evaluate((given) => window.playInPage(given), options)
          : await page.evaluate((given) => window.playInWorker(given), options);
      const username = `春子 🐟 ${options.id}`;
      expect(report).toEqual({
        scope,
        username,
        accountName: username,
        createTimeIsDate: true,
        refusal: "invalid-argument",
        unreachable: "server-unreachable",
        heard: [0, 127, 128, 255],
        heardAfterCut: [7],
        chat: { text: "hello 🦊" },
        events: ["joined", "down", "joined"],
      });
      await page.close();
    },
  );

  it("A10 · another tab of the same origin comes back with the tokens that one tab stored", async () => {
    const [one, other] = [await openTab(), await openTab()];
    const options = await optionsOf(false);
    await one.evaluate((given) => window.playInPage(given), options);
    const restored = (page: Page): Promise<string | undefined> =>
      page.evaluate(([host, port]) => window.restoreInTab(host, port), [proxy.host, proxy.port] as const);
    const names = await Promise.all([restored(one), restored(other), restored(other)]);
    expect(new Set(names)).toEqual(new Set([`春子 🐟 ${options.id}`]));
    await Promise.all([one.close(), other.close()]);
  });
});
