import { ByteReader, ByteWriter, hash32 } from "@nakodo/core";
import { proofHashOf } from "../../packages/match-rpc/src/engine/admission.js";
import { Schema } from "../../packages/match-rpc/src/remotes/schema.js";
import { type ControlEntry, control } from "../../packages/match-rpc/src/wire/control.js";
import { frameHead } from "../../packages/match-rpc/src/wire/frame.js";
import * as KIND from "../../packages/match-rpc/src/wire/kind.js";
import { writeRelayed } from "../../packages/match-rpc/src/wire/route.js";
import { callFrame, controlFrame, FRAME, streamFrame } from "../../packages/match-rpc/test/crafted.js";
import { BoardRemotes } from "../match/table.js";
import { at, textAt } from "../raw/json.js";
import { joinMatch, sendData } from "../raw/match.js";
import { openSockets, type RawSocket } from "../raw/socket.js";

const schema = new Schema([BoardRemotes]);

/** The board's number on the wire. */
const BOARD = hash32("/board");

/** One connection, as the server shows it. */
export interface SeenPresence {
  readonly sessionId: string;
  readonly userId: string;
  readonly username: string;
}

/** Someone on the relay who says whatever an attack needs, by a socket of its own and with no engine behind it. */
export class Intruder {
  readonly socket: RawSocket;
  readonly matchId: string;
  readonly self: SeenPresence;
  /** Its id, once the host has let it in. */
  peerId = 0;
  #attempt = 0;

  private constructor(socket: RawSocket, matchId: string, self: SeenPresence) {
    this.socket = socket;
    this.matchId = matchId;
    this.self = self;
  }

  /** On the relay of the match, and nobody in it. */
  static async sneakIn(matchId: string): Promise<Intruder> {
    const [socket] = await openSockets(1);
    const match = await joinMatch(socket, matchId);
    return new Intruder(socket, matchId, {
      sessionId: textAt(match, "self", "session_id"),
      userId: textAt(match, "self", "user_id"),
      username: textAt(match, "self", "username"),
    });
  }

  /** Let into the match as anyone is, and heard by the players with these ids. */
  static async member(matchId: string, ...peerIds: readonly number[]): Promise<Intruder> {
    const intruder = await Intruder.sneakIn(matchId);
    intruder.hello();
    const welcome = await intruder.hear("welcome");
    intruder.peerId = welcome.peerId;
    // Each greets it once, when it knows of it, and hears it once that is answered. A greeting of its own could come too
    // early to be heard.
    const deaf = new Set(peerIds);
    while (deaf.size > 0) {
      const { peerId, no } = await intruder.hear("greet");
      intruder.say(
        { kind: "live", to: [{ peerId, seq: 0, no }] },
        { kind: "greet", peerId: intruder.peerId, no: 1, isAnswer: true, to: [{ peerId, last: 0 }] },
      );
      deaf.delete(peerId);
    }
    return intruder;
  }

  /** Says frames of its own making, to everyone. */
  sayBytes(...frames: readonly Uint8Array[]): void {
    for (const bytes of frames)
      sendData(this.socket, this.matchId, {
        op_code: String(FRAME),
        data: Buffer.from(bytes).toString("base64"),
      });
  }

  /** Says a call of the board as if it were a host, and passed it on for `origin`. */
  relay(term: number, origin: number, text: string): void {
    const index = schema.methods.findIndex((one) => one.name === "note");
    const body = new ByteWriter();
    body.varint(term);
    body.varint(0);
    writeRelayed(body, origin, callFrame(BOARD, index, text));
    this.sayBytes(streamFrame(KIND.relayed, body.written()));
  }

  /** Says control entries, each in a frame of its own. */
  say(...entries: readonly ControlEntry[]): void {
    this.sayBytes(...entries.map(controlFrame));
  }

  /** Calls a method of the board. */
  call(method: "note" | "order" | "steer", argument: unknown, seq?: number): void {
    const index = schema.methods.findIndex((one) => one.name === method);
    this.sayBytes(callFrame(BOARD, index, argument, seq));
  }

  /** Asks to be let in; with `resume` as somebody who was there. Gives the number of the attempt. */
  hello(resume?: { readonly peerId: number; readonly secret: Uint8Array }): number {
    this.#attempt++;
    this.say({
      kind: "hello",
      attempt: this.#attempt,
      codec: "json",
      schemaHash: schema.hash,
      clientVersion: "dev",
      proofHash: proofHashOf(new Uint8Array(16)),
      resume,
    });
    return this.#attempt;
  }

  /** Waits for the next control entry of a kind, and takes it. */
  async hear<Kind extends ControlEntry["kind"]>(kind: Kind): Promise<Extract<ControlEntry, { kind: Kind }>> {
    let found: Extract<ControlEntry, { kind: Kind }> | undefined;
    await this.socket.next((envelope) => {
      const data = at(envelope, "match_data", "data");
      if (typeof data !== "string") return false;
      const entry = firstControlEntry(Buffer.from(data, "base64"));
      if (entry === undefined || !isOfKind(entry, kind)) return false;
      found = entry;
      return true;
    });
    if (found === undefined) throw new Error(`no ${kind} was heard`);
    return found;
  }
}

function isOfKind<Kind extends ControlEntry["kind"]>(
  entry: ControlEntry,
  kind: Kind,
): entry is Extract<ControlEntry, { kind: Kind }> {
  return entry.kind === kind;
}

/** The control entry that a frame begins with, where it begins with one. */
function firstControlEntry(bytes: Uint8Array): ControlEntry | undefined {
  const reader = new ByteReader(bytes);
  frameHead.read(reader, { seq: undefined });
  if (reader.remaining === 0) return undefined;
  const kind = reader.u8();
  reader.limit(reader.varint());
  return control.read(reader, kind);
}
