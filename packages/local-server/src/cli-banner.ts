import type { CliWish } from "./cli-options.js";
import type { LocalServer } from "./local-server.js";

/** What the command line says once the server listens. */
export function bannerOf(
  { url, host, serverKey }: Pick<LocalServer, "url" | "host" | "serverKey">,
  { options, modules }: Pick<Extract<CliWish, { kind: "start" }>, "options" | "modules">,
): readonly string[] {
  const { dataFile } = options;
  return [
    `Nakodo local server at ${url} (server key "${serverKey}")`,
    "FOR DEVELOPMENT AND TESTS ONLY: it protects nobody's data, and is no server for players.",
    ...(isLoopback(host) ? [] : [`Whoever reaches ${host} may sign in and call its modules.`]),
    dataFile === undefined
      ? "Everything is in memory, and gone when it stops (--data FILE keeps it)."
      : `Accounts, storage, friends and the like are kept in ${dataFile}.`,
    ...modules.map((module) => `Module: ${module}`),
    "Ctrl-C ends it.",
  ];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
