import { describe, expect, it } from "vitest";
import { isGuidePage, programsOf, readGuidePage } from "../src/guide-page.js";
import { ROOT } from "../src/repository.js";
import { loadServerModule, runGuide } from "../src/run-guide.js";
import { checkSnippets, findSnippets } from "../src/snippet-compiler.js";

const importModule = (name: string): Promise<object> =>
  name === "node:util" ? import("node:util") : Promise.reject(new Error(`no ${name} here`));

/** What is wrong with a page of these lines. */
async function faultsOf(
  lines: readonly string[],
  limits: { readonly limitMs?: number } = {},
): Promise<string[]> {
  const page = readGuidePage("docs/services/a.md", lines.join("\n"));
  return (await runGuide(page, { importModule, ...limits })).map(
    (fault) => fault.split("\n    at ")[0] ?? "",
  );
}

describe("pages that are run", () => {
  it("L7 · the blocks of a page are one program, and what it prints stands behind the call or below it", async () => {
    const faults = await faultsOf([
      "```ts",
      'import { format, type InspectOptions } from "node:util";',
      "const options: InspectOptions = { depth: 0 };",
      "console.log(format(2), options); // → 2 { depth: 0 }",
      "```",
      "Text.",
      "```ts",
      "for (const one of [1, 2]) {",
      "  console.log(one, [options.depth]);",
      "  // → 1 [ 0 ]",
      "  // → 2 [ 0 ]",
      "}",
      "```",
    ]);
    expect(faults).toEqual([]);
  });

  it("L7 · what comes late is waited for, whichever line it is on", async () => {
    const faults = await faultsOf([
      "```ts",
      "setImmediate(() => console.log('late')); // → late",
      "console.log('early', new Date()); // → early …Z",
      "```",
    ]);
    expect(faults).toEqual([]);
  });

  it("L7 · what is printed and not said, said and not printed, or different is a fault at its line", async () => {
    const faults = await faultsOf([
      "```ts",
      "console.log(1); // → 2",
      "console.log('unsaid');",
      "if (Math.abs(1) > 2) console.log(); // → never",
      "```",
    ]);
    expect(faults).toEqual([
      'docs/services/a.md:2: printed "1", and the page says "2"',
      'docs/services/a.md:3: printed "unsaid", and the page says nothing: add `// → …`',
      'docs/services/a.md:4: printed nothing, and the page says "never"',
    ]);
  });

  it("L7 · a page that throws or never ends fails with the line that it had come to", async () => {
    expect(
      await faultsOf([
        "# A",
        "```ts",
        "const a: number[] = [];",
        "```",
        "```ts",
        "a.at(0)?.toFixed();",
        "(() => {",
        "  throw new Error('no');",
        "})();",
        "```",
      ]),
    ).toEqual(["docs/services/a.md:7: Error: no"]);
    expect(await faultsOf(["```ts", "await new Promise(() => {});", "```"], { limitMs: 200 })).toEqual([
      "docs/services/a.md:2: Error: still waiting after 200 ms",
    ]);
  });

  it("L7 · a server block is a module for the page's server", async () => {
    const lines = ["```ts server", "export const serverModule = () => 5;", "```"];
    const module = await loadServerModule(
      readGuidePage("docs/services/a.md", lines.join("\n")),
      importModule,
    );
    expect(typeof module === "function" && module()).toBe(5);
    expect(await loadServerModule(readGuidePage("docs/services/a.md", ""), importModule)).toBeUndefined();
  });

  it("L7 · a page is compiled as it is run: as one module, at the page's lines", () => {
    const page = [
      "```ts",
      "const a = 1;",
      "```",
      "```ts norun",
      "const a = 2;",
      "```",
      "```ts",
      "a.nothing;",
      "```",
    ];
    expect(checkSnippets(ROOT, findSnippets("docs/services/a.md", page.join("\n")))).toEqual([
      "docs/services/a.md:8: Property 'nothing' does not exist on type '1'.",
    ]);
  });

  it("L7 · of another page each block that says what it prints is a program", () => {
    const page = ["```ts", "const a = 1;", "```", "```ts", "const a = 1;", "console.log(a); // → 1", "```"];
    const programs = programsOf("README.md", page.join("\n")).map((one) => one.program);
    expect(programs).toEqual(["\n\n\n\nconst a = 1;\nconsole.log(a); // → 1"]);
  });

  it("L7 · only the pages of the services and of the match are run", () => {
    const paths = [
      "docs/services/friends.md",
      "docs/match/host.md",
      "docs/getting-started.md",
      "packages/core/README.md",
    ];
    expect(paths.filter(isGuidePage)).toEqual(["docs/services/friends.md", "docs/match/host.md"]);
  });
});
