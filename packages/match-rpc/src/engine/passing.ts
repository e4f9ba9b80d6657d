import { ByteReader, type Presence } from "@nakodo/core";
import { readPeerId } from "../wire/layout.js";
import { forward, readRelayed } from "../wire/route.js";
import { expectRouted } from "../wire/routed-frame.js";
import type { EngineState } from "./engine-state.js";
import type { Speaker } from "./held-messages.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

/** Takes the frame of a peer, which came through a host or to it. */
type TakeFrame = (from: Speaker, frame: Uint8Array) => void;

/** Frames that a host passes on, at the host and at those who hear them (PROTOCOL.md, R2, R3). */
export class Passing {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #take: TakeFrame;

  constructor(state: EngineState, roster: Roster, terms: Terms, take: TakeFrame) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#take = take;
  }

  /** A frame for this host to pass on. */
  onForward(from: Presence, reader: ByteReader): void {
    const state = this.#state;
    const { table, selfId } = state;
    const { sessionId } = from;
    const head = forward.read(reader);
    // What is meant for another host, or for none, is asked for again there.
    if (!state.isHost || !state.settings.star || head.term !== state.term) return;
    const row = table.bySession(sessionId);
    if (row?.status !== "connected") {
      // What one who is not in any more had said before it knew may merely be late.
      if (!this.#roster.wasIn(sessionId))
        state.violation("not-allowed", sessionId, "a frame to pass on by a stranger");
      return;
    }
    const frame = reader.rest();
    expectRouted(new ByteReader(frame));
    const { isOnly, peerIds } = head.to;
    const isFor = (peerId: number): boolean => peerIds.includes(peerId) === isOnly;
    const origin = row.peerId;
    if (isFor(selfId)) this.#take({ ...from, origin }, frame);
    const others = table.rows.flatMap(({ peerId }) =>
      isFor(peerId) && peerId !== selfId && peerId !== origin ? [peerId] : [],
    );
    const audience = isOnly || peerIds.length > 0 ? others : undefined;
    if (
      others.length === 0 ||
      state.streams.way.relay.add(origin, head.round, audience, frame, state.nowMs) !== "refused"
    )
      return;
    state.violation("limit", sessionId, "too much to pass on");
    state.tell({ kind: "lost", round: head.round }, [sessionId]);
  }

  /** What a host passes on of others. */
  onRelayed({ sessionId }: Presence, reader: ByteReader): void {
    const state = this.#state;
    const said = reader.varint();
    if (!state.isAdmitted || !this.#terms.isOfHost(sessionId, said, "what others say")) return;
    if (!state.settings.star) {
      state.violation("not-host", sessionId, "frames of others in no star");
      return;
    }
    state.streams.bulk.noteWaiting(reader.varint(), state.nowMs);
    while (reader.remaining > 0 && !state.hasEnded) {
      const origin = readPeerId(reader);
      const frame = readRelayed(reader);
      // An honest host has looked at it.
      expectRouted(new ByteReader(frame));
      const row = state.table.get(origin);
      if (row === undefined || origin === state.selfId || origin === state.hostId) continue;
      const { userId, username } = row;
      this.#take({ sessionId: row.sessionId, userId, username, origin }, frame);
    }
  }
}
