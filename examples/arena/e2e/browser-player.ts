import { existsSync } from "node:fs";
import { type BrowserServer, chromium, type Page } from "playwright-core";
import type { ArenaSnapshot } from "../src/arena-hook.js";

export const FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** How long a condition may take to come true on a slow machine. */
export const PATIENCE_MS = 30_000;

/** Where chromium is, or a sentence that says how to get it. */
export function chromiumPath(): string {
  const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  if (existsSync(path)) return path;
  throw new Error(
    `No browser at ${path}: install one with \`apt-get install chromium\`, or name one in CHROMIUM_PATH.`,
  );
}

/** What a condition is called with: what the page knows, and an argument from the test. */
type Condition<Argument> = (arena: ArenaSnapshot, argument: Argument) => boolean;

/** One player: a browser process of its own with the arena's page. */
export class BrowserPlayer {
  readonly name: string;
  readonly page: Page;
  /** What the page wrote to its console, and what it threw. */
  readonly log: string[] = [];
  /** Exceptions that nobody caught. */
  readonly pageErrors: string[] = [];
  readonly #process: BrowserServer;

  private constructor(name: string, page: Page, process: BrowserServer) {
    this.name = name;
    this.page = page;
    this.#process = process;
    page.on("console", (message) => this.log.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => {
      this.log.push(`uncaught: ${error.stack ?? error.message}`);
      this.pageErrors.push(error.message);
    });
  }

  /** Starts a browser and opens the page. */
  static async open(
    name: string,
    url: string,
    size: { width: number; height: number } = { width: 960, height: 540 },
  ): Promise<BrowserPlayer> {
    const process = await chromium.launchServer({ executablePath: chromiumPath(), args: [...FLAGS] });
    const browser = await chromium.connect(process.wsEndpoint());
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(PATIENCE_MS);
    // Functions that are handed into the page carry a call of this, which keeps their names, from the compiler.
    await page.addInitScript("globalThis.__name ??= (target) => target");
    const player = new BrowserPlayer(name, page, process);
    await page.goto(url);
    await page.locator("#name").fill(name);
    return player;
  }

  /** What the page knows now. */
  snapshot(): Promise<ArenaSnapshot> {
    return this.page.evaluate(() => {
      if (window.arena === undefined) throw new Error("this page has no arena");
      return window.arena.snapshot();
    });
  }

  /**
   * Waits until `condition`, which runs in the page and sees only its arguments, holds; gives what the page knew then.
   *
   * @throws with `what` and the page's state when it does not come true
   */
  async until<Argument>(
    what: string,
    condition: Condition<Argument>,
    argument: Argument,
    timeoutMs = PATIENCE_MS,
  ): Promise<ArenaSnapshot> {
    try {
      await this.page.waitForFunction(
        ({ source, given }) => {
          const holds: Condition<unknown> = new Function(`return (${source})`)();
          return window.arena !== undefined && holds(window.arena.snapshot(), given);
        },
        { source: condition.toString(), given: argument },
        { timeout: timeoutMs },
      );
    } catch (cause) {
      const state = this.page.isClosed() ? "closed" : JSON.stringify(await this.snapshot());
      throw new Error(`${this.name}: not seen: ${what}. State: ${state}`, { cause });
    }
    return this.snapshot();
  }

  /** Makes a private match and gives its code. */
  async createPrivate(): Promise<string> {
    await this.page.locator("#private").click();
    await this.page.locator("#match-code").waitFor();
    return this.page.locator("#match-code").innerText();
  }

  /** Types a match's code and joins. */
  async join(code: string): Promise<void> {
    await this.page.locator("#code").fill(code);
    await this.page.getByRole("button", { name: "Join" }).click();
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  /** Closes the window as its user would: the page hears of it. */
  async closeWindow(): Promise<void> {
    const closed = this.page.waitForEvent("close");
    await this.page.close({ runBeforeUnload: true });
    await closed;
    await this.#process.close();
  }

  /** Ends the browser without a word to anybody. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Ends the browser, if it runs. */
  async dispose(): Promise<void> {
    await this.#process.close();
  }
}
