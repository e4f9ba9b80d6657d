/** The text that a server function gets: text as it is, `undefined` as nothing, all else as JSON. */
export function writeRpcPayload(input: unknown): string {
  if (typeof input === "string") return input;
  return input === undefined ? "" : JSON.stringify(input);
}

/** What a server function gave: the value of its JSON, or its text when that is none; `undefined` for nothing. */
export function readRpcPayload(payload: unknown): unknown {
  if (typeof payload !== "string" || payload === "") return undefined;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
