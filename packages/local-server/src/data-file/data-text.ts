import { MalformedMessage } from "../messages/malformed-message.js";
import type { Kept } from "./kept.js";

/** The form of the file. One that is newer than this cannot be read. */
export const DATA_VERSION = 1;

/** What a server keeps, by name. */
export type KeptParts = Readonly<Record<string, Kept>>;

/** Writes all that is kept as one JSON text, a line for each part. */
export function writeData(parts: KeptParts): string {
  const lines = Object.entries(parts).map(([name, part]) => `${JSON.stringify(name)}: ${part.save()}`);
  return `{\n${[`"version": ${DATA_VERSION}`, ...lines].join(",\n")}\n}\n`;
}

/**
 * Reads what `writeData` wrote into parts that are empty. A part that the text lacks stays empty.
 *
 * @throws MalformedMessage that says what is wrong with the text, and never shows what stands in it.
 */
export function readData(text: string, parts: KeptParts): void {
  const json = parse(text);
  if (typeof json !== "object" || json === null) throw new MalformedMessage("it is no JSON object");
  const { version, ...rest } = { version: undefined, ...json };
  if (typeof version !== "number") throw new MalformedMessage("it has no version");
  if (version !== DATA_VERSION) {
    throw new MalformedMessage(`it is of version ${version}, and this server reads version ${DATA_VERSION}`);
  }
  for (const [name, part] of Object.entries<unknown>(rest)) {
    const store = parts[name];
    if (store === undefined) throw new MalformedMessage(`"${name}" is nothing that this server keeps`);
    try {
      store.restore(part);
    } catch (error) {
      throw new MalformedMessage(`its ${name} cannot be read (${reasonOf(error)})`);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedMessage("it is no JSON");
  }
}

/** Without the value that does not fit, which may be somebody's. */
function reasonOf(error: unknown): string {
  if (!(error instanceof MalformedMessage)) return "it holds text that is no JSON";
  return error.message.replace(/^(proto: invalid value for .*? field \w+): .*$/s, "$1");
}
