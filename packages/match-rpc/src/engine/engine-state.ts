import { type Events, NakodoError, type Presence } from "@nakodo/core";
import { HOST } from "../ids.js";
import type { ControlEntry, Settings } from "../wire/control.js";
import type { EngineEvents, ViolationReason } from "./engine-events.js";
import type { EngineOptions } from "./engine-options.js";
import type { Speaker } from "./held-messages.js";
import { Objects } from "./objects.js";
import { type PeerRow, PeerTable } from "./peer-table.js";
import { Streams } from "./streams.js";

/**
 * `idle` before the transport is up; `joining` while a host's answer is awaited; `down` between the loss of the
 * connection and the next one.
 */
export type Phase = "idle" | "joining" | "admitted" | "down" | "ended";

/** A word of one term, without it. */
type WordOf<Entry> = Entry extends { readonly term: number } ? Omit<Entry, "term"> : never;

/** How much longer than a peer may be away what it missed is kept: its return takes a moment, too. */
const LOG_MARGIN_MS = 5_000;

/** What the parts of the engine share about one match. Each field has one part that changes it. */
export class EngineState {
  readonly table = new PeerTable();
  readonly objects: Objects;
  readonly streams: Streams;
  /** Everyone else who is present on the relay, peers or not, by session id. */
  readonly present = new Map<string, Presence>();
  phase: Phase = "idle";
  nowMs = 0;
  self: Presence = { sessionId: "", userId: "", username: "" };
  hostId: number | undefined;
  term = 0;
  /** The latest term that this peer has known since it was let in: it may have gone back to an earlier one (H13). */
  latestTerm = 0;
  settings: Settings = { locked: false, playing: false, star: false };
  violations = 0;

  constructor(
    readonly options: EngineOptions,
    readonly events: Events<EngineEvents>,
  ) {
    this.objects = options.objects ?? new Objects();
    const keepMs = Math.max(options.resumeGraceMs, options.joinTimeoutMs) + LOG_MARGIN_MS;
    this.streams = new Streams(
      options.transport,
      this.table,
      options.opCodeBase,
      keepMs,
      options.starTickMs ?? 25,
    );
  }

  /** This peer's own id; 0 before it was let in. */
  get selfId(): number {
    return this.streams.way.selfId;
  }

  set selfId(peerId: number) {
    this.streams.way.selfId = peerId;
  }

  get isAdmitted(): boolean {
    return this.phase === "admitted";
  }

  get hasEnded(): boolean {
    return this.phase === "ended";
  }

  get isHost(): boolean {
    return this.phase === "admitted" && this.hostId === this.selfId;
  }

  /** Who speaks: the peer of a connection, or the one whose frame a host has passed on. */
  rowOf({ origin, sessionId }: Speaker): PeerRow | undefined {
    return origin === undefined ? this.table.bySession(sessionId) : this.table.get(origin);
  }

  /** Says to everyone, or to some connections, what this peer knows in the present term. */
  tell(word: WordOf<ControlEntry>, to?: readonly string[], isOfNewcomer?: boolean): void {
    this.streams.control({ ...word, term: this.term }, to, isOfNewcomer);
  }

  /** Drops, counts and reports what a connection sent. */
  violation(reason: ViolationReason, sessionId: string, detail: string): void {
    this.#report(reason, this.table.bySession(sessionId)?.peerId ?? 0, sessionId, detail);
  }

  /** The same for a peer of the match, whose word may have come over its host. */
  violationOf(reason: ViolationReason, peerId: number, detail: string): void {
    const { way } = this.streams;
    const sessionId = way.isStraight(peerId) ? this.table.get(peerId)?.sessionId : way.star?.session;
    this.#report(reason, peerId, sessionId ?? "", detail);
  }

  #report(reason: ViolationReason, peerId: number, sessionId: string, detail: string): void {
    this.violations++;
    this.events.emit("violation", { reason, peerId, sessionId, detail });
  }

  /** Ends the match for this peer. */
  end(error: NakodoError | undefined): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    this.options.transport.close();
    this.events.emit("ended", { error });
    // Whatever is half done when a listener leaves the match goes on unheard.
    this.events.clear();
  }

  /** @throws {NakodoError} `closed` */
  assertOpen(): void {
    if (this.phase === "ended") throw new NakodoError("closed", "the match is over: make or join another");
  }

  /** @throws {NakodoError} `closed`, `not-authority` */
  assertHost(what: string): void {
    this.assertOpen();
    if (!this.isHost) throw new NakodoError("not-authority", `only the host may ${what}`);
  }

  /** Whether `peerId` has authority over `path`. A host that lost its connection has none as host. */
  hasAuthority(peerId: number, path: string): boolean {
    const authority = this.objects.authorityOf(path);
    if (authority !== HOST) return peerId === authority;
    return peerId === this.selfId ? this.isHost : peerId === this.hostId;
  }
}

/** The earlier of two times; `undefined` is never. */
export function earlier(aMs: number | undefined, bMs: number | undefined): number | undefined {
  if (aMs === undefined) return bMs;
  return bMs === undefined || aMs < bMs ? aMs : bMs;
}

/** The error for an id that is no other peer's. */
export function unknownPeer(peerId: number): NakodoError {
  return new NakodoError("unknown-peer", `there is no peer ${peerId} in the match, or it is this one`);
}
