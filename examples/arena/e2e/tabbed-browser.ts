import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WebSocket } from "ws";
import { chromiumPath, FLAGS, PATIENCE_MS } from "./browser-player.js";

/** How often a condition is looked at. */
const LOOK_MS = 50;

/**
 * A browser with tabs of which one is in front, as on a desk: playwright keeps every page visible, and its timers at full
 * speed, and this does not.
 */
export class TabbedBrowser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #port: string;

  private constructor(process: ChildProcess, profile: string, port: string) {
    this.#process = process;
    this.#profile = profile;
    this.#port = port;
  }

  static async start(): Promise<TabbedBrowser> {
    const profile = mkdtempSync(join(tmpdir(), "nakodo-tabs-"));
    const flags = ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...FLAGS];
    const process = spawn(chromiumPath(), [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
    const port = await new Promise<string>((resolve, reject) => {
      process.once("exit", (code) => reject(new Error(`the browser ended with code ${code}`)));
      process.stderr?.on("data", (data: Buffer) => {
        const [, found] = /ws:\/\/[^:]+:(\d+)\//.exec(data.toString()) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    return new TabbedBrowser(process, profile, port);
  }

  /** Opens a tab, which is in front then. */
  async open(url: string): Promise<Tab> {
    const told: unknown = JSON.parse(await this.#tell(`/json/new?${url}`, "PUT"));
    if (!isTarget(told)) throw new Error("the browser opened no tab");
    const socket = new WebSocket(told.webSocketDebuggerUrl);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new Tab(socket, async () => {
      await this.#tell(`/json/activate/${told.id}`);
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
    await removeFolder(this.#profile);
  }

  async #tell(path: string, method = "GET"): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#port}${path}`, { method })).text();
  }
}

/** What the browser started may write for a moment longer, also into folders that have just been emptied. */
async function removeFolder(path: string): Promise<void> {
  for (let triesLeft = 100; ; triesLeft--) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if (triesLeft === 0) throw error;
      await setTimeout(LOOK_MS);
    }
  }
}

/** One tab. */
export class Tab {
  readonly #socket: WebSocket;
  /** Puts it in front of the others, which are hidden from then on. */
  readonly toFront: () => Promise<void>;
  #lastId = 0;

  constructor(socket: WebSocket, toFront: () => Promise<void>) {
    this.#socket = socket;
    this.toFront = toFront;
  }

  /** Runs `source`, an expression, in the page, and waits for what it gives. */
  async run(source: string): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      const onMessage = (data: unknown): void => {
        const told: unknown = JSON.parse(String(data));
        if (!isRecord(told) || told["id"] !== id) return;
        this.#socket.off("message", onMessage);
        const { result } = told;
        const value = isRecord(result) ? result["result"] : undefined;
        if (isRecord(value) && (!isRecord(result) || result["exceptionDetails"] === undefined))
          resolve(value["value"]);
        else reject(new Error(`${source}: ${JSON.stringify(told).slice(0, 500)}`));
      };
      this.#socket.on("message", onMessage);
    });
    const params = { expression: source, awaitPromise: true, returnByValue: true };
    this.#socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params }));
    return answer;
  }

  /** Waits until the expression is true. */
  async until(source: string): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while ((await this.run(source)) !== true) {
      if (performance.now() > endMs) throw new Error(`not seen: ${source}`);
      await setTimeout(LOOK_MS);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isTarget(value: unknown): value is { id: string; webSocketDebuggerUrl: string } {
  return (
    isRecord(value) && typeof value["id"] === "string" && typeof value["webSocketDebuggerUrl"] === "string"
  );
}
