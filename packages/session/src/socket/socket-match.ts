import { NakodoError } from "@nakodo/core";
import { type Fields, isFields } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { jsonMatchData } from "./json-match-data.js";
import type { MatchChannel, MatchChannelEvent, MatchTarget } from "./match-channel.js";
import { type MatchReply, type Presence, readPresence } from "./messages.js";
import { Roster } from "./roster.js";
import { secretName } from "./secret-name.js";
import type { EncodeMatchData, SocketCodec } from "./socket-codec.js";
import type { SocketLink } from "./socket-link.js";

/** Highest op code that the payload limit leaves room for. */
const MAX_OP_CODE = 99_999;

const NOBODY: readonly Presence[] = [];

/** What a {@link SocketMatch} works with. */
export interface SocketMatchParts {
  readonly target: MatchTarget;
  readonly receive: (event: MatchChannelEvent, channel: MatchChannel) => void;
  readonly codec: SocketCodec;
  readonly maxMessageBytes: number;
  /** For how long it is looked for where it is not there after a reconnect. */
  readonly returnMs: number;
  /** Tells the server, where it must be told. Called once. */
  readonly left: (match: SocketMatch) => Promise<void>;
}

/** Who is in one match, and the way to them. Knows nothing of joins under way: that is `SocketMatches`. */
export class SocketMatch implements MatchChannel {
  readonly #parts: SocketMatchParts;
  readonly #roster = new Roster();
  readonly #maxBroadcastBytes: number;
  readonly #name: string;
  #matchId = "";
  #self: Presence = { sessionId: "", userId: "", username: "" };
  #encode: EncodeMatchData | undefined;
  /** The link over which we are in the match, and none other. */
  #link: SocketLink | undefined;
  #leaving: Promise<void> | undefined;
  #closed = false;

  constructor(parts: SocketMatchParts) {
    this.#parts = parts;
    this.#maxBroadcastBytes = this.maxDataBytes();
    this.#name = ("create" in parts.target ? parts.target.name : undefined) ?? secretName();
  }

  get matchId(): string {
    return this.#matchId;
  }

  get self(): Presence {
    return this.#self;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get returnMs(): number {
    return this.#parts.returnMs;
  }

  get link(): SocketLink | undefined {
    return this.#link;
  }

  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0;
  }

  /**
   * The request by which this match is entered. A relayed match ends with its last player, and only a name makes
   * the same one again: so what we create always has one, and we come back even when nobody stayed.
   */
  joinRequest(): { readonly type: string; readonly body: Fields } {
    const { target } = this.#parts;
    if ("create" in target) return { type: "match_create", body: { name: this.#name } };
    if (this.#matchId === "" && "token" in target)
      return { type: "match_join", body: { token: target.token } };
    if (!("matchId" in target)) return { type: "match_join", body: { match_id: this.#matchId } };
    const { matchId, metadata } = target;
    return { type: "match_join", body: { match_id: matchId, ...(metadata && { metadata }) } };
  }

  send(opCode: number, data: Uint8Array, to?: readonly Presence[]): boolean {
    const limit = to === undefined ? this.#maxBroadcastBytes : this.maxDataBytes(to.length);
    if (data.length > limit) {
      const text = `${data.length} bytes of match data: ${limit} at most fit into a message of the server`;
      throw new NakodoError("message-too-large", text);
    }
    if (!Number.isInteger(opCode) || opCode < 0 || opCode > MAX_OP_CODE) {
      throw new NakodoError("invalid-argument", `op code ${opCode}: a whole number from 0 to ${MAX_OP_CODE}`);
    }
    if (this.#link === undefined || this.#encode === undefined || this.#closed) return false;
    // To the server an empty list means everyone.
    if (to === undefined || to.length > 0) this.#link.send(this.#encode(opCode, data, to ?? NOBODY));
    return true;
  }

  ping(answered: () => void): void {
    this.#link?.request("ping", {}, undefined, (answer) => {
      if (!(answer instanceof NakodoError) && !this.#closed) answered();
    });
  }

  maxDataBytes(recipients = 0): number {
    const { codec, maxMessageBytes } = this.#parts;
    return (codec.maxMatchDataBytes ?? jsonMatchData.maxMatchDataBytes)(recipients, maxMessageBytes);
  }

  leave(): Promise<void> {
    if (this.#leaving === undefined) {
      const wasClosed = this.#closed;
      this.close(undefined);
      this.#leaving = wasClosed ? Promise.resolve() : this.#parts.left(this);
    }
    return this.#leaving;
  }

  /** The server let us in over `link`. */
  joined(reply: MatchReply, link: SocketLink): void {
    const rejoined = this.#matchId !== "";
    this.#matchId = reply.matchId;
    this.#self = reply.self;
    this.#link = link;
    const { codec } = this.#parts;
    this.#encode ??= (codec.matchDataEncoder ?? jsonMatchData.matchDataEncoder)(reply.matchId);
    this.#roster.enter(reply.self, reply.presences);
    const presences = this.#roster.others;
    this.#deliver({ type: "joined", matchId: reply.matchId, self: reply.self, presences, rejoined });
  }

  /** The socket is gone. */
  down(): void {
    if (this.#link === undefined) return;
    this.#link = undefined;
    this.#deliver({ type: "down" });
  }

  /** Ends the channel. `error` is `undefined` when that was wanted. */
  close(error: NakodoError | undefined): void {
    if (this.#closed) return;
    const entered = this.#matchId !== "";
    if (entered) this.#deliver({ type: "closed", error });
    this.#closed = true;
  }

  /** A `match_presence_event`. The server repeats itself, and tells us of ourselves. */
  presenceChanged(body: Fields): void {
    const change = this.#roster.change(body);
    if (change !== undefined) this.#deliver({ type: "presence", ...change });
  }

  /** A `match_data`. */
  dataArrived(body: Fields): void {
    const { presence, op_code: opCode, data } = body;
    if (typeof opCode !== "number" || !isOwnBytes(data)) return;
    const sessionId = isFields(presence) ? presence["session_id"] : undefined;
    const known = typeof sessionId === "string" ? this.#roster.get(sessionId) : undefined;
    const from = known ?? readPresence(presence);
    // What we sent by a connection that died comes back to us by the next one.
    if (from !== undefined && this.#roster.isSelf(from.sessionId)) return;
    this.#deliver({ type: "data", from, opCode, data });
  }

  #deliver(event: MatchChannelEvent): void {
    if (this.#closed) return;
    try {
      this.#parts.receive(event, this);
    } catch (error) {
      reportUncaught(error);
    }
  }
}

function isOwnBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array;
}
