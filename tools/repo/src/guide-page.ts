import { type MarkdownBlock, markdownBlocks } from "./markdown-blocks.js";

/** Pages whose code is one program, which the tests run. */
const GUIDE_PAGES = /^docs\/(services|match)\/.+\.md$/;

/** Whether the code of this page, a path from the root, is a program that the tests run. */
export function isGuidePage(path: string): boolean {
  return GUIDE_PAGES.test(path);
}

/** A page whose `ts` blocks are, from top to bottom, one program. */
export interface GuidePage {
  /** The page, relative to the root. */
  readonly path: string;
  /** The program. It has the page's lines: where the page has text, it has empty ones. */
  readonly program: string;
  /** The `ts server` block, a module of the server that the program talks to, with the page's lines; or none. */
  readonly server: string | undefined;
  /** The `ts norun` blocks, for browsers: each is a module of its own that is compiled and not run. */
  readonly alone: readonly MarkdownBlock[];
}

/** Reads a page. Throws an Error for a second `ts server` block. */
export function readGuidePage(path: string, markdown: string): GuidePage {
  const blocks = markdownBlocks(markdown);
  const of = (info: string): MarkdownBlock[] => blocks.filter((block) => block.info === info);
  const [server, second] = of("ts server");
  if (second !== undefined) throw new Error(`${path}:${second.line}: a page has one \`ts server\` block`);
  return {
    path,
    program: inPlace(of("ts")),
    server: server === undefined ? undefined : inPlace([server]),
    alone: of("ts norun"),
  };
}

/**
 * The programs of any page: the whole of a guide page; of another each `ts` block that says what it prints.
 */
export function programsOf(path: string, markdown: string): GuidePage[] {
  if (isGuidePage(path)) return [readGuidePage(path, markdown)];
  return markdownBlocks(markdown)
    .filter(({ info, content }) => info === "ts" && content.includes("// →"))
    .map((block) => ({ path, program: inPlace([block]), server: undefined, alone: [] }));
}

/** The blocks' lines where the page has them. */
function inPlace(blocks: readonly MarkdownBlock[]): string {
  const lines: string[] = [];
  for (const { line, content } of blocks) {
    while (lines.length < line - 1) lines.push("");
    lines.push(...content.split("\n"));
  }
  return lines.join("\n");
}
