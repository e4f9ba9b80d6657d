import { parseArgs } from "node:util";
import { LocalServerError } from "./runtime/local-server-error.js";
import type { LocalServerOptions } from "./start-local-server.js";

/** What the command line prints for `--help`. */
export const CLI_HELP = `nakodo-local-server: an in-memory Nakama for development and tests

  --port N                   port to listen on, 0 for a free one (7350)
  --host ADDRESS             address to listen on (127.0.0.1: this computer only)
  --token-expiry SECONDS     life of a session token (60)
  --matchmaker-interval S    how often the matchmaker looks for matches, in seconds (1; a real Nakama: 15)
  --modules FILE             a server module, such as ./server.ts or ./server.mjs; may be given more than once
  --data FILE                keep accounts, storage, friends and the like in this file (in memory only)
  --log                      print a line for each request; never a token, key, password or body
  --help                     print this
`;

/** What the command line asks for. */
export type CliWish =
  | { readonly kind: "help" }
  | {
      readonly kind: "start";
      readonly options: LocalServerOptions;
      readonly modules: readonly string[];
      readonly log: boolean;
    };

/**
 * Reads the arguments of the command line.
 *
 * @throws LocalServerError `invalid-option` for an argument that is unknown or not a number where one is needed.
 */
export function readCliOptions(args: readonly string[]): CliWish {
  const values = parse(args);
  if (values.help === true) return { kind: "help" };
  const options = {
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.data === undefined ? {} : { dataFile: values.data }),
    ...numberOption("port", values.port),
    ...numberOption("tokenExpirySec", values["token-expiry"]),
    ...numberOption("matchmakerIntervalSec", values["matchmaker-interval"]),
  };
  return { kind: "start", options, modules: values.modules ?? [], log: values.log === true };
}

interface CliValues {
  readonly port?: string;
  readonly host?: string;
  readonly "token-expiry"?: string;
  readonly "matchmaker-interval"?: string;
  readonly modules?: readonly string[];
  readonly data?: string;
  readonly log?: boolean;
  readonly help?: boolean;
}

function parse(args: readonly string[]): CliValues {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "token-expiry": { type: "string" },
        "matchmaker-interval": { type: "string" },
        modules: { type: "string", multiple: true },
        data: { type: "string" },
        log: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new LocalServerError("invalid-option", `${message} (--help lists the options)`, { cause: error });
  }
}

function numberOption<Name extends string>(
  name: Name,
  text: string | undefined,
): { readonly [N in Name]?: number } {
  if (text === undefined) return {};
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) {
    const option: { [N in Name]?: number } = {};
    option[name] = value;
    return option;
  }
  throw new LocalServerError("invalid-option", `"${text}" is not a number (--help lists the options)`);
}
