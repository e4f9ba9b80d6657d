import { NakodoError } from "../errors.js";

/** Every typed array, by its short name on the wire. Looked up late: an engine may lack the 64-bit ones. */
function typeOf(kind: string): TypedArrayConstructor | undefined {
  switch (kind) {
    case "i8":
      return Int8Array;
    case "u8":
      return Uint8Array;
    case "c8":
      return Uint8ClampedArray;
    case "i16":
      return Int16Array;
    case "u16":
      return Uint16Array;
    case "i32":
      return Int32Array;
    case "u32":
      return Uint32Array;
    case "f32":
      return Float32Array;
    case "f64":
      return Float64Array;
    case "i64":
      return BigInt64Array;
    case "u64":
      return BigUint64Array;
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  Int8Array: "i8",
  Uint8Array: "u8",
  Uint8ClampedArray: "c8",
  Int16Array: "i16",
  Uint16Array: "u16",
  Int32Array: "i32",
  Uint32Array: "u32",
  Float32Array: "f32",
  Float64Array: "f64",
  BigInt64Array: "i64",
  BigUint64Array: "u64",
};

/** What the typed arrays share, and no more. */
export interface TypedArray extends ArrayBufferView {
  readonly length: number;
  [index: number]: number | bigint;
}

interface TypedArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TypedArray;
  new (buffer: ArrayBuffer): TypedArray;
}

/** A typed array with its short name; `undefined` for any other value (a `DataView` among them). */
export function asTypedArray(
  value: object,
): { readonly kind: string; readonly array: TypedArray } | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  // The tag is a getter of the engine's own: right in subclasses such as Node's Buffer, and across frames of a page.
  const kind = KINDS[Object.prototype.toString.call(value).slice(8, -1)];
  return kind === undefined ? undefined : { kind, array: value as unknown as TypedArray };
}

/**
 * The array of `kind` with exactly these elements; `undefined` when there is no such kind.
 *
 * @throws {NakodoError} `bad-frame` when an element does not fit.
 */
export function typedArrayOf(kind: string, items: readonly unknown[]): TypedArray | undefined {
  const Type = typeOf(kind);
  if (Type === undefined) return undefined;
  const array = new Type(items.length);
  const element = kind === "i64" || kind === "u64" ? "bigint" : "number";
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const isElement = (typeof item === "number" || typeof item === "bigint") && typeof item === element;
    if (isElement) array[i] = item;
    if (!isElement || !Object.is(array[i], item)) {
      throw new NakodoError("bad-frame", `an element that is no ${kind}`);
    }
  }
  return array;
}

/**
 * The array of `kind` over a copy of `bytes`, little-endian; `undefined` when there is no such kind.
 *
 * @throws {NakodoError} `bad-frame` when they are no whole number of elements.
 */
export function typedArrayFromBytes(kind: string, bytes: Uint8Array): TypedArray | undefined {
  const Type = typeOf(kind);
  if (Type === undefined) return undefined;
  if (bytes.byteLength % Type.BYTES_PER_ELEMENT !== 0) {
    throw new NakodoError("bad-frame", `${bytes.byteLength} bytes of ${kind}`);
  }
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return new Type(buffer);
}

/** The bytes of a typed array, exactly its part of the buffer, which they share. */
export function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
