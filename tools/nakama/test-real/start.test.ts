import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type NakamaOptions, type RunningNakama, startNakama } from "../src/index.js";
import { descendants, testPort, untilGone } from "./processes.js";
import { healthStatus, lifeSec, signIn } from "./requests.js";

const running: RunningNakama[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((nakama) => nakama.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(options: NakamaOptions): Promise<RunningNakama> {
  const nakama = await startNakama({ docker: false, quiet: true, port: await testPort(), ...options });
  running.push(nakama);
  return nakama;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "nakodo-test-"));
  folders.push(made);
  return made;
}

describe("a real Nakama", () => {
  it("L2 · a temporary server answers, and leaves neither process nor folder", async () => {
    const nakama = await start({ temporary: true });
    expect(await healthStatus(nakama)).toBe(200);
    expect(nakama).toMatchObject({ host: "127.0.0.1", serverKey: "defaultkey" });
    const ours = descendants(process.pid).filter(({ command }) => command.includes(nakama.dataDir));
    expect(ours.map(({ pid }) => pid)).toContain(nakama.pid);
    expect(ours.length).toBeGreaterThan(1);
    await nakama.stop();
    expect(await nakama.exited).toEqual({ reason: "stopped" });
    await untilGone(ours);
    expect(existsSync(nakama.dataDir)).toBe(false);
  });

  it("L2 · several run side by side and know nothing of each other", async () => {
    const [one, two] = [await start({ temporary: true }), await start({ temporary: true })];
    expect((await signIn(one, "device-one-of-two", true)).status).toBe(200);
    expect((await signIn(two, "device-one-of-two", false)).status).toBe(404);
  });

  it("L2 · several started at the same moment without a port share out the free ones", async () => {
    const starts = [1, 2, 3].map(() => startNakama({ docker: false, quiet: true, temporary: true }));
    const all = await Promise.all(starts);
    running.push(...all);
    expect(new Set(all.map(({ port }) => port)).size).toBe(3);
    for (const [at, nakama] of all.entries()) {
      expect((await signIn(nakama, `device-number-${at}`, true)).status).toBe(200);
      for (const other of all) {
        if (other !== nakama) expect((await signIn(other, `device-number-${at}`, false)).status).toBe(404);
      }
    }
  });

  it("L2 · data survives a restart, and a reset wipes it but nothing else in the folder", async () => {
    const dataDir = folder();
    chmodSync(dataDir, 0o711);
    const foreign = join(dataDir, "notes.txt");
    writeFileSync(foreign, "mine");
    const first = await start({ dataDir });
    expect((await signIn(first, "device-that-stays", true)).status).toBe(200);
    await first.stop();
    const second = await start({ dataDir });
    expect((await signIn(second, "device-that-stays", false)).status).toBe(200);
    await second.stop();
    const third = await start({ dataDir, reset: true });
    expect((await signIn(third, "device-that-stays", false)).status).toBe(404);
    expect(existsSync(foreign)).toBe(true);
  });

  it("L2 · a data folder in use is refused, also for a reset, and goes on working", async () => {
    const first = await start({ temporary: true });
    for (const reset of [false, true]) {
      await expect(start({ dataDir: first.dataDir, reset })).rejects.toThrow(
        /in use by another server: stop that one/,
      );
    }
    expect((await signIn(first, "device-still-served", true)).status).toBe(200);
  });

  it("L2 · the life of tokens is Nakama's own unless asked for", async () => {
    const usual = (await signIn(await start({ temporary: true }), "device-with-tokens", true)).body;
    expect([lifeSec(usual, "token"), lifeSec(usual, "refresh_token")]).toEqual([60, 3600]);
    const short = await start({ temporary: true, tokenExpirySec: 3, refreshTokenExpirySec: 7 });
    const { body } = await signIn(short, "device-with-tokens", true);
    expect([lifeSec(body, "token"), lifeSec(body, "refresh_token")]).toEqual([3, 7]);
  });

  it("L2 · the server modules in the folder run", async () => {
    const modulesDir = folder();
    writeFileSync(
      join(modulesDir, "index.js"),
      `function rpcEcho(ctx, logger, nk, payload) { return payload; }
       function InitModule(ctx, logger, nk, initializer) { initializer.registerRpc("echo", rpcEcho); }`,
    );
    const { host, port } = await start({ temporary: true, modulesDir });
    const reply = await fetch(`http://${host}:${port}/v2/rpc/echo?http_key=defaulthttpkey&unwrap`, {
      method: "POST",
      body: '{"said":"hello"}',
    });
    expect(await reply.json()).toEqual({ said: "hello" });
  });

  it("L2 · a module that Nakama cannot load is named in the error, and nothing stays", async () => {
    const modulesDir = folder();
    writeFileSync(join(modulesDir, "index.js"), "function InitModule( {");
    await expect(start({ temporary: true, modulesDir })).rejects.toThrow(
      /Nakama 3\.40\.0 did not start \(.*index\.js/i,
    );
    expect(descendants(process.pid).filter(({ command }) => command.includes("nakodo-nakama-"))).toEqual([]);
  });

  it("L2 · an abort ends a start, and later the server", async () => {
    const early = new AbortController();
    const starting = start({ temporary: true, signal: early.signal });
    early.abort(new Error("enough"));
    await expect(starting).rejects.toThrow("enough");
    const late = new AbortController();
    const nakama = await start({ temporary: true, signal: late.signal });
    const ours = descendants(process.pid).filter(({ command }) => command.includes(nakama.dataDir));
    late.abort();
    expect(await nakama.exited).toEqual({ reason: "stopped by its signal" });
    await untilGone(ours);
  });
});
