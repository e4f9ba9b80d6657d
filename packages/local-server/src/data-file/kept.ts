import { decodeJson } from "../messages/decode-json.js";
import { encodeJson } from "../messages/encode-json.js";
import type { AnyMessage, Decoded, Encodable } from "../messages/field.js";

/** What one store has to keep when the server stops. */
export interface Kept {
  /** All of it, as JSON text. */
  save(): string;
  /** Takes what `save` has given, parsed, into a store that is empty. @throws MalformedMessage when it is something else */
  restore(json: unknown): void;
}

/** Has a store kept in the form of a message, which writes it and checks it when it is read. */
export function kept<M extends AnyMessage>(
  table: M,
  save: () => Encodable<M>,
  restore: (data: Decoded<M>) => void,
): Kept {
  return {
    save: () => encodeJson(table, save()),
    restore: (json) => restore(decodeJson(table, json, { unknownFields: "refuse" })),
  };
}
