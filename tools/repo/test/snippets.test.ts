import { describe, expect, it } from "vitest";
import { ROOT } from "../src/repository.js";
import { checkSnippets, findSnippets } from "../src/snippet-compiler.js";
import { snippets } from "../src/snippets.js";

describe("code in the pages", () => {
  it("L7 · only blocks marked ts are taken, with the line where their code begins", () => {
    const page = [
      "# A page",
      "```ts",
      "const a = 1;",
      "```",
      "```sh",
      "npm start",
      "```",
      "```ts nocheck",
      "wrong(",
      "```",
      "````ts",
      "const b = 2;",
      "const c = `3`;",
      "````",
    ].join("\n");
    expect(findSnippets("a.md", page)).toEqual([
      { page: "a.md", line: 3, code: "const a = 1;" },
      { page: "a.md", line: 12, code: "const b = 2;\nconst c = `3`;" },
    ]);
  });

  it("L7 · a block that does not compile is reported with its place in the page", () => {
    const wrong = [
      { page: "a.md", line: 10, code: 'import { t } from "@nakodo/core";\n\nt.nothing;' },
      { page: "b.md", line: 20, code: "const a = 1;" },
      { page: "b.md", line: 30, code: "const a: string = 1;\nconst b = (;" },
    ];
    expect(checkSnippets(ROOT, wrong)).toEqual([
      expect.stringMatching(/^a\.md:12: Property 'nothing' does not exist/),
      "b.md:31: Expression expected.",
      "b.md:30: Type 'number' is not assignable to type 'string'.",
    ]);
  });

  it("L7 · every block in the README and the guides compiles as it stands", async () => {
    expect((await snippets.run()).faults).toEqual([]);
  });
});
