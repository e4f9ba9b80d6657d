import { NakodoError, type Transport } from "@nakodo/core";
import { Driver } from "../driver.js";
import type { MatchEngine } from "../engine/engine.js";
import { ChannelTransport } from "./channel-transport.js";
import { engineOptionsOf, type MatchEntry } from "./engine-options-of.js";
import { forwardEvents } from "./forward-events.js";
import { yieldWhenHidden } from "./hidden-page.js";
import { type MatchMode, MatchState } from "./match-events.js";
import { type MatchParts, reportUncaught } from "./match-parts.js";

/** One match of an `OnlineMatch`, from the wish to enter it until it is left. */
export class MatchRun {
  /** There is none while players are searched for. */
  engine: MatchEngine | undefined;
  driver: Driver | undefined;
  matchId: string | undefined;
  /** Aborts when the match is left, and when whoever enters it gives up. */
  readonly signal: AbortSignal;
  readonly #parts: MatchParts;
  readonly #leaving = new AbortController();
  #wasReady = false;
  #wereAllReady = false;
  /** This peer was told of itself. */
  #isIn = false;

  /** @throws {NakodoError} `invalid-state` unless in the lobby */
  constructor(
    parts: MatchParts,
    readonly mode: MatchMode,
    state: MatchState,
    outer?: AbortSignal,
  ) {
    if (parts.run !== undefined)
      throw new NakodoError("invalid-state", `this match object is in use (${parts.state}): leave() first`);
    const { signal } = this.#leaving;
    this.signal = outer === undefined ? signal : AbortSignal.any([signal, outer]);
    this.#parts = parts;
    parts.run = this;
    parts.setState(state);
  }

  /** Runs an engine on `link`; resolves when this peer is in the match, rejects when that fails. */
  play(link: Transport, entry: MatchEntry): Promise<void> {
    const parts = this.#parts;
    const { signal } = this;
    const { events, settings } = parts;
    const options = engineOptionsOf(parts, link, entry);
    const engine = parts.makeEngine(options, reportUncaught);
    const driver = new Driver(engine, settings.clock);
    this.engine = engine;
    this.driver = driver;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => engine.leave();
      signal.addEventListener("abort", giveUp);
      let entered = false;
      engine.events.on("admitted", (event) => {
        if (entered) {
          events.emit("reconnected", event);
          this.#look();
          return;
        }
        entered = true;
        signal.removeEventListener("abort", giveUp);
        this.matchId = link instanceof ChannelTransport ? link.matchId : undefined;
        resolve();
      });
      const endWatching =
        settings.whenHidden === "keep"
          ? undefined
          : yieldWhenHidden(engine, (peerId) => {
              engine.handHostOver(peerId);
              driver.touch();
            });
      engine.events.on("ended", ({ error }) => {
        driver.stop();
        endWatching?.();
        signal.removeEventListener("abort", giveUp);
        this.end(entered ? error : undefined);
        // Who was in has been told by now, and does not hear this.
        reject(
          error ?? new NakodoError("aborted", "joining the match was given up", { cause: signal.reason }),
        );
      });
      engine.events.on("playerJoined", ({ peerId }) => {
        if (peerId === engine.selfId) this.#isIn = true;
      });
      forwardEvents(engine.events, events, () => this.#look());
      engine.events.on("down", () => events.emit("disconnected", {}));
      engine.events.on("methodError", (event) => {
        if (!events.emit("methodError", event)) reportUncaught(event.error);
      });
      if (entry.expected !== undefined) events.emit("matchmakerMatched", { players: engine.players });
      if (!signal.aborted) parts.setState(MatchState.CONNECTING);
      // Listeners may have left.
      if (signal.aborted) engine.leave();
      else driver.start(options.transport);
    });
  }

  /** Leaves the match, or gives up what leads to one. */
  leave(): void {
    this.#leaving.abort();
    this.engine?.leave();
    this.end();
  }

  /** Back to the lobby; `error` says why where it was not wanted. */
  end(error?: NakodoError): void {
    const parts = this.#parts;
    if (parts.run !== this) return;
    parts.run = undefined;
    parts.objects.forgetHanded();
    parts.setState(MatchState.LOBBY);
    if (error !== undefined) parts.events.emit("error", { error });
    parts.events.emit("left", { error });
  }

  /** Finds out whether there are enough players. */
  #look(): void {
    const { engine } = this;
    // A match that is ready has us in it.
    if (engine?.isAdmitted !== true || !this.#isIn) return;
    const parts = this.#parts;
    const { events, settings } = parts;
    const { players } = engine;
    const there = players.filter(({ status }) => status === "connected" || status === "silent");
    const isReady = there.length >= settings.minPlayers;
    const waiting = isReady ? MatchState.READY : MatchState.WAITING_FOR_ENOUGH_PLAYERS;
    parts.setState(engine.settings.playing ? MatchState.PLAYING : waiting);
    if (isReady !== this.#wasReady) {
      this.#wasReady = isReady;
      events.emit(isReady ? "matchReady" : "matchNotReady", { players });
    }
    const areAllReady = isReady && players.every((player) => player.isReady);
    if (areAllReady === this.#wereAllReady) return;
    this.#wereAllReady = areAllReady;
    if (areAllReady) events.emit("allReady", { players });
  }
}
