import type { AnyMessage, FieldShape, Scalar } from "./field.js";

/** A message that says nothing: every field at its zero value, and those without one not there. */
export function zeroMessage(table: AnyMessage): Record<string, unknown> {
  const zero: Record<string, unknown> = {};
  for (const [name, shape] of table.zeroed) zero[name] = zeroOf(shape);
  return zero;
}

/** What a field holds that is absent and in no group. */
function zeroOf(shape: FieldShape): unknown {
  switch (shape.kind) {
    case "wrapper":
    case "message":
      return undefined;
    case "list":
      return [];
    case "map":
      return new Map();
    case "scalar":
      return zeroOfScalar(shape.scalar);
    default:
      return shape satisfies never;
  }
}

function zeroOfScalar(kind: Scalar): unknown {
  switch (kind) {
    case "string":
      return "";
    case "bool":
      return false;
    case "int32":
    case "double":
    case "timestamp":
      return 0;
    case "int64":
      return 0n;
    case "bytes":
      return new Uint8Array(0);
    default:
      return kind satisfies never;
  }
}

/** Whether a single value is at its zero value. */
export function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.byteLength === 0;
  return value === "" || value === false || value === 0 || value === 0n;
}
