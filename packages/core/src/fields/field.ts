import type { ByteReader } from "../wire/byte-reader.js";
import type { ByteWriter } from "../wire/byte-writer.js";

/**
 * One declaration that gives three things: the TypeScript type, the bytes, and the check on arrival. Used for the
 * arguments of remote calls and for synchronised state. Make them with `t`.
 */
export interface Field<T> {
  /** The declaration in one canonical text; part of the schema that two peers compare before they play. */
  readonly schema: string;
  /**
   * Writes `value` as the field's bytes. When it throws, some bytes may be written: go back with `writer.truncate`.
   *
   * @throws {NakodoError} `wrong-arguments` when the value is not of the field's type.
   */
  write(writer: ByteWriter, value: T): void;
  /**
   * Reads one value; what it gives back is the caller's.
   *
   * @throws {NakodoError} `bad-frame` when the bytes are no value of this field.
   */
  read(reader: ByteReader): T;
}

/** The TypeScript type of a field's values: `FieldType<typeof t.vec3>` is `Vec3`. */
export type FieldType<F> = F extends Field<infer T> ? T : never;
