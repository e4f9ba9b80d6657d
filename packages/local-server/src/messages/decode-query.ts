import type { AnyMessage, Decoded, FieldShape, Scalar } from "./field.js";
import { MalformedMessage } from "./malformed-message.js";

/**
 * Reads a message from the query of a URL: proto or camelCase names, repeated names for lists, unknown names ignored.
 *
 * @throws MalformedMessage with the server's own texts when a value does not parse.
 */
export function decodeQuery<M extends AnyMessage>(table: M, query: URLSearchParams): Decoded<M> {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(table.fields)) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const values = camel === name ? query.getAll(name) : [...query.getAll(name), ...query.getAll(camel)];
    result[name] = readField(name, field.shape, values);
  }
  // Every field of the table has been read above.
  return result as Decoded<M>;
}

function readField(name: string, shape: FieldShape, values: readonly string[]): unknown {
  if (shape.kind === "list") {
    const { element } = shape;
    if (element.kind !== "scalar") return [];
    return values.map((value) => readText(name, element.scalar, value));
  }
  if (shape.kind !== "scalar" && shape.kind !== "wrapper")
    return shape.kind === "map" ? new Map() : undefined;
  if (values.length > 1)
    throw new MalformedMessage(`too many values for field "${name}": ${values.join(", ")}`);
  const [value] = values;
  if (value !== undefined) return readText(name, shape.scalar, value);
  if (shape.kind === "wrapper") return undefined;
  return shape.scalar === "string" ? "" : shape.scalar === "bool" ? false : shape.scalar === "int64" ? 0n : 0;
}

const TRUE_WORDS = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE_WORDS = new Set(["0", "f", "F", "false", "FALSE", "False"]);

function readText(name: string, kind: Scalar, text: string): unknown {
  const bad = (parser: string): never => {
    throw new MalformedMessage(
      `parsing field "${name}": strconv.${parser}: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  };
  switch (kind) {
    case "string":
      return text;
    case "bool":
      return TRUE_WORDS.has(text) ? true : FALSE_WORDS.has(text) ? false : bad("ParseBool");
    case "int32": {
      const value = /^[+-]?\d+$/.test(text) ? Number(text) : bad("ParseInt");
      if (value >= -(2 ** 31) && value < 2 ** 31) return value;
      throw new MalformedMessage(
        `parsing field "${name}": strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`,
      );
    }
    case "int64":
      return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : bad("ParseInt");
    case "double": {
      const value = text === "" ? Number.NaN : Number(text);
      return Number.isNaN(value) ? bad("ParseFloat") : value;
    }
    case "bytes":
    case "timestamp":
      return bad("Unsupported");
    default:
      return kind satisfies never;
  }
}
