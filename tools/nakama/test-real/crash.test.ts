import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startNakama } from "../src/index.js";
import { descendants, runCli, testPort, untilGone } from "./processes.js";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function dataFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "nakodo-test-"));
  chmodSync(made, 0o711);
  folders.push(made);
  return made;
}

/** The command line tool, ready, with all processes that it has started. */
async function ready(...args: string[]) {
  const cli = runCli(["--port", String(await testPort()), ...args]);
  await cli.line("Nakama 3.40.0 at http://127.0.0.1:");
  const below = descendants(cli.pid);
  const only = (part: string): number => {
    const found = below.filter(({ command }) => command.includes(part));
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} processes with "${part}"`);
    return first.pid;
  };
  return { cli, below, nakamaPid: only("--socket.port="), postgresPid: only("unix_socket_directories=") };
}

describe("no process stays behind", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("L2 · after %s, which is a good end", async (signal) => {
    const { cli, below } = await ready("--temporary");
    cli.kill(signal);
    expect(await cli.ended).toMatchObject({ code: 0, errors: "" });
    await untilGone(below);
  });

  it("L2 · after a second Ctrl-C on top of the first", async () => {
    const { cli, below } = await ready("--temporary");
    cli.kill("SIGINT");
    cli.kill("SIGINT");
    expect((await cli.ended).code).toBe(0);
    await untilGone(below);
  });

  it("L2 · when Nakama is killed: the database ends too and the tool says why", async () => {
    const data = dataFolder();
    const { cli, below, nakamaPid } = await ready("--data", data);
    process.kill(nakamaPid, "SIGKILL");
    const { code, errors } = await cli.ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Nakama ended by itself \(signal SIGKILL\)/);
    await untilGone(below);
    expect(existsSync(join(data, "database", "cluster", "postmaster.pid"))).toBe(false);
  });

  it("L2 · when PostgreSQL is killed: Nakama ends too, and the next start recovers the data", async () => {
    const data = dataFolder();
    const { cli, below, postgresPid } = await ready("--data", data);
    process.kill(postgresPid, "SIGKILL");
    const { code, errors } = await cli.ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^PostgreSQL ended by itself \(signal SIGKILL\)/);
    await untilGone(below);
    expect(existsSync(join(data, "database", "cluster", "postmaster.pid"))).toBe(false);
    const next = await ready("--data", data);
    next.cli.kill("SIGINT");
    expect((await next.cli.ended).code).toBe(0);
    await untilGone(next.below);
  });

  it("L2 · when the tool itself is killed, and its temporary folder goes as well", async () => {
    const { cli, below } = await ready("--temporary");
    const data = /Data: (\S+)/.exec(await cli.line("Data: "))?.[1];
    if (data === undefined) throw new Error("no data folder named");
    expect(existsSync(data)).toBe(true);
    cli.kill("SIGKILL");
    await cli.ended;
    await untilGone(below);
    await vi.waitFor(() => expect(existsSync(data)).toBe(false), { timeout: 60_000 });
  });

  it("L2 · when the tool is killed, a lasting folder is fit for the next start", async () => {
    const data = dataFolder();
    const first = await ready("--data", data);
    first.cli.kill("SIGKILL");
    await untilGone(first.below);
    const second = await ready("--data", data);
    second.cli.kill("SIGTERM");
    expect((await second.cli.ended).code).toBe(0);
    await untilGone(second.below);
  });

  it("L2 · one that starts it from code learns of the end of a part", async () => {
    const nakama = await startNakama({ docker: false, quiet: true, temporary: true, port: await testPort() });
    const ours = descendants(process.pid).filter(({ command }) => command.includes(nakama.dataDir));
    process.kill(nakama.pid, "SIGKILL");
    expect(await nakama.exited).toEqual({ reason: "Nakama ended by itself (signal SIGKILL)" });
    await untilGone(ours);
    expect(existsSync(nakama.dataDir)).toBe(false);
    await nakama.stop();
  });

  it("L2 · the database's password is in no command line", async () => {
    const data = dataFolder();
    const { cli, below } = await ready("--data", data);
    const password = readFileSync(join(data, "database", "password"), "utf8").trim();
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(below.filter(({ command }) => command.includes(password))).toEqual([]);
    cli.kill("SIGINT");
    const { output, errors } = await cli.ended;
    expect(output + errors).not.toContain(password);
    for (const log of ["nakama.log", "postgres.log"]) {
      expect(readFileSync(join(data, log), "utf8")).not.toContain(password);
    }
  });
});
