import type { AnyMessage, Encodable, FieldShape, Scalar } from "./field.js";
import { ENTRIES, timestampTable, WRAPPERS } from "./nested-tables.js";
import { ProtobufWriter } from "./protobuf-writer.js";
import { wireTypeOf } from "./wire-type.js";
import { isZero } from "./zero.js";

/** Writes a message as protobuf, in the order of its table; what is at its zero value is left out where it may be. */
export function encodeProtobuf<M extends AnyMessage>(table: M, value: Encodable<M>): Uint8Array {
  return writeMessage(table, value);
}

function writeMessage(
  table: AnyMessage,
  value: unknown,
  zeros: "omitted" | "written" = "omitted",
): Uint8Array {
  const writer = new ProtobufWriter();
  if (!isRecord(value)) return writer.finish();
  for (const [name, field] of table.entries) {
    const part = value[name];
    if (part === undefined) continue;
    const mayBeOmitted = zeros === "omitted" && field.oneof === undefined && field.shape.kind === "scalar";
    if (mayBeOmitted && isZero(part)) continue;
    for (const one of partsOf(field.shape, part)) {
      writer.tag(field.number, wireTypeOf(field.shape));
      writeValue(writer, field.shape, one);
    }
  }
  return writer.finish();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The values that stand one by one with the field's tag. */
function partsOf(shape: FieldShape, value: unknown): readonly unknown[] {
  if (shape.kind === "list") return Array.isArray(value) ? value : [];
  if (shape.kind !== "map") return [value];
  return value instanceof Map ? [...value].map(([key, entry]) => ({ key, value: entry })) : [];
}

function writeValue(writer: ProtobufWriter, shape: FieldShape, value: unknown): void {
  switch (shape.kind) {
    case "scalar":
      writeScalar(writer, shape.scalar, value);
      return;
    case "wrapper":
      writer.bytes(writeMessage(WRAPPERS[shape.scalar], { value }));
      return;
    case "message":
      writer.bytes(writeMessage(shape.message(), value));
      return;
    case "list":
      writeValue(writer, shape.element, value);
      return;
    case "map":
      writer.bytes(writeMessage(ENTRIES[shape.value], value, "written"));
      return;
    default:
      shape satisfies never;
  }
}

function writeScalar(writer: ProtobufWriter, kind: Scalar, value: unknown): void {
  switch (kind) {
    case "string":
      writer.bytes(Buffer.from(String(value), "utf8"));
      return;
    case "bool":
      writer.varint(value === true ? 1n : 0n);
      return;
    case "int32":
    case "int64":
      writer.varint(BigInt(String(value)));
      return;
    case "double":
      writer.double(Number(value));
      return;
    case "bytes":
      writer.bytes(value instanceof Uint8Array ? value : new Uint8Array(0));
      return;
    case "timestamp":
      writer.bytes(writeTime(Number(value)));
      return;
    default:
      kind satisfies never;
  }
}

function writeTime(ms: number): Uint8Array {
  const seconds = Math.floor(ms / 1000);
  const nanos = Math.round((ms - seconds * 1000) * 1e6);
  return encodeProtobuf(timestampTable, { seconds: BigInt(seconds), nanos });
}
