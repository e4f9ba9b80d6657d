/**
 * The same bytes in a plain `Uint8Array` with memory of its own. `slice` will not do: that of Node's
 * `Buffer`, which is what a socket gives there, shares the memory.
 */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
