import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ROOT, repositoryFiles } from "./repository.js";
import type { Step } from "./step.js";

/** Where time, chance and timers come in as arguments only. */
const PURE = [
  "packages/core/src/",
  "packages/match-rpc/src/engine/",
  "packages/match-rpc/src/wire/",
  "packages/match-rpc/src/remotes/",
];

/** Globals that tell the time, give chance or start a timer. */
const GLOBALS = new Set([
  "performance",
  "crypto",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "requestAnimationFrame",
  "scheduler",
]);

/** Members of globals that do the same. */
const MEMBERS = new Set(["Date.now", "Math.random"]);

/** Core and the match engine have no clock, no chance and no timers of their own. */
export const noClock: Step = {
  name: "no clock, chance or timer in core and engine",
  cure: "take `nowMs`, a random source or a timer as an argument; the driver and the game supply them",
  async run() {
    const files = (await repositoryFiles()).filter(
      (path) =>
        PURE.some((folder) => path.startsWith(folder)) && path.endsWith(".ts") && !path.endsWith(".test.ts"),
    );
    const faults = files.flatMap((path) => findClocks(path, readFileSync(join(ROOT, path), "utf8")));
    return { faults, summary: `${files.length} files` };
  },
};

/** Uses of time, chance and timers in a source text, each as `path:line: what`. */
export function findClocks(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const faults: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = clockIn(node);
    if (what !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      faults.push(`${path}:${line + 1}: ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return faults;
}

function clockIn(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
    return "new Date()";
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "Date") return "Date()";
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/^globalThis\./, "");
    return MEMBERS.has(text) ? text : undefined;
  }
  if (!ts.isIdentifier(node) || !GLOBALS.has(node.text)) return undefined;
  const { parent } = node;
  // A member of some object, or the name of one: not the global.
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return parent.expression.getText() === "globalThis" ? parent.getText() : undefined;
  }
  const isName =
    (ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyAssignment(parent)) &&
    parent.name === node;
  return isName ? undefined : node.text;
}
