import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Clock, Timer } from "../runtime/clock.js";
import { LocalServerError } from "../runtime/local-server-error.js";
import { type KeptParts, readData, writeData } from "./data-text.js";

/** So long after the first change the file is written: what changes meanwhile goes along. */
const SAVE_DELAY_MS = 250;

/**
 * Keeps a server's data in one file, so that it is still there after a restart. The file is only ever replaced as a
 * whole: what is found is the old or the new one, whenever the process ends. It is for its owner's eyes only.
 */
export class DataFile {
  readonly #path: string;
  readonly #parts: KeptParts;
  readonly #clock: Clock;
  readonly #warn: (text: string, error: unknown) => void;
  #written: string | undefined;
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #open = false;

  constructor(path: string, parts: KeptParts, clock: Clock, warn: (text: string, error: unknown) => void) {
    this.#path = path;
    this.#parts = parts;
    this.#clock = clock;
    this.#warn = warn;
  }

  /**
   * Reads the file, if there is one, into the empty stores, and writes it, to know that it can.
   *
   * @throws LocalServerError `invalid-data-file`
   */
  async open(): Promise<void> {
    const text = await this.#read();
    if (text !== undefined) {
      try {
        readData(text, this.#parts);
      } catch (error) {
        throw this.#refusal("cannot be used as a data file", error, "delete it to start empty");
      }
    }
    this.#written = text;
    try {
      await this.#write();
    } catch (error) {
      throw this.#refusal("cannot be written", error, "create its folder, or make it writable");
    }
    this.#open = true;
  }

  /** Something may have changed: soon the file will be written. */
  changed(): void {
    if (!this.#open || this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimer(SAVE_DELAY_MS, () => {
      this.#timer = undefined;
      this.#save();
    });
  }

  /** Writes what has changed since, and keeps nothing more. Resolves when the file is whole. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#timer?.cancel();
    this.#save();
    await this.#writing;
  }

  /** One write follows the other. What cannot be written now is written with the next change. */
  #save(): void {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => this.#warn(`"${this.#path}" cannot be written`, error));
  }

  async #write(): Promise<void> {
    const text = writeData(this.#parts);
    if (text === this.#written) return;
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, this.#path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    this.#written = text;
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw this.#refusal("cannot be read", error, "make it readable");
    }
  }

  #refusal(what: string, cause: unknown, cure: string): LocalServerError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new LocalServerError(
      "invalid-data-file",
      `"${this.#path}" ${what}: ${why}. Give another file, or ${cure}.`,
      { cause },
    );
  }
}
