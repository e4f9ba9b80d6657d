import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserPlayer } from "./browser-player.js";

/** Counts what was checked, and keeps pictures of it. */
export class Checks {
  #passed = 0;
  #failed = 0;

  get failed(): number {
    return this.#failed;
  }

  /** Begins a series whose pictures lie in a folder of their own. */
  series(folder: string): Series {
    mkdirSync(folder, { recursive: true });
    return new Series(folder, (isGood) => {
      if (isGood) this.#passed++;
      else this.#failed++;
    });
  }

  /** Counts something that broke outside of a check. */
  broken(what: string, error: unknown): void {
    this.#failed++;
    process.stdout.write(`  ✗ ${what}\n    ${error instanceof Error ? error.message : String(error)}\n`);
  }

  /** Writes the totals where they are wanted, and as the last line. */
  finish(): void {
    const file = process.env["NAKODO_TOTALS"];
    if (file !== undefined) {
      appendFileSync(file, `${JSON.stringify({ passed: this.#passed, failed: this.#failed })}\n`);
    }
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
  }
}

/** Checks that build on each other: after one has failed, the rest fail, too. */
export class Series {
  readonly #folder: string;
  readonly #count: (isGood: boolean) => void;
  readonly #players = new Set<BrowserPlayer>();
  #shots = 0;
  #hasFailed = false;

  constructor(folder: string, count: (isGood: boolean) => void) {
    this.#folder = folder;
    this.#count = count;
  }

  /** Pictures and console of this player are kept when a check fails. */
  watch(player: BrowserPlayer): void {
    this.#players.add(player);
  }

  unwatch(player: BrowserPlayer): void {
    this.#players.delete(player);
  }

  /** One check: passes when `run` resolves. */
  async check(title: string, run: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) {
      this.#count(false);
      process.stdout.write(`  ✗ ${title}\n    not reached: a check before it failed\n`);
      return;
    }
    const startedAtMs = performance.now();
    try {
      await run();
      this.#count(true);
      process.stdout.write(`  ✓ ${title} (${Math.round(performance.now() - startedAtMs)} ms)\n`);
    } catch (error) {
      this.#hasFailed = true;
      this.#count(false);
      process.stdout.write(`  ✗ ${title}\n    ${error instanceof Error ? error.message : String(error)}\n`);
      await this.#keepEvidence();
    }
  }

  /** Keeps a picture of what a player sees: `NN-name.png`. */
  async picture(name: string, player: BrowserPlayer): Promise<void> {
    this.#shots++;
    await player.screenshot(join(this.#folder, `${String(this.#shots).padStart(2, "0")}-${name}.png`));
  }

  async #keepEvidence(): Promise<void> {
    for (const player of this.#players) {
      const file = join(this.#folder, `failed-${player.name}`);
      writeFileSync(`${file}.log`, `${player.log.join("\n")}\n`);
      // A page that has gone has no picture, and the failure is told already.
      await player.screenshot(`${file}.png`).catch(() => undefined);
      process.stdout.write(`    see ${file}.log and .png\n`);
    }
  }
}
