/** All typed arrays by their short names on the wire, each without the word that it ends in. */
const NAMES = {
  i8: "Int8",
  u8: "Uint8",
  c8: "Uint8Clamped",
  i16: "Int16",
  u16: "Uint16",
  i32: "Int32",
  u32: "Uint32",
  f32: "Float32",
  f64: "Float64",
  i64: "BigInt64",
  u64: "BigUint64",
} as const;

/** What the typed arrays share, and no more. */
export interface TypedArray extends ArrayBufferView {
  readonly length: number;
  [index: number]: number | bigint;
}

/** How one is made, of zeros or over bytes. */
export interface TypedArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray;
}

/** The type of this short name. Looked up late: an engine may lack the 64-bit ones. */
export function typedArrayType(kind: string): TypedArrayType | undefined {
  return isKind(kind) ? globalThis[`${NAMES[kind]}Array`] : undefined;
}

/** The short name of a typed array's type; `undefined` for any other value (a `DataView` among them). */
export function typedArrayKind(value: object): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  // The tag is a getter of the engine's own: right in subclasses such as Node's Buffer, and across frames of a page.
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -"Array]".length);
  return Object.keys(NAMES).find((kind) => isKind(kind) && NAMES[kind] === tag);
}

function isKind(kind: string): kind is keyof typeof NAMES {
  return Object.hasOwn(NAMES, kind);
}
