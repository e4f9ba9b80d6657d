import type { AnyMessage, Decoded, FieldShape, Scalar } from "./field.js";
import { ENTRIES, timestampTable, WRAPPERS } from "./nested-tables.js";
import { ProtobufReader } from "./protobuf-reader.js";
import { wireTypeOf } from "./wire-type.js";
import { zeroMessage } from "./zero.js";

/**
 * Reads a message from protobuf as Go does: unknown fields, and known ones of another wire type, are passed over; of a
 * value that comes twice the last counts; a message that comes twice is one with the fields of both.
 *
 * @throws MalformedMessage for what is not protobuf, or text that is not UTF-8.
 */
export function decodeProtobuf<M extends AnyMessage>(table: M, bytes: Uint8Array): Decoded<M> {
  // The one place where the table's promise is turned into a type: every field is at its zero value, if it has one, or has been read.
  return readMessage(table, bytes, zeroMessage(table)) as Decoded<M>;
}

type Message = Record<string, unknown>;

/** Reads into a message. Gives it back. */
function readMessage(table: AnyMessage, bytes: Uint8Array, into: Message): Message {
  const reader = new ProtobufReader(bytes);
  while (!reader.ended) {
    const tag = reader.tag();
    const name = table.names.get(tag.number) ?? "";
    const field = table.fields[name];
    if (field === undefined || wireTypeOf(field.shape) !== tag.wireType) {
      reader.skip(tag);
      continue;
    }
    into[name] = readValue(field.shape, reader, into[name]);
    if (field.oneof !== undefined) clearOthers(table, into, field.oneof, name);
  }
  return into;
}

function clearOthers(table: AnyMessage, message: Message, group: string, chosen: string): void {
  for (const name of Object.keys(message)) {
    if (name !== chosen && table.fields[name]?.oneof === group) message[name] = undefined;
  }
}

/** `before` is what the field holds already. */
function readValue(shape: FieldShape, reader: ProtobufReader, before: unknown): unknown {
  switch (shape.kind) {
    case "scalar":
      return readScalar(shape.scalar, reader);
    case "wrapper":
      return readNew(WRAPPERS[shape.scalar], reader, before === undefined ? {} : { value: before })["value"];
    case "message": {
      const table = shape.message();
      return readMessage(table, reader.bytes(), isMessage(before) ? before : zeroMessage(table));
    }
    case "list": {
      const list: unknown[] = Array.isArray(before) ? before : [];
      list.push(readValue(shape.element, reader, undefined));
      return list;
    }
    case "map": {
      const map: Map<unknown, unknown> = before instanceof Map ? before : new Map();
      const { key, value } = readNew(ENTRIES[shape.value], reader);
      return map.set(key, value);
    }
    default:
      return shape satisfies never;
  }
}

function readNew(table: AnyMessage, reader: ProtobufReader, before: Message = {}): Message {
  return readMessage(table, reader.bytes(), { ...zeroMessage(table), ...before });
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}

/** Whole numbers too wide for their field are cut, as in Go. */
function readScalar(kind: Scalar, reader: ProtobufReader): unknown {
  switch (kind) {
    case "string":
      return reader.string();
    case "bool":
      return reader.varint() !== 0n;
    case "int32":
      return Number(BigInt.asIntN(32, reader.varint()));
    case "int64":
      return BigInt.asIntN(64, reader.varint());
    case "double":
      return reader.double();
    case "bytes":
      return new Uint8Array(reader.bytes());
    case "timestamp": {
      const { seconds, nanos } = decodeProtobuf(timestampTable, reader.bytes());
      return Number(seconds) * 1000 + nanos / 1e6;
    }
    default:
      return kind satisfies never;
  }
}
