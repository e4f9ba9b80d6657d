/** What `--server` or NAKODO_SERVER asks for. */
export type ServerChoice =
  | { readonly kind: "local" }
  | { readonly kind: "real" }
  | { readonly kind: "remote"; readonly host: string; readonly port: number };

/** Reads `local` or HOST:PORT. Throws an Error that says what is allowed. */
export function readServerChoice(text: string): Exclude<ServerChoice, { kind: "real" }> {
  if (text === "local") return { kind: "local" };
  const match = /^(.+):(\d+)$/.exec(text);
  const [, host, port] = match ?? [];
  if (host === undefined || port === undefined) {
    throw new Error(`"${text}" names no server: give local, real or HOST:PORT, such as 127.0.0.1:7350.`);
  }
  return { kind: "remote", host, port: Number(port) };
}
