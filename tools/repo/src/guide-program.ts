import ts from "typescript";

/** A `console.log` of a program, and what the page says that it prints. */
export interface PrintSite {
  /** The page's line, from 1, on which the call begins. */
  readonly line: number;
  /** The lines after `// →`; none where the page says nothing. */
  readonly expected: readonly string[];
}

/** A program that can be run. */
export interface GuideProgram {
  /** The body of an async function of one argument, `$page`. */
  readonly code: string;
  readonly sites: readonly PrintSite[];
}

/** What a running program says and asks for. */
export interface ProgramHost {
  /** The program goes on at this line. */
  at(line: number): void;
  /** The function in the place of the `console.log` of this line. */
  log(line: number): (...values: unknown[]) => void;
  import(name: string): Promise<object>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Turns a program, which has its page's lines, into one that says where it is and what it prints.
 *
 * What a `console.log` prints stands behind it, or in the lines below it: `// → 3`.
 */
export function compileGuideProgram(source: string): GuideProgram {
  const file = ts.createSourceFile("page.ts", source, ts.ScriptTarget.ES2022, true);
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1;
  const lines = source.split("\n");
  const edits: Edit[] = [];
  const sites: PrintSite[] = [];
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (ts.isImportDeclaration(statement)) {
      edits.push({ start, end: statement.getEnd(), text: importAsCall(statement) });
    } else {
      edits.push({ start, end: start, text: `$page.at(${lineOf(start)});` });
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === "console.log") {
      const start = node.expression.getStart(file);
      const line = lineOf(start);
      edits.push({ start, end: node.expression.getEnd(), text: `$page.log(${line})` });
      sites.push({ line, expected: expectedAfter(lines, lineOf(node.getEnd())) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { code: transpile(applied(source, edits)), sites };
}

/** Turns a server module, which exports `serverModule`, into the body of an async function that returns it. */
export function compileServerModule(source: string): string {
  const file = ts.createSourceFile("server.ts", source, ts.ScriptTarget.ES2022, true);
  const edits = file.statements.flatMap((statement): Edit[] => {
    const start = statement.getStart(file);
    if (ts.isImportDeclaration(statement))
      return [{ start, end: statement.getEnd(), text: importAsCall(statement) }];
    const text = statement.getText(file);
    return text.startsWith("export ") ? [{ start, end: start + "export ".length, text: "" }] : [];
  });
  return transpile(`${applied(source, edits)}\nreturn serverModule;`);
}

/** `import { a } from "b"` as a call of the program's host; nothing for types. */
function importAsCall({ importClause, moduleSpecifier }: ts.ImportDeclaration): string {
  const bindings = importClause?.namedBindings;
  if (importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return "";
  if (bindings === undefined || !ts.isNamedImports(bindings)) {
    throw new Error(`${importClause.getText()}: the pages import by name`);
  }
  const names = bindings.elements
    .filter((one) => !one.isTypeOnly)
    .map((one) => (one.propertyName ? `${one.propertyName.text}: ${one.name.text}` : one.name.text));
  return names.length === 0
    ? ""
    : `const { ${names.join(", ")} } = await $page.import(${moduleSpecifier.getText()});`;
}

function applied(source: string, edits: readonly Edit[]): string {
  let text = source;
  for (const edit of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return text;
}

/** What the page says below and behind `line`, where a call ends. */
function expectedAfter(lines: readonly string[], line: number): string[] {
  const behind = /\/\/ → ?(.*)$/.exec(lines[line - 1] ?? "")?.[1];
  const expected = behind === undefined ? [] : [behind];
  for (let at = line; ; at++) {
    const below = /^\s*\/\/ → ?(.*)$/.exec(lines[at] ?? "")?.[1];
    if (below === undefined) return expected;
    expected.push(below);
  }
}

function transpile(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}
