import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { TokenStore } from "../token-store.js";

/**
 * Keeps the tokens in the file at `path`, which only its owner can read (permissions 0600). Its folder is made when
 * there is none. A save replaces the whole file at once: a program that ends in the middle of it leaves the tokens
 * of before.
 */
export function fileTokens(path: string): TokenStore {
  return {
    load: async () => {
      const text = await readFile(path, "utf8").catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      return text === undefined ? undefined : JSON.parse(text);
    },
    save: async (tokens) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const next = `${path}.${randomUUID()}.tmp`;
      try {
        await writeDown(next, JSON.stringify(tokens));
        await rename(next, path);
      } catch (error) {
        await rm(next, { force: true });
        throw error;
      }
    },
    clear: () => rm(path, { force: true }),
  };
}

/** Resolves when the text would survive a loss of power. */
async function writeDown(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
