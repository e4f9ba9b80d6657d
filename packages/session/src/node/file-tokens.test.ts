import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileTokens } from "./file-tokens.js";

const TOKENS = { token: "a.b.c", refreshToken: "d.e.f", lifetimeMs: 60_000 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nakodo-tokens-"));
});

afterEach(() => rm(folder, { recursive: true }));

describe("tokens in a file", () => {
  it("A10 · come back as they were saved, in a folder that is made, and are forgotten", async () => {
    const store = fileTokens(join(folder, "game", "session.json"));
    expect(await store.load()).toBeUndefined();
    await store.save(TOKENS);
    await store.save({ ...TOKENS, token: "g.h.i" });
    expect(await store.load()).toEqual({ ...TOKENS, token: "g.h.i" });
    await store.clear();
    await store.clear();
    expect(await store.load()).toBeUndefined();
  });

  it("A10 · can be read by their owner only, even where everybody could before", async () => {
    const path = join(folder, "session.json");
    await writeFile(path, "{}");
    await chmod(path, 0o666);
    await fileTokens(path).save(TOKENS);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(TOKENS);
  });

  it("A10 · saved by many at once are one's or another's, whole, and nothing else is left", async () => {
    const path = join(folder, "session.json");
    const all = Array.from({ length: 20 }, (_, index) => ({
      ...TOKENS,
      token: `${"x".repeat(9000)}.${index}`,
    }));
    await Promise.all(all.map((tokens) => fileTokens(path).save(tokens)));
    expect(all).toContainEqual(await fileTokens(path).load());
    expect(await readdir(folder)).toEqual(["session.json"]);
  });

  it("A10 · that cannot be kept are told of, and leave nothing behind", async () => {
    const path = join(folder, "taken");
    await fileTokens(join(path, "session.json")).save(TOKENS);
    await expect(fileTokens(path).save(TOKENS)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["taken"]);
    await writeFile(join(path, "session.json"), "rubbish");
    await expect(fileTokens(join(path, "session.json")).load()).rejects.toThrow(SyntaxError);
  });
});
