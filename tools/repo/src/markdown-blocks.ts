/** A fenced block of a Markdown page. */
export interface MarkdownBlock {
  /** What follows the opening fence, such as `ts` or `ts nocheck`. */
  readonly info: string;
  /** The page's line, from 1, on which the content begins. */
  readonly line: number;
  readonly content: string;
}

/** The fenced blocks of a page, from top to bottom. */
export function markdownBlocks(markdown: string): MarkdownBlock[] {
  const found: MarkdownBlock[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(\s*)(`{3,})(.*)$/.exec(lines[at] ?? "");
    if (fence === null) continue;
    const [, , ticks = "", info = ""] = fence;
    const start = at + 1;
    at = start;
    while (at < lines.length && lines[at]?.trim() !== ticks) at++;
    found.push({ info: info.trim(), line: start + 1, content: lines.slice(start, at).join("\n") });
  }
  return found;
}
