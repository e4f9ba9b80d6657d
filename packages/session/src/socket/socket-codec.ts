import type { Envelope } from "./envelope.js";
import type { Presence } from "./messages.js";

/** Writes match data of one match. `to` empty or absent means everyone else. */
export type EncodeMatchData = (
  opCode: number,
  data: Uint8Array,
  to: readonly Presence[],
) => string | Uint8Array<ArrayBuffer>;

/** How match data is written, the one kind of message that is sent all the time. */
export interface MatchDataFormat {
  /** The writer for one match, with all that is the same in each message made once. */
  matchDataEncoder(matchId: string): EncodeMatchData;
  /** Most payload bytes of one message of match data to `recipients` (0: everyone), in any match. */
  maxMatchDataBytes(recipients: number, maxMessageBytes: number): number;
}

/** How messages become what a WebSocket carries: JSON text, or protobuf. Match data is JSON unless it is told how. */
export interface SocketCodec {
  /** As in {@link MatchDataFormat}. */
  readonly matchDataEncoder?: MatchDataFormat["matchDataEncoder"];
  /** As in {@link MatchDataFormat}. */
  readonly maxMatchDataBytes?: MatchDataFormat["maxMatchDataBytes"];
  /** The `format` with which the server is asked for it. */
  readonly format: "json" | "protobuf";
  /**
   * Writes a request.
   *
   * @throws {NakodoError} `invalid-argument` for what the protocol has no place for, where the format can tell
   */
  encode(envelope: Envelope): string | Uint8Array<ArrayBuffer>;
  /**
   * `data` is what the WebSocket gave: a string or an `ArrayBuffer`.
   *
   * @throws {NakodoError} `bad-response`
   */
  decode(data: unknown): Envelope;
}
