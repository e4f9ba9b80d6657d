/** Fields of a message: what JSON holds, except that bytes are `Uint8Array` and 64-bit integers are numbers. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * One message of Nakama's realtime protocol, the same whichever codec carried it. `type` is the field's name in
 * `realtime.proto` (`match_join`, `match_data`, …), empty for an answer that holds nothing.
 */
export interface Envelope {
  /** Joins an answer to its request; `undefined` on what the server sends by itself. */
  readonly cid: string | undefined;
  /** Which message it is. */
  readonly type: string;
  /** Unchecked when it comes from the server: read it by the functions in `messages.ts`. */
  readonly body: Fields;
}

/** Whether `value` is an object with fields: neither `null` nor a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
