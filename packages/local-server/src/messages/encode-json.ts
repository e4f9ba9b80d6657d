import { encodeBase64 } from "./base64.js";
import type { AnyMessage, Encodable, FieldShape, Scalar } from "./field.js";
import { isZero } from "./zero.js";

/**
 * Writes a message as JSON text by protojson's rules as Nakama sets them: proto names, zero values and empty lists
 * left out, 64-bit integers as strings, bytes as base64, times as RFC 3339.
 */
export function encodeJson<M extends AnyMessage>(table: M, value: Encodable<M>): string {
  return JSON.stringify(writeMessage(table, value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function writeMessage(table: AnyMessage, value: unknown): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  if (!isRecord(value)) return json;
  for (const [name, field] of table.entries) {
    const part = value[name];
    if (part === undefined) continue;
    const always = field.oneof !== undefined || field.shape.kind === "wrapper";
    const written = writeValue(field.shape, part, always);
    if (written !== undefined) json[name] = written;
  }
  return json;
}

function writeValue(shape: FieldShape, value: unknown, always: boolean): unknown {
  switch (shape.kind) {
    case "scalar":
    case "wrapper":
      return !always && isZero(value) ? undefined : writeScalar(shape.scalar, value);
    case "message":
      return writeMessage(shape.message(), value);
    case "list":
      if (!Array.isArray(value) || value.length === 0) return undefined;
      return value.map((element: unknown) => writeValue(shape.element, element, true));
    case "map": {
      if (!(value instanceof Map) || value.size === 0) return undefined;
      const json: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of value) json[String(key)] = writeScalar(shape.value, entry);
      return json;
    }
    default:
      return shape satisfies never;
  }
}

function writeScalar(kind: Scalar, value: unknown): unknown {
  switch (kind) {
    case "string":
    case "bool":
    case "int32":
      return value;
    case "int64":
      return String(value);
    case "double":
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    case "bytes":
      return value instanceof Uint8Array ? encodeBase64(value) : "";
    case "timestamp":
      return typeof value === "number" ? writeTime(value) : "";
    default:
      return kind satisfies never;
  }
}

/** Whole seconds have no fraction, as in Go. */
function writeTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}
