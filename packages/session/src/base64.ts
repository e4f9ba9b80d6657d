/** Most bytes whose characters are made in one call. */
const CHUNK_BYTES = 8192;

/** Base64 of exactly these bytes: of a view, what it shows, not the buffer behind it. Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    characters += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(characters);
}

/**
 * The bytes of a base64 text, in a buffer of their own. Takes the standard and the URL alphabet, padded or not;
 * gives `undefined` for what is neither. White space counts for nothing.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = new Uint8Array(characters.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
    return bytes;
  } catch {
    return undefined;
  }
}
