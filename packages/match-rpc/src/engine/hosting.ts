import type { Settings } from "../wire/control.js";
import { type EngineState, earlier, unknownPeer } from "./engine-state.js";
import { isThere, type PeerRow } from "./peer-table.js";
import type { Terms } from "./terms.js";

/** Peers from which on a match is a star, where its size decides. */
const STAR_FROM = 16;
/** Part of them below which it is a mesh again. */
const STAR_UNTIL = 0.75;

/** What a host decides: who stays (A8), the match's settings, and how frames go (R1). */
export class Hosting {
  readonly #state: EngineState;
  readonly #terms: Terms;

  constructor(state: EngineState, terms: Terms) {
    this.#state = state;
    this.#terms = terms;
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    let dueMs: number | undefined;
    for (const row of this.#state.table.rows) dueMs = earlier(dueMs, this.#removalMs(row));
    return dueMs;
  }

  /** Removes who has been away for too long, or did not come. */
  advance(nowMs: number): void {
    for (const row of this.#state.table.rows)
      if ((this.#removalMs(row) ?? nowMs + 1) <= nowMs) this.#terms.remove(row, false);
  }

  /** As `MatchEngine.setSettings`. */
  setSettings(change: Partial<Settings>): void {
    const state = this.#state;
    state.assertHost("change the match's settings");
    const settings = { ...state.settings, ...change };
    state.tell({ kind: "settings", settings });
    this.#terms.onSettings(settings);
  }

  /** As `MatchEngine.kick`. */
  kick(peerId: number): void {
    this.#terms.remove(this.#other(peerId, "remove a player"), true);
  }

  /** As `MatchEngine.handHostOver`. */
  handOver(peerId: number): void {
    const row = this.#other(peerId, "hand the match over");
    if (!isThere(row)) throw unknownPeer(peerId);
    this.#terms.handOver(peerId);
  }

  /** Says how frames go. */
  chooseRoute(): void {
    const { options, table, settings } = this.#state;
    const { route = "mesh", starFrom = STAR_FROM } = options;
    const enough = settings.star ? starFrom * STAR_UNTIL : starFrom;
    // Who is away says nothing, and hears nothing.
    const star =
      route === "star" ||
      (route === "auto" && table.rows.filter(({ status }) => status !== "dropped").length >= enough);
    if (star !== settings.star) this.setSettings({ star });
  }

  /** The match that this host founded was founded twice: everyone in it asks to be let into the other one (H11). */
  dissolve(): void {
    const { table, selfId } = this.#state;
    for (const { peerId, status } of table.rows)
      if (peerId !== selfId && status === "connected")
        this.#state.tell({ kind: "remove", peerId, kicked: false });
  }

  /** @throws {NakodoError} `not-authority`, `unknown-peer` */
  #other(peerId: number, what: string): PeerRow {
    const { table, selfId } = this.#state;
    this.#state.assertHost(what);
    const row = table.get(peerId);
    if (row === undefined || peerId === selfId) throw unknownPeer(peerId);
    return row;
  }

  #removalMs(row: PeerRow): number | undefined {
    if (row.awaySinceMs === undefined) return undefined;
    const { joinTimeoutMs, resumeGraceMs } = this.#state.options;
    return row.awaySinceMs + (row.status === "connecting" ? joinTimeoutMs : resumeGraceMs);
  }
}
