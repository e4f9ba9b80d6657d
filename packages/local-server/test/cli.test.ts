import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-server-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line, and reads what it prints. */
function run(...args: readonly string[]): {
  readonly lines: string[];
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly end: () => Promise<number | null>;
} {
  const child = spawn(process.execPath, ["--import", "tsx", CLI, ...args]);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  let rest = "";
  let look: () => void = () => undefined;
  const read = (data: Buffer): void => {
    const parts = (rest + data.toString("utf8")).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    look();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return {
    lines,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = lines.map((line) => pattern.exec(line)).find((one) => one !== null);
          if (match !== undefined && match !== null) resolve(match);
        };
        look();
        void exited.then((code) => reject(new Error(`ended with ${code}: ${lines.join("\n")}`)));
      }),
    end() {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

async function signIn(url: string, id: string): Promise<string> {
  const response = await fetch(`${url}/v2/account/authenticate/device`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from("defaultkey:").toString("base64")}` },
    body: JSON.stringify({ id }),
  });
  const token = /"token":"([^"]+)"/.exec(await response.text())?.[1] ?? "";
  return `Bearer ${token}`;
}

describe("the command line", () => {
  it("L1 · runs a module in TypeScript, logs each request without its secrets, and keeps data over a restart", async () => {
    const module = join(folder, "server.ts");
    await writeFile(
      module,
      `enum Greeting { Morning = "good morning" }
       export default function server(init: { registerRpc(id: string, run: () => string): void }): void {
         init.registerRpc("greet", () => Greeting.Morning);
       }`,
    );
    const data = join(folder, "data.json");
    const args = ["--port", "0", "--modules", module, "--data", data, "--log"];
    const first = run(...args);
    const [, url = ""] = await first.until(/^Nakodo local server at (http:\/\/127\.0\.0\.1:\d+) /);
    await first.until(/^Ctrl-C ends it\.$/);
    expect(first.lines).toEqual([
      `Nakodo local server at ${url} (server key "defaultkey")`,
      expect.stringMatching(/^FOR DEVELOPMENT AND TESTS ONLY: /),
      `Accounts, storage, friends and the like are kept in ${data}.`,
      `Module: ${module}`,
      "Ctrl-C ends it.",
    ]);
    const authorization = await signIn(url, "secret-device");
    const headers = { authorization };
    const greeted = await fetch(`${url}/v2/rpc/greet?secret=1`, {
      method: "POST",
      headers,
      body: '"secret"',
    });
    expect(await greeted.text()).toContain("good morning");
    await first.until(/^POST \/v2\/rpc\/greet 200 \d+ ms$/);
    expect(first.lines.slice(5).join("\n")).not.toMatch(/secret|Bearer|eyJ/);
    expect(await first.end()).toBe(0);
    expect(await readFile(data, "utf8")).toContain("secret-device");
    const second = run(...args);
    const [, again = ""] = await second.until(/ at (http:\S+) /);
    const account = await fetch(`${again}/v2/account`, { headers });
    expect(await account.text()).toContain("secret-device");
  }, 60_000);

  it("L1 · says in one line what is wrong, and ends with 1", async () => {
    const data = join(folder, "broken.json");
    await writeFile(data, "{");
    const failed = run("--port", "0", "--data", data);
    await expect(failed.until(/never/)).rejects.toThrow(
      `ended with 1: "${data}" cannot be used as a data file: it is no JSON. Give another file, or delete it to start empty.`,
    );
  }, 60_000);
});
