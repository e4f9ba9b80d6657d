import { NakodoError } from "../errors.js";

/** Throws `wrong-arguments` naming the field and, shortly, what was given instead. */
export function wrongValue(schema: string, value: unknown): never {
  throw new NakodoError("wrong-arguments", `${shown(value)} is no value of ${schema}`);
}

/** Never calls into the value: one without `toString`, or with a hostile one, must not hide the error. */
function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.length > 40 ? `a text of ${value.length}` : JSON.stringify(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? `an array of ${value.length}` : "an object";
    case "function":
      return "a function";
    default:
      return String(value);
  }
}
