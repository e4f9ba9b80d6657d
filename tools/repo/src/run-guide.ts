import { formatWithOptions } from "node:util";
import type { GuidePage } from "./guide-page.js";
import {
  compileGuideProgram,
  compileServerModule,
  type PrintSite,
  type ProgramHost,
} from "./guide-program.js";

/** How to run a page. */
export interface GuideRunOptions {
  /** Gives the modules that the program imports. */
  readonly importModule: (name: string) => Promise<object>;
  /** How long the program, and then what it has still to print, may take, in ms (default 25000). */
  readonly limitMs?: number;
}

/** Anything that stands for any text in what a page says that it prints. */
const ANYTHING = "…";

/**
 * Runs the program of a page and compares what it prints with what the page says.
 *
 * @returns what is wrong, as `page:line: what`; nothing when the page is right
 */
export async function runGuide(page: GuidePage, options: GuideRunOptions): Promise<string[]> {
  const { importModule, limitMs = 25_000 } = options;
  const { code, sites } = compileGuideProgram(page.program);
  const printed = new Map<number, string[]>();
  let line = 1;
  let look = (): void => {};
  const host: ProgramHost = {
    at(next) {
      line = next;
    },
    log:
      (site) =>
      (...values) => {
        printed.set(site, [...(printed.get(site) ?? []), formatWithOptions({ breakLength: 100 }, ...values)]);
        look();
      },
    import: importModule,
  };
  const isComplete = (): boolean =>
    sites.every((site) => site.expected.length === 0 || textAt(printed, site).length >= site.expected.length);
  let limit: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Error(`still waiting after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([asyncFunction(code)(host), tooLate]);
    const complete = new Promise<void>((resolve) => {
      look = () => isComplete() && resolve();
      look();
    });
    // What is missing then is said below, each with its line.
    await Promise.race([complete, tooLate.catch(() => {})]);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [...faultsOf(page, sites, printed, true), `${page.path}:${line}: ${text}`];
  } finally {
    clearTimeout(limit);
  }
  return faultsOf(page, sites, printed, false);
}

/** The server module of a page, unchecked; `undefined` where the page has none. */
export async function loadServerModule(
  { server }: GuidePage,
  importModule: (name: string) => Promise<object>,
): Promise<unknown> {
  return server === undefined
    ? undefined
    : asyncFunction(compileServerModule(server))({ import: importModule });
}

function asyncFunction(code: string): (host: object) => Promise<unknown> {
  // `eval` in a function: the code is the page's own.
  return new Function("$page", `"use strict"; return (async () => {${code}\n})();`) as (
    host: object,
  ) => Promise<unknown>;
}

/** Where a program was broken off, what it has not printed is no fault. */
function faultsOf(
  { path }: GuidePage,
  sites: readonly PrintSite[],
  printed: ReadonlyMap<number, readonly string[]>,
  brokenOff: boolean,
): string[] {
  return sites.flatMap((site) => {
    const { line, expected } = site;
    const said = textAt(printed, site);
    if (said.length === 0 && (brokenOff || expected.length === 0)) return [];
    if (said.length === 0) return [`${path}:${line}: printed nothing, and the page says ${quoted(expected)}`];
    if (expected.length === 0) {
      return [`${path}:${line}: printed ${quoted(said)}, and the page says nothing: add \`// → …\``];
    }
    return matches(said.join("\n"), expected.join("\n"))
      ? []
      : [`${path}:${line}: printed ${quoted(said)}, and the page says ${quoted(expected)}`];
  });
}

function textAt(printed: ReadonlyMap<number, readonly string[]>, { line }: PrintSite): string[] {
  return (printed.get(line) ?? []).flatMap((text) => text.split("\n"));
}

function quoted(lines: readonly string[]): string {
  return JSON.stringify(lines.join("\n"));
}

function matches(said: string, expected: string): boolean {
  const parts = expected.split(ANYTHING).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`).test(said);
}
