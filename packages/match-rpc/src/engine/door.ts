import type { Presence } from "@nakodo/core";
import { LAST_PEER_ID } from "../ids.js";
import type { Hello } from "../wire/control.js";
import { judge, rowOfProof, sameBytes } from "./admission.js";
import type { EngineState } from "./engine-state.js";
import * as LIMITS from "./limits.js";
import { type PeerRow, toTableRow } from "./peer-table.js";
import type { Roster } from "./roster.js";
import type { Silence } from "./silence.js";
import type { Terms } from "./terms.js";

/** Who asks to be let in, and what the host answers (PROTOCOL.md, A3, A4). {@link Joining} is the side of who asks. */
export class Door {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #silence: Silence;
  /** Hellos that came while this host handed the match on, by session id. */
  readonly #deferred = new Map<string, { readonly from: Presence; readonly hello: Hello }>();

  constructor(state: EngineState, roster: Roster, terms: Terms, silence: Silence) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#silence = silence;
  }

  /** The host's side of a hello (A3). */
  onHello(from: Presence, hello: Hello): void {
    const state = this.#state;
    this.#noteThatHostMoved(from, hello);
    if (!state.isHost) return;
    if (this.#mayNotDecide) {
      if (this.#deferred.size < LIMITS.peers) this.#deferred.set(from.sessionId, { from, hello });
      return;
    }
    const there = state.table.bySession(from.sessionId);
    if (there?.status === "connected") {
      this.#welcomeAgain(from, there, hello);
      return;
    }
    const { options, settings, table } = state;
    const verdict = judge(hello, from, table, options, settings);
    if (verdict.admit === undefined) {
      const detail = verdict.detail.slice(0, LIMITS.refusalBytes / 4);
      const { reason } = verdict;
      state.streams.control({ kind: "refuse", attempt: hello.attempt, reason, detail }, [from.sessionId]);
      return;
    }
    const isNew = verdict.admit === "new";
    if (isNew && table.nextPeerId > LAST_PEER_ID) return;
    const { peerId, seat } = isNew ? { peerId: table.nextPeerId, seat: table.freeSeat() } : verdict.row;
    const { proofHash } = hello;
    const row = table.put({ peerId, seat, ...from, proofHash, arrived: true }, "connected", state.nowMs);
    row.heardTerm = state.term;
    state.streams.links.meet(row);
    this.#welcome(from, peerId, verdict.admit === "returning");
    this.#tellRow(row, isNew);
    this.#roster.arrived(row);
  }

  /** Answers those who had to wait for a successor that did not come. */
  answerDeferred(): void {
    if (this.#deferred.size === 0 || this.#mayNotDecide) return;
    const deferred = [...this.#deferred.values()];
    this.#deferred.clear();
    for (const { from, hello } of deferred)
      if (this.#state.present.has(from.sessionId)) this.onHello(from, hello);
  }

  /** Whoever we let in now might not know who is host: another one, by our word or because we were silent. */
  get #mayNotDecide(): boolean {
    return this.#terms.mayNotDecide || this.#silence.isCatchingUp;
  }

  /** One who is in asks again: its last hello or our answer went to an earlier idea of who is host. */
  #welcomeAgain(from: Presence, row: PeerRow, { proofHash, resume }: Hello): void {
    if (!sameBytes(row.proofHash, proofHash)) {
      row.proofHash = proofHash;
      this.#tellRow(row, false);
    }
    this.#welcome(from, row.peerId, resume?.peerId === row.peerId);
  }

  #welcome(to: Presence, peerId: number, resumed: boolean): void {
    const table = this.#terms.wholeTable();
    this.#state.streams.control({ kind: "welcome", peerId, resumed, table }, [to.sessionId]);
  }

  #tellRow(row: PeerRow, isNew: boolean): void {
    const { nowMs, table } = this.#state;
    const { nextPeerId } = table;
    this.#state.tell({ kind: "peer", nextPeerId, row: toTableRow(row, nowMs) }, undefined, isNew);
  }

  /** A host that proves itself on a new connection is not host on its old one, whatever the relay still shows (H10). */
  #noteThatHostMoved(from: Presence, { resume }: Hello): void {
    const { table, hostId, isHost } = this.#state;
    if (isHost || resume === undefined || resume.peerId !== hostId) return;
    const row = rowOfProof(resume, table);
    // It may have asked before it was host, and have waited here (H8).
    if (row?.status === "connected" && row.sessionId !== from.sessionId)
      this.#terms.onHostGone(() => this.#roster.drop(row));
  }
}
