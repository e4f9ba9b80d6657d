/** Writes bytes as standard, padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * Reads base64 as Nakama does: standard or URL alphabet, padded, or unpadded when the length says so; line ends are
 * ignored. Returns `undefined` for anything else.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/[\r\n]/g, "");
  const padded = compact.length % 4 === 0;
  const alphabet = /[-_]/.test(compact) ? /^[A-Za-z0-9\-_]*(={0,2})$/ : /^[A-Za-z0-9+/]*(={0,2})$/;
  const match = alphabet.exec(compact);
  if (match === null || compact.length % 4 === 1 || (!padded && match[1] !== "")) return undefined;
  return new Uint8Array(Buffer.from(compact, "base64"));
}
