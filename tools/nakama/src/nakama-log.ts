/** The environment of Nakama: it does not report to its makers. */
export function nakamaEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NAKAMA_TELEMETRY: "0" };
}

/** One line of Nakama's log, or undefined for a line in another form. */
export function readLogLine(line: string): { level: string; message: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("level" in value) || !("msg" in value))
    return undefined;
  const { level, msg } = value;
  if (typeof level !== "string" || typeof msg !== "string") return undefined;
  const error = "error" in value && typeof value.error === "string" ? `: ${value.error}` : "";
  return { level, message: `${msg}${error}` };
}

/** The cause of a failure in the last lines that Nakama wrote: its last error, else its last line. */
export function saidByNakama(lines: readonly string[]): string {
  const said = lines.flatMap((line) => readLogLine(line) ?? []);
  const failure = said.findLast(({ level }) => level === "fatal" || level === "error");
  return failure?.message ?? lines.findLast((line) => line.trim() !== "") ?? "no message";
}
