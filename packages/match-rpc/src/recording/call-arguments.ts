import { ByteReader, ByteWriter, jsonValues } from "@nakodo/core";
import type { NetworkedObject } from "../engine/objects.js";
import type { RemoteMethod } from "../remotes/remotes.js";
import type { Schema } from "../remotes/schema.js";

/** The arguments of a call as they stand in a log; `undefined` when the call cannot be made. */
export function writeCall(
  schema: Schema,
  node: NetworkedObject,
  name: string,
  args: readonly unknown[],
): Uint8Array | undefined {
  const method = schema.find(node.type, name);
  if (method === undefined || (method.args !== undefined && method.args.length !== args.length))
    return undefined;
  try {
    if (method.args === undefined) return jsonValues.encode(args);
    const writer = new ByteWriter();
    for (const [index, field] of method.args.entries()) field.write(writer, args[index]);
    return writer.copy();
  } catch {
    return undefined;
  }
}

/** The result of a method as it stands in a log; `undefined` when it cannot travel. */
export function writeResult({ returns }: RemoteMethod, result: unknown): Uint8Array | undefined {
  try {
    if (returns === undefined) return jsonValues.encode(result);
    const writer = new ByteWriter();
    returns.write(writer, result);
    return writer.copy();
  } catch {
    return undefined;
  }
}

/** Reads what {@link writeResult} wrote. @throws {NakodoError} `bad-frame` */
export function readResult({ returns }: RemoteMethod, bytes: Uint8Array): unknown {
  return returns === undefined ? jsonValues.decode(bytes) : returns.read(new ByteReader(bytes));
}

/** Reads what {@link writeCall} wrote. @throws {NakodoError} `bad-frame` */
export function readCall(schema: Schema, node: NetworkedObject, name: string, bytes: Uint8Array): unknown[] {
  const method = schema.find(node.type, name);
  if (method?.args === undefined) {
    const args = jsonValues.decode(bytes);
    return Array.isArray(args) ? args : [];
  }
  const reader = new ByteReader(bytes);
  return method.args.map((field) => field.read(reader));
}
