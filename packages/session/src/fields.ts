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

/** Text, or empty text for anything else. */
export function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The fields of `value` that are of one kind; none when it is no object. */
export function fieldsOf<Kind>(
  value: unknown,
  accepts: (field: unknown) => field is Kind,
): Readonly<Record<string, Kind>> {
  const accepted: Record<string, Kind> = {};
  if (!isFields(value)) return accepted;
  for (const [key, field] of Object.entries(value)) if (accepts(field)) accepted[key] = field;
  return accepted;
}

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => typeof value === "number";
