import {
  type AbortSignalLike,
  type EventSource,
  installPlugins,
  NakodoError,
  OfflineTransport,
} from "@nakodo/core";
import type { Online } from "@nakodo/session";
import { type MatchTarget, matchmake } from "@nakodo/session/services";
import type { Player } from "../engine/peer-table.js";
import { ALL } from "../ids.js";
import type { RemoteType } from "../remotes/remotes.js";
import { barrierPassed } from "./barrier-passed.js";
import { ChannelTransport } from "./channel-transport.js";
import type { MatchEntry } from "./engine-options-of.js";
import { MatchMode, MatchState, type OnlineMatchEvents } from "./match-events.js";
import type { FindMatchOptions, OnlineMatchOptions } from "./match-options.js";
import { MatchParts } from "./match-parts.js";
import { MatchRun } from "./match-run.js";
import { matchmakerRequest } from "./matchmaker-query.js";
import { RemoteObjects } from "./remote-objects.js";

/** Characters of a token's signature. */
const SIGNATURE_LENGTH = 43;

/**
 * A match: its players and their host, and the objects whose methods they call on each other's machines. One object
 * serves one match after the other. Replaces the tutorial's `OnlineMatch` and, for what a game sees of it, Godot's
 * `MultiplayerAPI`.
 */
