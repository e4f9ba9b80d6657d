/** Thrown by the readers of this folder when a message does not fit its table. The text is for people. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}
