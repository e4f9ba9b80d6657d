import { join } from "node:path";
import ts from "typescript";
import { isGuidePage, readGuidePage } from "./guide-page.js";
import { type MarkdownBlock, markdownBlocks } from "./markdown-blocks.js";

/** A TypeScript block of a Markdown page. */
export interface Snippet {
  /** The page, relative to the root. */
  readonly page: string;
  /** The page's line, from 1, on which the code begins. */
  readonly line: number;
  readonly code: string;
}

/** The modules of a page: its blocks that are marked `ts`, or, of a guide page, its program and what belongs to it. */
export function findSnippets(page: string, markdown: string): Snippet[] {
  const snippetOf = ({ line, content }: MarkdownBlock): Snippet => ({ page, line, code: content });
  if (!isGuidePage(page))
    return markdownBlocks(markdown)
      .filter(({ info }) => info === "ts")
      .map(snippetOf);
  const { program, server, alone } = readGuidePage(page, markdown);
  const whole = [program, server].filter((code) => code !== undefined);
  return [...whole.map((code) => ({ page, line: 1, code })), ...alone.map(snippetOf)];
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
