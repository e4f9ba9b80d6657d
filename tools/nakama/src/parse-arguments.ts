import { parseArgs } from "node:util";
import type { NakamaOptions } from "./nakama-options.js";
import { SetupError } from "./setup-error.js";

/** What `npm run nakama -- --help` prints. */
export const USAGE = `npm run nakama [-- OPTIONS] [-- FLAGS FOR NAKAMA]

  --port N                     HTTP and sockets; gRPC is one below (default 7350, or the next free)
  --data DIR                   folder of the database (default: one per port, in the cache folder)
  --temporary                  a fresh data folder, deleted at the end
  --reset                      empty the data folder first
  --modules DIR                folder of server modules (index.js, *.lua)
  --matchmaker-interval SEC    between two rounds of the matchmaker (default 15)
  --token-expiry SEC           life of a session token (default 60)
  --refresh-token-expiry SEC   life of a refresh token (default 3600)
  --docker, --no-docker        Docker only; never Docker (default: Docker where its daemon runs)
  --quiet                      only the line that says it is ready
  --help                       this text`;

/** What a command line asks for. */
export type Command = { readonly kind: "help" } | { readonly kind: "start"; readonly options: NakamaOptions };

/**
 * Reads the arguments after the script's name.
 * @throws SetupError for one that is unknown or not a number where a number is due.
 */
export function parseArguments(argv: readonly string[]): Command {
  const { values, extraArgs } = read(argv);
  if (values.help === true) return { kind: "help" };
  if (values.docker === true && values["no-docker"] === true) {
    throw new SetupError("Choose one of --docker and --no-docker.");
  }
  const options: NakamaOptions = { extraArgs };
  const port = wholeNumber("port", values.port);
  if (port !== undefined) options.port = port;
  const matchmakerIntervalSec = wholeNumber("matchmaker-interval", values["matchmaker-interval"]);
  if (matchmakerIntervalSec !== undefined) options.matchmakerIntervalSec = matchmakerIntervalSec;
  const tokenExpirySec = wholeNumber("token-expiry", values["token-expiry"]);
  if (tokenExpirySec !== undefined) options.tokenExpirySec = tokenExpirySec;
  const refreshTokenExpirySec = wholeNumber("refresh-token-expiry", values["refresh-token-expiry"]);
  if (refreshTokenExpirySec !== undefined) options.refreshTokenExpirySec = refreshTokenExpirySec;
  if (values.data !== undefined) options.dataDir = values.data;
  if (values.modules !== undefined) options.modulesDir = values.modules;
  if (values.temporary === true) options.temporary = true;
  if (values.reset === true) options.reset = true;
  if (values.quiet === true) options.quiet = true;
  if (values.docker === true) options.docker = true;
  if (values["no-docker"] === true) options.docker = false;
  return { kind: "start", options };
}

function read(argv: readonly string[]) {
  const end = argv.indexOf("--");
  const own = end === -1 ? argv : argv.slice(0, end);
  const extraArgs = end === -1 ? [] : argv.slice(end + 1);
  try {
    const { values } = parseArgs({
      args: [...own],
      options: {
        port: { type: "string" },
        data: { type: "string" },
        temporary: { type: "boolean" },
        reset: { type: "boolean" },
        modules: { type: "string" },
        "matchmaker-interval": { type: "string" },
        "token-expiry": { type: "string" },
        "refresh-token-expiry": { type: "string" },
        docker: { type: "boolean" },
        "no-docker": { type: "boolean" },
        quiet: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return { values, extraArgs };
  } catch (error) {
    const cause = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error);
    throw new SetupError(`${cause}: "npm run nakama -- --help" lists the options.`);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new SetupError(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
}
