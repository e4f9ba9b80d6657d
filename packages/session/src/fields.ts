/** Fields of an object of JSON, unchecked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether `value` is an object with fields: neither `null` nor a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an object in JSON text; `undefined` for what is no JSON or no object. */
export function parseFields(text: unknown): Fields | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
