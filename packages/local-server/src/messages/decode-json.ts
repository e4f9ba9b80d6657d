import { decodeBase64 } from "./base64.js";
import type { AnyMessage, Decoded, FieldShape, Scalar } from "./field.js";
import { MalformedMessage } from "./malformed-message.js";
import { zeroMessage } from "./zero.js";

/** How strict a JSON reader is: sockets refuse unknown fields, HTTP bodies ignore them. */
export interface JsonReading {
  readonly unknownFields: "refuse" | "ignore";
}

/**
 * Reads a message from parsed JSON by protojson's rules: proto or camelCase names, 64-bit integers as number or
 * string, base64 bytes, `null` for "absent".
 *
 * @throws MalformedMessage when the JSON does not fit the table.
 */
export function decodeJson<M extends AnyMessage>(table: M, json: unknown, reading: JsonReading): Decoded<M> {
  // The one place where the table's promise is turned into a type: readMessage has checked every field.
  return readMessage(table, json, reading) as Decoded<M>;
}

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const NUMBER_TEXT = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function readMessage(table: AnyMessage, json: unknown, reading: JsonReading): Record<string, unknown> {
  if (!isObject(json)) throw new MalformedMessage(`proto: unexpected token for message ${table.name}`);
  const result = zeroMessage(table);
  let groups: Set<string> | undefined;
  for (const key of Object.keys(json)) {
    const name = table.jsonNames.get(key);
    const field = name === undefined ? undefined : table.fields[name];
    if (name === undefined || field === undefined) {
      if (reading.unknownFields === "ignore") continue;
      throw new MalformedMessage(`proto: unknown field "${key}"`);
    }
    if (key !== name && Object.hasOwn(json, name))
      throw new MalformedMessage(`proto: duplicate field ${name}`);
    const value = json[key];
    if (value === undefined || value === null) continue;
    if (field.oneof !== undefined) {
      groups ??= new Set();
      if (groups.has(field.oneof)) throw new MalformedMessage(`proto: oneof ${field.oneof} is already set`);
      groups.add(field.oneof);
    }
    result[name] = readValue(name, field.shape, value, reading);
  }
  return result;
}

function readValue(name: string, shape: FieldShape, json: unknown, reading: JsonReading): unknown {
  switch (shape.kind) {
    case "scalar":
    case "wrapper":
      return readScalar(name, shape.scalar, json);
    case "message":
      return readMessage(shape.message(), json, reading);
    case "list":
      if (!Array.isArray(json)) throw new MalformedMessage(`proto: unexpected token for list ${name}`);
      return json.map((element: unknown) => readValue(name, shape.element, element, reading));
    case "map": {
      if (!isObject(json)) throw new MalformedMessage(`proto: unexpected token for map ${name}`);
      const map = new Map<string, unknown>();
      for (const [key, value] of Object.entries(json)) map.set(key, readScalar(name, shape.value, value));
      return map;
    }
    default:
      return shape satisfies never;
  }
}

function readScalar(name: string, kind: Scalar, json: unknown): unknown {
  const bad = (): never => {
    throw new MalformedMessage(`proto: invalid value for ${kind} field ${name}: ${JSON.stringify(json)}`);
  };
  switch (kind) {
    case "string":
      return typeof json === "string" ? json : bad();
    case "bool":
      return typeof json === "boolean" ? json : bad();
    case "int32": {
      const value = readInteger(json);
      return value === undefined || value < MIN_INT32 || value > MAX_INT32 ? bad() : Number(value);
    }
    case "int64": {
      const value = readInteger(json);
      return value === undefined || value < MIN_INT64 || value > MAX_INT64 ? bad() : value;
    }
    case "double":
      return readDouble(json) ?? bad();
    case "bytes":
      return (typeof json === "string" ? decodeBase64(json) : undefined) ?? bad();
    case "timestamp": {
      const ms = typeof json === "string" ? Date.parse(json) : Number.NaN;
      return Number.isNaN(ms) ? bad() : ms;
    }
    default:
      return kind satisfies never;
  }
}

function readInteger(json: unknown): bigint | undefined {
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : undefined;
  if (typeof json !== "string" || !NUMBER_TEXT.test(json)) return undefined;
  if (/^-?\d+$/.test(json)) return BigInt(json);
  const value = Number(json);
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function readDouble(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  if (json === "NaN") return Number.NaN;
  if (json === "Infinity") return Number.POSITIVE_INFINITY;
  if (json === "-Infinity") return Number.NEGATIVE_INFINITY;
  return typeof json === "string" && NUMBER_TEXT.test(json) ? Number(json) : undefined;
}
