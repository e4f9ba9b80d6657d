import ts from "typescript";

/** One test, as it stands in its file. */
export interface TestTitle {
  /** The ids at its head: rows of the feature list, rules of the protocol. */
  readonly ids: readonly string[];
  /** What it says after them, behind the titles of its groups. */
  readonly text: string;
}

const HEAD = /^(?:[A-Z]\d+ · )+/;

/** The titles of a file's tests that begin with an id, in their order. Of one with variables the variables' places. */
export function findTestTitles(path: string, code: string): TestTitle[] {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.ESNext, false);
  const found: TestTitle[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    if (title === undefined) {
      node.forEachChild((child) => visit(child, groups));
      return;
    }
    if (title.kind === "describe") {
      node.forEachChild((child) => visit(child, [...groups, title.text]));
      return;
    }
    const head = HEAD.exec(title.text)?.[0];
    if (head === undefined) return;
    const ids = head.split(" · ").slice(0, -1);
    found.push({ ids, text: [...groups, title.text.slice(head.length)].join(": ") });
  };
  visit(file, []);
  return found;
}

/** What a call names, when it is one of `it("…", …)`, `it.each(…)("…", …)` and `describe("…", …)`. */
function titleOf(
  call: ts.CallExpression,
): { readonly kind: "it" | "describe"; readonly text: string } | undefined {
  const kind = kindOf(call.expression);
  const [first] = call.arguments;
  const text = first === undefined ? undefined : textOf(first);
  return kind === undefined || text === undefined ? undefined : { kind, text };
}

function kindOf(callee: ts.Expression): "it" | "describe" | undefined {
  if (ts.isIdentifier(callee))
    return callee.text === "it" || callee.text === "describe" ? callee.text : undefined;
  // it.each(…)("…"), describe.each`…`("…")
  if (ts.isCallExpression(callee) && ts.isPropertyAccessExpression(callee.expression)) {
    return kindOf(callee.expression.expression);
  }
  if (ts.isTaggedTemplateExpression(callee) && ts.isPropertyAccessExpression(callee.tag)) {
    return kindOf(callee.tag.expression);
  }
  return undefined;
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
}
