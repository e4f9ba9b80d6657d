/**
 * Turns values that were not declared with field types into bytes and back. Both ends of a match use the same
 * one.
 */
export interface ValueCodec {
  /** Short name, compared in admission: `json`, `msgpack`. */
  readonly name: string;
  /**
   * The value as bytes, which are the caller's.
   *
   * @throws {NakodoError} `wrong-arguments` when it holds something that is no data: a function, a symbol, a circle, an
   * `ArrayBuffer` (send a `Uint8Array`), a built-in object other than those the codec names.
   */
  encode(value: unknown): Uint8Array;
  /**
   * The value of `bytes`, which it neither keeps nor shares. Whatever a peer wrote, no prototype is touched.
   *
   * @throws {NakodoError} `bad-frame`
   */
  decode(bytes: Uint8Array): unknown;
}
