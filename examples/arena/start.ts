import { networkInterfaces } from "node:os";
import { parseArgs } from "node:util";
import { LocalServerError, startLocalServer } from "@nakodo/local-server";
import { createServer } from "vite";

const DEFAULT_PORT = 7350;
const PAGE_PORT = 5173;

const HELP = `Starts a game server and the arena's page.

  --port N   port of the game server (default ${DEFAULT_PORT}); a Nakama that answers there already is used
  --lan      also for other devices in this network, such as phones (default: this computer only)
`;

/** A sentence for the one who starts the game; anything else is a fault of the program. */
class StartError extends Error {}

interface GameServer {
  readonly words: string;
  stop(): Promise<void>;
}

/** Starts the embedded server, or takes the Nakama that has the port already. */
async function openGameServer(port: number, host: string): Promise<GameServer> {
  try {
    const server = await startLocalServer({ port, host });
    return {
      words: `Embedded server on port ${server.port}: for development, everything is in memory.`,
      stop: () => server.stop(),
    };
  } catch (error) {
    if (!(error instanceof LocalServerError) || error.code !== "port-in-use") throw error;
    if (await isNakama(port)) {
      return {
        words: `Playing on the Nakama that runs on port ${port} already.`,
        stop: async () => undefined,
      };
    }
    throw new StartError(
      `Port ${port} is taken by a program that is no Nakama: end it, or choose another port with \`npm start -- --port ${port + 10}\`.`,
    );
  }
}

/** Whether what answers on the port speaks Nakama: it refuses a call without a token in Nakama's own words. */
async function isNakama(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/account`, { signal: AbortSignal.timeout(3000) });
    const body: unknown = await answer.json();
    return (
      answer.status === 401 && typeof body === "object" && body !== null && "code" in body && body.code === 16
    );
  } catch {
    return false;
  }
}

/** Serves the page from its sources. */
async function openPage(
  serverPort: number,
  isForLan: boolean,
): Promise<{ urls: string[]; stop(): Promise<void> }> {
  const vite = await createServer({
    configFile: `${import.meta.dirname}/vite.config.ts`,
    logLevel: "warn",
    server: { port: PAGE_PORT, host: isForLan ? "0.0.0.0" : "127.0.0.1" },
  });
  await vite.listen();
  const address = vite.httpServer?.address();
  if (typeof address !== "object" || address === null) throw new Error("the page's server has no address");
  const hosts = isForLan ? ["127.0.0.1", ...lanAddresses()] : ["127.0.0.1"];
  const urls = hosts.map((host) => {
    const query = serverPort === DEFAULT_PORT ? "" : `?server=${host}:${serverPort}`;
    return `http://${host}:${address.port}/${query}`;
  });
  return { urls, stop: () => vite.close() };
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}

function readOptions(): { port: number; lan: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: { port: { type: "string" }, lan: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    const port = Number(values.port ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new StartError(`--port ${values.port}: a whole number from 1 to 65535 is needed.`);
    }
    return { port, lan: values.lan ?? false, help: values.help ?? false };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  if (options.help) {
    print(HELP);
    return;
  }
  const server = await openGameServer(options.port, options.lan ? "0.0.0.0" : "127.0.0.1");
  const page = await openPage(options.port, options.lan);
  print(server.words);
  print("");
  for (const url of page.urls) print(`  Nakodo Arena   ${url}`);
  print("");
  print("Open it in two windows side by side. Ctrl-C ends everything.");
  const stop = (): void => {
    void Promise.allSettled([page.stop(), server.stop()]).then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  const text = error instanceof StartError || error instanceof LocalServerError ? error.message : error;
  process.stderr.write(`${text instanceof Error ? text.stack : text}\n`);
  process.exit(1);
});
