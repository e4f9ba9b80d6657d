import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { HOST } from "../../src/ids.js";
import { Schema } from "../../src/remotes/schema.js";
import { SimulatedMatch } from "../simulated-match.js";

type Fixture = typeof import("./fish.js");

const source = fileURLToPath(new URL("fish.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nakodo-decorators-"));
afterAll(() => rmSync(folder, { recursive: true }));

const base = ts.readConfigFile(
  fileURLToPath(new URL("../../../../tsconfig.base.json", import.meta.url)),
  (path) => readFileSync(path, "utf8"),
).config.compilerOptions;

function options(experimentalDecorators: boolean): ts.CompilerOptions {
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...base,
      experimentalDecorators,
      noEmit: true,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
    },
    dirname(source),
  );
  return options;
}

/** Reads each file once for all programs, and no doc comments: most of the time goes into the platform's own types. */
const host = ts.createCompilerHost(options(false));
host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
const read = host.getSourceFile.bind(host);
const files = new Map<string, ts.SourceFile | undefined>();
host.getSourceFile = (path, ...how) => {
  if (!files.has(path)) files.set(path, read(path, ...how));
  return files.get(path);
};

/** The module as a game's own tools make it: with the decorators lowered by `compiler`, and bundled. */
async function run(compiler: "typescript" | "esbuild", experimentalDecorators: boolean): Promise<Fixture> {
  const compilerOptions = {
    ...base,
    experimentalDecorators,
    useDefineForClassFields: !experimentalDecorators,
  };
  const contents = readFileSync(source, "utf8");
  const stdin =
    compiler === "esbuild"
      ? { contents, loader: "ts" as const }
      : {
          contents: ts.transpileModule(contents, {
            compilerOptions: { ...options(experimentalDecorators), noEmit: false },
          }).outputText,
          loader: "js" as const,
        };
  const { outputFiles } = await build({
    stdin: { ...stdin, resolveDir: dirname(source) },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "es2022",
    conditions: ["@nakodo/source"],
    tsconfigRaw: { compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true } },
  });
  const file = join(folder, `${compiler}-${experimentalDecorators}.mjs`);
  writeFileSync(file, outputFiles[0]?.contents ?? "");
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}

const flavours = [
  ["standard decorators", false],
  ["experimentalDecorators", true],
] as const;

describe.each(flavours)("%s", (_name, experimentalDecorators) => {
  it("R6 · right uses compile, and wrong ones do not", { timeout: 120_000 }, () => {
    const program = ts.createProgram([source], options(experimentalDecorators), host);
    // Of this file alone: all that it imports is checked with its own package.
    const errors = ts
      .getPreEmitDiagnostics(program, program.getSourceFile(source))
      .map(({ file, start, messageText }) => {
        const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
        return `${file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      });
    expect(errors).toEqual([]);
  });

  it.each(["typescript", "esbuild"] as const)(
    "R6 · lowered by %s, methods are declared and called as by a table",
    { timeout: 60_000 },
    async (compiler) => {
      const { Fish, FishRemotes, SwimmerRemotes, A, mistakes } = await run(compiler, experimentalDecorators);
      expect(
        FishRemotes.methods.map((one) => `${one.type}.${one.name} ${one.mode} ${one.transfer}`).sort(),
      ).toEqual([
        "Fish.eat anyPeer reliable",
        "Fish.move authority unreliableOrdered",
        "Fish.say anyPeer reliable",
      ]);
      expect(SwimmerRemotes.methods.map((one) => one.name).sort()).toEqual(["move", "say"]);
      const schema = new Schema([FishRemotes, SwimmerRemotes]);
      expect(schema.typeOf(new A())).toBe(SwimmerRemotes);
      const match = SimulatedMatch.of(2, 1, undefined, { schema });
      const [host, guest] = match.peers.map((peer) => {
        const fish = new Fish();
        peer.engine.add("/fish", fish);
        return { peer, fish };
      });
      if (host === undefined || guest === undefined) throw new Error("no match");
      guest.peer.engine.call(HOST, guest.fish, "say", ["hello"], false);
      host.peer.engine.call(3, host.fish, "move", [1, 2], false);
      expect(() => guest.peer.engine.call(HOST, guest.fish, "move", [1, 2], false)).toThrow("authority");
      expect(() => guest.peer.engine.call(HOST, guest.fish, "quiet", [], false)).toThrow("not declared");
      const asked = guest.peer.engine.ask(HOST, guest.fish, "eat", [7], {});
      match.run(100);
      for (let i = 0; i < 10; i++) await Promise.resolve();
      match.run(100);
      expect(await asked).toBe(14);
      expect([host.fish.heard, guest.fish.heard]).toEqual([["say HELLO", "eat 3 7"], ["move 1 2"]]);
      for (const mistake of mistakes)
        expect(mistake).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    },
  );
});
