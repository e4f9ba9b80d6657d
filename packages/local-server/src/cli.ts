#!/usr/bin/env node
import { bannerOf } from "./cli-banner.js";
import { CLI_HELP, readCliOptions } from "./cli-options.js";
import { loadModule } from "./load-module.js";
import { LocalServerError } from "./runtime/local-server-error.js";
import { startLocalServer } from "./start-local-server.js";

async function main(): Promise<void> {
  const wish = readCliOptions(process.argv.slice(2));
  if (wish.kind === "help") {
    process.stdout.write(CLI_HELP);
    return;
  }
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const modules = await Promise.all(wish.modules.map(loadModule));
  const server = await startLocalServer({ ...wish.options, modules, ...(wish.log ? { log: print } : {}) });
  for (const line of bannerOf(server, wish)) print(line);
  const stop = (): void => {
    void server.stop().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  const text = error instanceof LocalServerError ? error.message : error;
  process.stderr.write(`${text instanceof Error ? text.stack : text}\n`);
  process.exitCode = 1;
});
