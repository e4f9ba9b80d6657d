/** What the command line asks for. */
export interface BenchOptions {
  /** A row's id, or the beginning of several before a dash; `undefined`: all. */
  readonly only: string | undefined;
  /** File that the rows are written to. */
  readonly json: string | undefined;
  /** `undefined`: for each row the one whose numbers count. */
  readonly server: "local" | "real" | undefined;
}

/** Reads `--only ID`, `--json FILE` and `--server local|real`. Throws an Error that says what is allowed. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i] ?? "";
    const value = args[i + 1];
    if (!["--only", "--json", "--server"].includes(name) || value === undefined) {
      throw new Error(`"${args.slice(i).join(" ")}": give --only ID, --json FILE, --server local or real.`);
    }
    values.set(name, value);
  }
  const server = values.get("--server");
  if (server !== undefined && server !== "local" && server !== "real")
    throw new Error(`--server ${server}: give local or real.`);
  return { only: values.get("--only"), json: values.get("--json"), server };
}

/** Whether `--only` asks for the row: by its id, or by the beginning of it. */
export function isAsked(only: string | undefined, id: string): boolean {
  return only === undefined || id === only || id.startsWith(`${only}-`);
}
