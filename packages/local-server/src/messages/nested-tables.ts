// Messages that protobuf has where JSON has a single value or an object.
import { type AnyMessage, message, type Scalar, scalar } from "./field.js";

export const timestampTable = message("Timestamp", {
  seconds: scalar("int64", 1),
  nanos: scalar("int32", 2),
});

/** What wraps a value that may be absent, by the kind of value. */
export const WRAPPERS = tables((kind) => message("Wrapper", { value: scalar(kind, 1) }));

/** An entry of a map, by the kind of its value. */
export const ENTRIES = tables((kind) =>
  message("Entry", { key: scalar("string", 1), value: scalar(kind, 2) }),
);

function tables<M extends AnyMessage>(make: (kind: Scalar) => M): Readonly<Record<Scalar, M>> {
  return {
    string: make("string"),
    bool: make("bool"),
    int32: make("int32"),
    int64: make("int64"),
    double: make("double"),
    bytes: make("bytes"),
    timestamp: make("timestamp"),
  };
}
