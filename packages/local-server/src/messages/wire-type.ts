import type { FieldShape, Scalar } from "./field.js";

/** How protobuf tells where a field ends that it does not know. */
export const WireType = {
  varint: 0,
  fixed64: 1,
  length: 2,
  groupStart: 3,
  groupEnd: 4,
  fixed32: 5,
} as const;

/** The wire type of a field. Those in a list stand one by one: Nakama has no lists of numbers, which would be packed. */
export function wireTypeOf(shape: FieldShape): number {
  if (shape.kind === "list") return wireTypeOf(shape.element);
  return shape.kind === "scalar" ? wireTypeOfScalar(shape.scalar) : WireType.length;
}

function wireTypeOfScalar(kind: Scalar): number {
  switch (kind) {
    case "bool":
    case "int32":
    case "int64":
      return WireType.varint;
    case "double":
      return WireType.fixed64;
    case "string":
    case "bytes":
    case "timestamp":
      return WireType.length;
    default:
      return kind satisfies never;
  }
}
