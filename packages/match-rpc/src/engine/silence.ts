import type { EngineState } from "./engine-state.js";
import { isThere, type PeerRow } from "./peer-table.js";

/** Signs of life in the shorter of the two times after which a peer counts as silent. */
const BEATS = 4;
/** From which part of that time on the relay is asked whether it is our own link that is silent. */
const ASK_FROM = 2 / 3;
/** From which part of it on a silence is remembered when it ends: another may have judged already (H15). */
const GAP_FROM = 1 / 2;
/** For how long. */
const GAP_KEPT_MS = 2_000;
/** How long after it a host lets nobody in: what others have said meanwhile comes first. */
const CATCH_UP_MS = 500;
/** From which part of the time between two signs of life a frame that arrives is answered with one. */
const ANSWER_FROM = 0.8;

/** What {@link Silence} asks of the rest of the engine. */
export interface SilenceOwner {
  /** A peer has not been heard for too long, and the relay has shown that this is not our own link's doing. */
  onSilent(row: PeerRow): void;
  /** A silent peer was heard. */
  onAwake(row: PeerRow): void;
}

/**
 * Signs of life, and who gives none (PROTOCOL.md, P). The host says something to everyone, everyone to the host: a frame
 * without entries where there was nothing else to say.
 */
export class Silence {
  readonly #state: EngineState;
  readonly #owner: SilenceOwner;
  readonly #beatMs: number;
  /** When the relay was last asked, while it has not answered. */
  #askedAtMs: number | undefined;
  /** What the relay had for us before this time has arrived. */
  #arrivedUntilMs = Number.NEGATIVE_INFINITY;
  #lookAtMs = 0;
  #heardAtMs = 0;
  #gapEndedMs = Number.NEGATIVE_INFINITY;
  /** A sign of life is to be answered with one, early. */
  #answers = false;
  /** This peer's own clock may starve: it is no judge of others. */
  isPatient = false;

  constructor(state: EngineState, owner: SilenceOwner) {
    this.#state = state;
    this.#owner = owner;
    const { silenceMs, hostSilenceMs } = state.options;
    this.#beatMs = Math.min(silenceMs, hostSilenceMs) / BEATS;
  }

  /** Another connection of our own: nothing that was asked before is answered. */
  reset(): void {
    this.#askedAtMs = undefined;
  }

  /** There is a host, another one or again: who was not to be heard before is watched from now on. */
  onHost(): void {
    const { nowMs, table } = this.#state;
    for (const row of table.rows) row.heardAtMs = nowMs;
    this.#lookAtMs = nowMs;
  }

  /** A frame of this peer's arrived. */
  heard(row: PeerRow): void {
    const { nowMs, options, isHost, hostId } = this.#state;
    const gapMs = options.hostSilenceMs * GAP_FROM;
    if (nowMs - row.heardAtMs >= gapMs) {
      row.gapEndedMs = nowMs;
      if (nowMs - this.#heardAtMs >= gapMs) this.#gapEndedMs = nowMs;
    }
    row.heardAtMs = nowMs;
    this.#heardAtMs = nowMs;
    // Where timers starve, as in a hidden page, what arrives keeps the time.
    if (isHost || row.peerId === hostId) this.#answers = true;
    if (row.silent) this.#owner.onAwake(row);
  }

  /** The relay has answered: whatever it had for us before we asked is here. */
  onAlive(): void {
    if (this.#askedAtMs === undefined) return;
    this.#arrivedUntilMs = this.#askedAtMs;
    this.#askedAtMs = undefined;
    this.#lookAtMs = this.#state.nowMs;
  }

  /** Whether this peer heard nobody for so long that another may have taken its place, and may still have to read what was said meanwhile. */
  get isCatchingUp(): boolean {
    const { nowMs, options, selfId, table } = this.#state;
    if (nowMs < this.#gapEndedMs + CATCH_UP_MS) return true;
    const heardUntilMs = nowMs - options.hostSilenceMs * GAP_FROM;
    const others = table.rows.filter((row) => row.peerId !== selfId && isThere(row));
    return others.length > 0 && others.every((row) => row.heardAtMs <= heardUntilMs);
  }

  /** Whether `row` is silent for us, or was a moment ago, or we have heard nobody ourselves: another may replace it (H15). */
  mayBeReplaced(row: PeerRow): boolean {
    const { nowMs, options, selfId } = this.#state;
    if (nowMs < (row.peerId === selfId ? this.#gapEndedMs : row.gapEndedMs) + GAP_KEPT_MS) return true;
    return row.peerId !== selfId && nowMs - row.heardAtMs >= options.hostSilenceMs * GAP_FROM;
  }

  get nextDueMs(): number | undefined {
    if (!this.#isWatching) return undefined;
    return Math.min(this.#lookAtMs, this.#lastSaidMs + this.#beatMs);
  }

  /** Looks who is silent. */
  advance(nowMs: number): void {
    if (!this.#isWatching || nowMs < this.#lookAtMs) return;
    const { table, isHost, hostId, selfId, options } = this.#state;
    const limitMs = isHost ? options.silenceMs : options.hostSilenceMs;
    // Whoever comes meanwhile is not due before.
    this.#lookAtMs = nowMs + limitMs * ASK_FROM;
    if (this.isPatient) return;
    for (const row of table.rows) {
      const isWatched = row.peerId !== selfId && (isHost || row.peerId === hostId);
      if (isWatched && row.status === "connected" && !row.silent) this.#judge(row, limitMs, nowMs);
    }
  }

  /** Gives a sign of life when one is due. */
  flush(nowMs: number): void {
    if (!this.#isWatching) return;
    const afterMs = this.#answers ? this.#beatMs * ANSWER_FROM : this.#beatMs;
    this.#answers = false;
    if (nowMs >= this.#lastSaidMs + afterMs) this.#state.streams.beat(nowMs, !this.#state.isHost);
  }

  #judge(row: PeerRow, limitMs: number, nowMs: number): void {
    const askAtMs = row.heardAtMs + limitMs * ASK_FROM;
    if (nowMs < askAtMs) this.#lookBy(askAtMs);
    else if (this.#arrivedUntilMs < askAtMs) this.#ask(nowMs);
    else if (nowMs < row.heardAtMs + limitMs) this.#lookBy(row.heardAtMs + limitMs);
    else this.#owner.onSilent(row);
  }

  #ask(nowMs: number): void {
    const { transport } = this.#state.options;
    if (this.#askedAtMs === undefined) {
      this.#askedAtMs = nowMs;
      transport.probe?.();
    }
    if (transport.probe !== undefined) return;
    // Nobody to ask: what waits here is read in a moment.
    if (nowMs >= this.#askedAtMs + this.#beatMs) this.onAlive();
    else this.#lookBy(this.#askedAtMs + this.#beatMs);
  }

  #lookBy(atMs: number): void {
    this.#lookAtMs = Math.min(this.#lookAtMs, atMs);
  }

  get #isWatching(): boolean {
    const { phase, hostId, present } = this.#state;
    return phase === "admitted" && hostId !== undefined && present.size > 0 && Number.isFinite(this.#beatMs);
  }

  get #lastSaidMs(): number {
    const { streams, isHost } = this.#state;
    return isHost ? streams.saidToAllMs : streams.saidToHostMs;
  }
}
