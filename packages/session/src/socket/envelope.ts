import type { Fields } from "../fields.js";

/**
 * One message of Nakama's realtime protocol, the same whichever codec carried it. `type` is the field's name in
 * `realtime.proto` (`match_join`, `match_data`, …), empty for an answer that holds nothing.
 */
export interface Envelope {
  /** Joins an answer to its request; `undefined` on what the server sends by itself. */
  readonly cid: string | undefined;
  /** Which message it is. */
  readonly type: string;
  /** Unchecked when it comes from the server: read it by the functions in `messages.ts`. Bytes are `Uint8Array`, and
   * op codes numbers, whatever they are on the wire. */
  readonly body: Fields;
}
