import { NakodoError } from "../errors.js";

/** Throws `message-too-large` when `bytes` exceeds `maxFrameBytes`: rule T6, for every transport. */
export function assertFrameSize(bytes: Uint8Array, maxFrameBytes: number): void {
  if (bytes.byteLength > maxFrameBytes) {
    throw new NakodoError(
      "message-too-large",
      `${bytes.byteLength} bytes in one message, the link takes ${maxFrameBytes}: split it, or send less`,
    );
  }
}
