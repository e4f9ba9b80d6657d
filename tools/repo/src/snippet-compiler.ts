import { join } from "node:path";
import ts from "typescript";

/** A TypeScript block of a Markdown page. */
export interface Snippet {
  /** The page, relative to the root. */
  readonly page: string;
  /** The page's line, from 1, on which the code begins. */
  readonly line: number;
  readonly code: string;
}

/** The blocks of a page that are marked `ts` and not `ts nocheck`. */
export function findSnippets(page: string, markdown: string): Snippet[] {
  const found: Snippet[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(\s*)(`{3,})(.*)$/.exec(lines[at] ?? "");
    if (fence === null) continue;
    const [, , ticks = "", info = ""] = fence;
    const start = at + 1;
    at = start;
    while (at < lines.length && lines[at]?.trim() !== ticks) at++;
    if (info.trim() === "ts") found.push({ page, line: start + 1, code: lines.slice(start, at).join("\n") });
  }
  return found;
}

/**
 * Compiles each snippet as a module of its own, under `root` and with the options of its tsconfig.base.json. What the
 * compiler has against them comes back as `page:line: message`.
 */
export function checkSnippets(root: string, snippets: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, {
    noEmit: true,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ["node"],
  });
  const sources = new Map(snippets.map((one, index) => [join(root, `snippet-${index}.ts`), one]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, target, onError, fresh) => {
    const snippet = sources.get(path);
    if (snippet === undefined) return getSourceFile(path, target, onError, fresh);
    return ts.createSourceFile(path, snippet.code, target, true);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources].flatMap(([path, snippet]) => {
    const file = program.getSourceFile(path);
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return diagnostics.map(({ messageText, start }) => {
      const line = start === undefined ? 0 : (file?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${snippet.page}:${snippet.line + line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}