export class OnlineMatch<const Types extends readonly RemoteType[] = readonly RemoteType[]>
  extends RemoteObjects<Types>
  implements EventSource<OnlineMatchEvents>
{
  readonly #online: Online | undefined;
  readonly #parts: MatchParts;
  readonly #removePlugins: () => void;

  /**
   * `online` is the account and socket to play with; without it only `playOffline` works.
   *
   * @throws {NakodoError} `invalid-argument` for bounds that no match can have
   */
  constructor(online: Online | undefined, options: OnlineMatchOptions<Types> = {}) {
    const parts = new MatchParts(options);
    super(parts);
    this.#online = online;
    this.#parts = parts;
    const { plugins, clock, opCodeBase } = parts.settings;
    this.#removePlugins = installPlugins(plugins, {
      match: this,
      clock,
      opCodeBase,
      wrapTransport: (layer) => {
        const within = parts.wrap;
        parts.wrap = (transport) => layer(within(transport));
      },
      onCall: (listener) => {
        const others = parts.onCall;
        parts.onCall = (call) => {
          others?.(call);
          listener(call);
        };
      },
      makeEngine: (make) => {
        parts.makeEngine = make;
      },
    });
  }

  /** Where the match stands. */
  get state(): MatchState {
    return this.#parts.state;
  }

  /** How this peer came into it. */
  get mode(): MatchMode {
    return this.#parts.run?.mode ?? MatchMode.NONE;
  }

  /** What others need to join; `undefined` in no match, and offline. */
  get matchId(): string | undefined {
    return this.#parts.run?.matchId;
  }

  /** Fewest players that the match is ready with. The tutorial's `min_players`. */
  get minPlayers(): number {
    return this.#parts.settings.minPlayers;
  }

  /** Most players. The tutorial's `max_players`. */
  get maxPlayers(): number {
    return this.#parts.settings.maxPlayers;
  }

  /** This peer's own id, 2 or more; 0 in no match. Godot's `get_network_unique_id`. */
  get peerId(): number {
    return this.#parts.engine?.selfId ?? 0;
  }

  /** This peer's seat, 0, 1, 2 …; −1 in no match. */
  get seat(): number {
    return this.player(this.peerId)?.seat ?? -1;
  }

  /** Whether this peer is host. Godot's `is_network_server`. */
  get isHost(): boolean {
    return this.#parts.engine?.isHost ?? false;
  }

  /** The host's own id; `undefined` in no match, and for the moment in which a match has no host. */
  get hostId(): number | undefined {
    return this.#parts.engine?.hostId;
  }

  /** How calls travel now: straight from each to all, or through the host (the option `route`). */
  get route(): "mesh" | "star" {
    return this.#parts.engine?.settings.star === true ? "star" : "mesh";
  }

  /** Everyone in the match, this peer too, in the order of their ids. */
  get players(): readonly Player[] {
    return this.#parts.engine?.players ?? [];
  }

  /** The player with this id. */
  player(peerId: number): Player | undefined {
    return this.#parts.engine?.player(peerId);
  }

  /**
   * Who made the remote call that runs now; 0 outside of one, and after a method's first `await` (never another caller). A
   * method that waits is declared with `context: true` and keeps its caller. Godot's `get_rpc_sender_id`.
   */
  get sender(): number {
    return this.#parts.engine?.senderId ?? 0;
  }

  /** Since the match was entered: messages and bytes handed to the socket, unreliable calls dropped for congestion, violations. */
  get counters(): {
    readonly sentFrames: number;
    readonly sentBytes: number;
    readonly droppedCalls: number;
    readonly violations: number;
  } {
    return this.#parts.engine?.counters ?? { sentFrames: 0, sentBytes: 0, droppedCalls: 0, violations: 0 };
  }

  on<Type extends keyof OnlineMatchEvents>(
    type: Type,
    listener: (event: OnlineMatchEvents[Type]) => void,
  ): () => void {
    return this.#parts.events.on(type, listener);
  }

  once<Type extends keyof OnlineMatchEvents>(
    type: Type,
    options?: { where?: (event: OnlineMatchEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<OnlineMatchEvents[Type]> {
    return this.#parts.events.once(type, options);
  }

  /**
   * Makes a match that others join by its id, and becomes its host. Gives the id.
   *
   * @throws {NakodoError} `invalid-state` unless in the lobby; `server-unreachable`, `reauth-required`, `aborted` and
   * what else the socket throws
   */
  async create(options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    const matchId = await this.#enter(MatchMode.CREATE, { create: true }, "create", options.signal);
    this.#parts.events.emit("matchCreated", { matchId });
    return matchId;
  }

  /**
   * Joins a match by its id.
   *
   * @throws {NakodoError} `match-not-found`; the host's refusal: `match-full`, `match-started`, `match-locked`,
   * `match-refused`, `client-version-mismatch`, `schema-mismatch`, `protocol-mismatch`; `no-host` when nobody answers;
   * and what `create` throws
   */
  async join(matchId: string, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#joined(await this.#enter(MatchMode.JOIN, { matchId }, "join", options.signal));
  }

  /**
   * Joins the match with this name, and makes it when nobody is in it: whoever comes first is host.
   *
   * @throws {NakodoError} as `join`
   */
  async joinNamed(name: string, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#joined(await this.#enter(MatchMode.JOIN, { create: true, name }, "meet", options.signal));
  }

  /**
   * Searches for players and enters the match with those found. Replaces the tutorial's `start_matchmaking`.
   *
   * @throws {NakodoError} `invalid-argument` when the search leaves no number of players; `aborted`; and as `join`
   */
  async findMatch(search: FindMatchOptions = {}): Promise<void> {
    const { socket } = this.#needOnline();
    const request = matchmakerRequest(search, this.#parts.settings);
    const run = new MatchRun(this.#parts, MatchMode.MATCHMAKER, MatchState.MATCHING, search.signal);
    try {
      const { users, target } = await matchmake(socket, request, run);
      // All of them have the same token, so its signature is a name that they alone know: unlike the token it leads back
      // into the match also after all of them have lost their connection.
      const meeting: MatchTarget =
        "token" in target ? { create: true, name: target.token.slice(-SIGNATURE_LENGTH) } : target;
      const expected = users.map((user) => user.presence);
      this.#joined(await this.#play(run, meeting, { entry: "meet", expected }));
    } catch (error) {
      run.end();
      throw error;
    }
  }

  /**
   * Plays without a server: the same game code runs, with this peer as host and nobody else. Godot's
   * `OfflineMultiplayerPeer`.
   */
  async playOffline(username = "player"): Promise<void> {
    const run = new MatchRun(this.#parts, MatchMode.NONE, MatchState.CONNECTING);
    await run.play(new OfflineTransport(username), { entry: "create" });
  }

  /** Leaves the match, or ends the search for one. Objects stay added. Never fails; safe in any state. */
  leave(): void {
    this.#parts.run?.leave();
  }

  /** Leaves, and forgets every listener. Safe to call twice. */
  close(): void {
    this.leave();
    this.#removePlugins();
    this.#parts.events.clear();
  }

  /** Starts the match for everyone: `PLAYING`. @throws {NakodoError} `not-authority` unless host */
  start(): void {
    this.#parts.act((engine) => engine.setSettings({ playing: true }));
  }

  /**
   * Says that this player is ready, or is not any more. Everyone sees it in `players` and hears `playerReadyChanged`;
   * when enough players are there and all of them are ready, everyone hears `allReady`. The tutorial's ready screen.
   *
   * @throws {NakodoError} `invalid-state` in no match
   */
  setReady(isReady = true): void {
    this.#parts.act((engine) => engine.setReady(isReady));
  }

  /**
   * Resolves when every player of the match has called this with the same name: "all finished set-up". What others
   * called before they reached the barrier has run here by then. Players who are away for a moment are waited for, those
   * who leave are not; whoever hosts the match meanwhile. A barrier is passed once: whoever comes later passes at once.
   * `missingAt` tells who is waited for. Whoever gives up waiting has reached the barrier all the same. Give each round a
   * name of its own.
   *
   * @throws {NakodoError} `timeout` after `timeoutMs` (default: never), whose sentence names who is missing; `aborted`;
   * `closed` when the match is left; `queue-full` past 16 barriers at a time; `invalid-argument`; `invalid-state` in no
   * match
   */
  async barrier(
    name: string,
    options: { readonly signal?: AbortSignalLike; readonly timeoutMs?: number } = {},
  ): Promise<void> {
    const passed = this.#parts.act((engine) => engine.reachBarrier(name));
    if (!passed) await barrierPassed(this, name, this.#parts.settings.clock, options);
  }

  /** Players who have not reached the barrier yet; nobody once it is passed. */
  missingAt(name: string): readonly Player[] {
    return this.#parts.engine?.missingAt(name) ?? [];
  }

  /** Lets nobody else in. @throws {NakodoError} `not-authority` unless host */
  lock(): void {
    this.#parts.act((engine) => engine.setSettings({ locked: true }));
  }

  /** Lets others in again. @throws {NakodoError} `not-authority` unless host */
  unlock(): void {
    this.#parts.act((engine) => engine.setSettings({ locked: false }));
  }

  /** Removes a player from the match. @throws {NakodoError} `not-authority` unless host; `unknown-peer` */
  kick(peerId: number): void {
    this.#parts.act((engine) => engine.kick(peerId));
  }

  /** Makes another player host, without a gap. @throws {NakodoError} `not-authority` unless host; `unknown-peer` */
  setHost(peerId: number): void {
    this.#parts.act((engine) => engine.handHostOver(peerId));
  }

  /**
   * Sends plain match state under an op code of the game's own, to `target` as in `rpcId`. The others hear `data`.
   * False while there is no connection, and when it is more than a receiver's queue at the server has room for (the match's
   * own messages count, too); nothing is kept.
   *
   * @throws {NakodoError} `invalid-argument` for one of the match's own op codes; `message-too-large`; `unknown-peer`
   */
  send(opCode: number, bytes: Uint8Array, target: number = ALL): boolean {
    return this.#parts.act((engine) => engine.sendData(opCode, bytes, target));
  }

  async #enter(
    mode: MatchMode,
    target: MatchTarget,
    entry: MatchEntry["entry"],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    this.#needOnline();
    return this.#play(new MatchRun(this.#parts, mode, MatchState.CONNECTING, signal), target, { entry });
  }

  /** Gives the match's id. */
  async #play(run: MatchRun, target: MatchTarget, entry: MatchEntry): Promise<string> {
    const { resumeGraceMs } = this.#parts.settings;
    await run.play(new ChannelTransport(this.#needOnline().socket, target, resumeGraceMs), entry);
    return run.matchId ?? "";
  }

  #joined(matchId: string): void {
    this.#parts.events.emit("matchJoined", { matchId, peerId: this.peerId });
  }

  #needOnline(): Online {
    if (this.#online === undefined)
      throw new NakodoError("invalid-state", "this match was made without an Online: only playOffline works");
    return this.#online;
  }
}
