import { NakodoError } from "@nakodo/core";
import type { ControlEntry } from "../wire/control.js";
import type { Claims } from "./claims.js";
import type { Door } from "./door.js";
import type { EngineState } from "./engine-state.js";
import type { Speaker } from "./held-messages.js";
import type { Joining } from "./joining.js";
import * as LIMITS from "./limits.js";
import type { PeerRow } from "./peer-table.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

type PeerWord = Extract<ControlEntry, { kind: "greet" | "live" | "cut" | "bye" | "heard" }>;
type HostWord = Extract<
  ControlEntry,
  { kind: "peer" | "remove" | "settings" | "handOver" | "silent" | "lost" }
>;

/** What is said outside the streams: gives each word to whom it concerns, when its sender may say it (PROTOCOL.md, W5). */
export class Words {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #claims: Claims;
  readonly #joining: Joining;
  readonly #door: Door;
  /** How often this peer was told to begin anew. */
  #cuts = 0;

  constructor(
    state: EngineState,
    roster: Roster,
    terms: Terms,
    claims: Claims,
    joining: Joining,
    door: Door,
  ) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#claims = claims;
    this.#joining = joining;
    this.#door = door;
  }

  /** An entry of a frame, which is `bytes`; with `decide` a claim may not wait any longer. */
  take(from: Speaker, entry: ControlEntry, bytes: Uint8Array, decide: boolean): void {
    const { phase } = this.#state;
    switch (entry.kind) {
      case "hello":
        if (phase === "joining" && entry.resume !== undefined) this.#joining.onReturner();
        this.#door.onHello(from, entry);
        break;
      case "welcome":
        this.#joining.onWelcome(from, entry.peerId, entry.resumed, entry.table);
        break;
      case "refuse":
        this.#joining.onRefuse(from, entry);
        break;
      case "claim":
        if (phase === "joining") this.#joining.sayHello([from.sessionId]);
        else if (phase === "admitted") this.#claims.onClaim(from, entry.table, bytes, decide);
        break;
      case "greet":
      case "live":
      case "cut":
      case "bye":
      case "heard":
        this.#onPeerWord(from, entry);
        break;
      case "peer":
      case "remove":
      case "settings":
      case "handOver":
      case "silent":
      case "lost":
        this.#onHostWord(from, entry);
        break;
    }
  }

  #onPeerWord(from: Speaker, entry: PeerWord): void {
    const { isAdmitted, streams, selfId, nowMs } = this.#state;
    const row = this.#state.rowOf(from);
    if (row === undefined && entry.kind === "heard")
      this.#roster.noteStrangerFollows(from.sessionId, entry.hostId);
    if (row?.status !== "connected" || !isAdmitted) return;
    const { peerId } = row;
    // What comes another way, or before we know its sender, is answered when we have greeted it ourselves.
    const isExpected = streams.way.expects(peerId, from.origin !== undefined);
    switch (entry.kind) {
      case "greet": {
        const own = entry.to.find((one) => one.peerId === selfId);
        if (own !== undefined && entry.peerId === peerId && isExpected)
          this.#roster.onGreet(row, { last: own.last, no: entry.no, isAnswer: entry.isAnswer });
        break;
      }
      case "live": {
        // One that is for whoever we were before we began anew says nothing of us.
        const own = entry.to.find((one) => one.peerId === selfId);
        const link = streams.links.get(peerId);
        if (own !== undefined && link !== undefined && isExpected)
          streams.greetings.hearLive(link, own, nowMs);
        break;
      }
      case "cut":
        if (entry.peerId === selfId && isExpected) this.#onCut(row);
        break;
      case "bye":
        if (entry.peerId === peerId) this.#onBye(row);
        break;
      case "heard":
        row.heardTerm = Math.max(row.heardTerm, entry.term);
        row.followsId = entry.hostId;
        this.#terms.onFollows(row);
        break;
    }
  }

  /** What we missed while away is no longer kept: rather begin anew than go on with a gap (S6). */
  #onCut(row: PeerRow): void {
    const { isHost, hostId, streams } = this.#state;
    const link = streams.links.get(row.peerId);
    const mayTell =
      (isHost && this.#terms.mayTakeItselfForHost(row.sessionId)) ||
      (link?.inLive === false && (link.awayIn || row.peerId === hostId));
    if (!mayTell || this.#cuts >= LIMITS.cuts) {
      this.#state.violation("not-allowed", row.sessionId, "told to begin anew without a gap");
      return;
    }
    this.#cuts++;
    // One that was host itself, or did not know that we are: greeted again, it begins anew.
    if (isHost) streams.linkUp(row);
    else this.#joining.beginAnew();
  }

  #onBye(row: PeerRow): void {
    if (this.#state.isHost) this.#terms.remove(row, false);
    else if (row.peerId === this.#state.hostId) {
      this.#terms.onHostGone(() => this.#roster.forget(row));
    } else {
      // It has not said anything as this peer yet: it takes leave of another match, where it had the same id.
      if (row.followsId === 0) return;
      this.#roster.onGoodbye(row);
    }
  }

  #onHostWord({ sessionId }: Speaker, entry: HostWord): void {
    const { table, isAdmitted, streams, selfId, hostId, term } = this.#state;
    if (!isAdmitted || !this.#terms.isOfHost(sessionId, entry.term, entry.kind)) return;
    switch (entry.kind) {
      case "peer":
        table.nextPeerId = Math.max(table.nextPeerId, entry.nextPeerId);
        if (entry.row.peerId !== selfId) this.#roster.adopt(entry.row, term);
        break;
      case "remove":
        this.#onRemove(entry.peerId, entry.kicked);
        break;
      case "settings":
        this.#terms.onSettings(entry.settings);
        break;
      case "handOver":
        this.#terms.onHandOver(entry.peerId);
        break;
      case "silent": {
        const row = table.get(entry.peerId);
        if (row?.status === "connected" && row.peerId !== selfId && row.peerId !== hostId)
          this.#roster.setSilent(row, entry.isSilent);
        break;
      }
      case "lost":
        if (streams.way.star !== undefined && entry.round === streams.way.uplink.round) streams.beginAll();
        break;
    }
  }

  #onRemove(peerId: number, kicked: boolean): void {
    const { table, selfId } = this.#state;
    const row = table.get(peerId);
    if (row === undefined) return;
    if (peerId !== selfId) {
      if (kicked) this.#roster.forget(row);
      else this.#roster.depart(row);
    } else if (kicked)
      this.#state.end(new NakodoError("kicked", "the host removed this player from the match"));
    else this.#joining.begin();
  }
}
