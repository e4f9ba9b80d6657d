import {
  type AbortSignalLike,
  type EventSource,
  Events,
  installPlugins,
  NakodoError,
  OfflineTransport,
  type Presence,
  type Transport,
} from "@nakodo/core";
import type { Online } from "@nakodo/session";
import { type MatchTarget, matchmake } from "@nakodo/session/services";
import { Driver, type MatchClock, systemMatchClock } from "../driver.js";
import type { AskTarget } from "../engine/asks.js";
import { MatchEngine } from "../engine/engine.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { type NetworkedObject, Objects } from "../engine/objects.js";
import type { Player } from "../engine/peer-table.js";
import { ALL, FIRST_PEER_ID } from "../ids.js";
import type { MethodArgs, MethodResult, RemoteType } from "../remotes/remotes.js";
import { Schema } from "../remotes/schema.js";
import { DEFAULT_OP_CODE_BASE } from "../wire/frame.js";
import { barrierPassed } from "./barrier-passed.js";
import { ChannelTransport } from "./channel-transport.js";
import {
  assertOptions,
  engineOptionsOf,
  type MatchEntry,
  type MatchParts,
  onWire,
  playersOf,
  resumeGraceMsOf,
} from "./engine-options-of.js";
import { forwardEvents } from "./forward-events.js";
import { yieldWhenHidden } from "./hidden-page.js";
import { MatchMode, MatchState, type OnlineMatchEvents } from "./match-events.js";
import type { FindMatchOptions, OnlineMatchOptions } from "./match-options.js";
import type { MakeEngine } from "./match-plugin.js";
import { matchmakerRequest } from "./matchmaker-query.js";
import type { RemoteCall, RemoteCallResult, RemoteName } from "./remote-call.js";

/** Characters of a token's signature. */
const SIGNATURE_LENGTH = 43;

/** What `add` may be told besides path and object. */
export interface AddOptions {
  /** Who has authority over the object (default: who has it over the parent path, else the host). The same on every peer. */
  readonly authority?: number;
  /** The object's type, where its class does not tell (see `remotesOf`). */
  readonly type?: RemoteType;
}

/**
 * A match: its players and their host, and the objects whose methods they call on each other's machines. One object
 * serves one match after the other. Replaces the tutorial's `OnlineMatch` and, for what a game sees of it, Godot's
 * `MultiplayerAPI`.
 */
export class OnlineMatch<const Types extends readonly RemoteType[] = readonly RemoteType[]>
  implements EventSource<OnlineMatchEvents>
{
  readonly #online: Online | undefined;
  readonly #options: OnlineMatchOptions<Types>;
  readonly #schema: Schema;
  readonly #events: Events<OnlineMatchEvents>;
  readonly #objects = new Objects();
  #engine: MatchEngine | undefined;
  #driver: Driver | undefined;
  #state: MatchState = MatchState.LOBBY;
  #mode: MatchMode = MatchMode.NONE;
  #matchId: string | undefined;
  #wasReady = false;
  #wereAllReady = false;
  #isIn = false;
  #methodErrorHeard = 0;
  #leaving: AbortController | undefined;
  readonly #clock: MatchClock;
  readonly #removePlugins: () => void;
  #wrap: (transport: Transport) => Transport = (transport) => transport;
  #onCall: EngineOptions["onCall"];
  #makeEngine: MakeEngine = (options, onListenerError) => new MatchEngine(options, onListenerError);

  /**
   * `online` is the account and socket to play with; without it only `playOffline` works.
   *
   * @throws {NakodoError} `invalid-argument` for bounds that no match can have
   */
  constructor(online: Online | undefined, options: OnlineMatchOptions<Types> = {}) {
    this.#online = online;
    this.#options = options;
    this.#schema = new Schema(options.remotes ?? []);
    this.#events = new Events(reportUncaught);
    assertOptions(options);
    this.#clock = options.clock ?? systemMatchClock();
    this.#removePlugins = installPlugins(options.plugins ?? [], {
      match: this,
      clock: this.#clock,
      opCodeBase: options.opCodeBase ?? DEFAULT_OP_CODE_BASE,
      wrapTransport: (layer) => {
        const within = this.#wrap;
        this.#wrap = (transport) => layer(within(transport));
      },
      onCall: (listener) => {
        const others = this.#onCall;
        this.#onCall = (call) => {
          others?.(call);
          listener(call);
        };
      },
      makeEngine: (make) => {
        this.#makeEngine = make;
      },
    });
  }

  /** Where the match stands. */
  get state(): MatchState {
    return this.#state;
  }

  /** How this peer came into it. */
  get mode(): MatchMode {
    return this.#mode;
  }

  /** What others need to join; `undefined` in no match, and offline. */
  get matchId(): string | undefined {
    return this.#matchId;
  }

  /** Fewest players that the match is ready with. The tutorial's `min_players`. */
  get minPlayers(): number {
    return playersOf(this.#options).minPlayers;
  }

  /** Most players. The tutorial's `max_players`. */
  get maxPlayers(): number {
    return playersOf(this.#options).maxPlayers;
  }

  /** This peer's own id, 2 or more; 0 in no match. Godot's `get_network_unique_id`. */
  get peerId(): number {
    return this.#engine?.selfId ?? 0;
  }

  /** This peer's seat, 0, 1, 2 …; −1 in no match. */
  get seat(): number {
    return this.player(this.peerId)?.seat ?? -1;
  }

  /** Whether this peer is host. Godot's `is_network_server`. */
  get isHost(): boolean {
    return this.#engine?.isHost ?? false;
  }

  /** The host's own id; `undefined` in no match, and for the moment in which a match has no host. */
  get hostId(): number | undefined {
    return this.#engine?.hostId;
  }

  /** How calls travel now: straight from each to all, or through the host (the option `route`). */
  get route(): "mesh" | "star" {
    return this.#engine?.settings.star === true ? "star" : "mesh";
  }

  /** Everyone in the match, this peer too, in the order of their ids. */
  get players(): readonly Player[] {
    return this.#engine?.players ?? [];
  }

  /** The player with this id. */
  player(peerId: number): Player | undefined {
    return this.#engine?.player(peerId);
  }

  /**
   * Who made the remote call that runs now; 0 outside of one, and after a method's first `await` (never another caller). A
   * method that waits is declared with `context: true` and keeps its caller. Godot's `get_rpc_sender_id`.
   */
  get sender(): number {
    return this.#engine?.senderId ?? 0;
  }

  /** Since the match was entered: messages and bytes handed to the socket, unreliable calls dropped for congestion, violations. */
  get counters(): {
    readonly sentFrames: number;
    readonly sentBytes: number;
    readonly droppedCalls: number;
    readonly violations: number;
  } {
    return this.#engine?.counters ?? { sentFrames: 0, sentBytes: 0, droppedCalls: 0, violations: 0 };
  }

  on<Type extends keyof OnlineMatchEvents>(
    type: Type,
    listener: (event: OnlineMatchEvents[Type]) => void,
  ): () => void {
    const off = this.#events.on(type, listener);
    if (type !== "methodError") return off;
    let heard = true;
    this.#methodErrorHeard++;
    return () => {
      if (heard) this.#methodErrorHeard--;
      heard = false;
      off();
    };
  }

  once<Type extends keyof OnlineMatchEvents>(
    type: Type,
    options?: { where?: (event: OnlineMatchEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<OnlineMatchEvents[Type]> {
    return this.#events.once(type, options);
  }

  /**
   * Makes a match that others join by its id, and becomes its host. Gives the id.
   *
   * @throws {NakodoError} `invalid-state` unless in the lobby; `server-unreachable`, `reauth-required`, `aborted` and
   * what else the socket throws
   */
  async create(options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    await this.#enter(MatchMode.CREATE, { create: true }, "create", options.signal);
    const matchId = this.#matchId ?? "";
    this.#events.emit("matchCreated", { matchId });
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
    await this.#enter(MatchMode.JOIN, { matchId }, "join", options.signal);
    this.#joined();
  }

  /**
   * Joins the match with this name, and makes it when nobody is in it: whoever comes first is host.
   *
   * @throws {NakodoError} as `join`
   */
  async joinNamed(name: string, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.#enter(MatchMode.JOIN, { create: true, name }, "meet", options.signal);
    this.#joined();
  }

  /**
   * Searches for players and enters the match with those found. Replaces the tutorial's `start_matchmaking`.
   *
   * @throws {NakodoError} `invalid-argument` when the search leaves no number of players; `aborted`; and as `join`
   */
  async findMatch(search: FindMatchOptions = {}): Promise<void> {
    const online = this.#needOnline();
    this.#assertLobby();
    const { minPlayers, maxPlayers } = this;
    const clientVersion = this.#options.clientVersion ?? "dev";
    const request = matchmakerRequest(search, { minPlayers, maxPlayers, clientVersion });
    const signal = this.#begin(MatchMode.MATCHMAKER, MatchState.MATCHING, search.signal);
    try {
      const matched = await matchmake(online.socket, request, { signal });
      const expected = matched.users.map((user) => user.presence);
      this.#events.emit("matchmakerMatched", { players: expectedPlayers(expected) });
      const { target } = matched;
      // All of them have the same token, so its signature is a name that they alone know: unlike the token it leads back
      // into the match also after all of them have lost their connection.
      const meeting: MatchTarget =
        "token" in target ? { create: true, name: target.token.slice(-SIGNATURE_LENGTH) } : target;
      await this.#play(this.#channelTo(online, meeting), { entry: "meet", expected }, signal);
    } catch (error) {
      this.#reset(undefined);
      throw error;
    }
    this.#joined();
  }

  /**
   * Plays without a server: the same game code runs, with this peer as host and nobody else. Godot's
   * `OfflineMultiplayerPeer`.
   */
  async playOffline(username = "player"): Promise<void> {
    this.#assertLobby();
    const signal = this.#begin(MatchMode.NONE, MatchState.CONNECTING, undefined);
    await this.#play(new OfflineTransport(username), { entry: "create" }, signal);
  }

  /** Leaves the match, or ends the search for one. Objects stay added. Never fails; safe in any state. */
  leave(): void {
    this.#leaving?.abort();
    this.#engine?.leave();
    this.#reset(undefined);
  }

  /** Leaves, and forgets every listener. Safe to call twice. */
  close(): void {
    this.leave();
    this.#removePlugins();
    this.#events.clear();
  }

  /** Starts the match for everyone: `PLAYING`. @throws {NakodoError} `not-authority` unless host */
  start(): void {
    this.#act((engine) => engine.setSettings({ playing: true }));
  }

  /**
   * Says that this player is ready, or is not any more. Everyone sees it in `players` and hears `playerReadyChanged`;
   * when enough players are there and all of them are ready, everyone hears `allReady`. The tutorial's ready screen.
   *
   * @throws {NakodoError} `invalid-state` in no match
   */
  setReady(isReady = true): void {
    this.#act((engine) => engine.setReady(isReady));
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
    let passed = false;
    this.#act((engine) => {
      passed = engine.reachBarrier(name);
    });
    if (!passed) await barrierPassed(this, name, this.#clock, options);
  }

  /** Players who have not reached the barrier yet; nobody once it is passed. */
  missingAt(name: string): readonly Player[] {
    return this.#engine?.missingAt(name) ?? [];
  }

  /** Lets nobody else in. @throws {NakodoError} `not-authority` unless host */
  lock(): void {
    this.#act((engine) => engine.setSettings({ locked: true }));
  }

  /** Lets others in again. @throws {NakodoError} `not-authority` unless host */
  unlock(): void {
    this.#act((engine) => engine.setSettings({ locked: false }));
  }

  /** Removes a player from the match. @throws {NakodoError} `not-authority` unless host; `unknown-peer` */
  kick(peerId: number): void {
    this.#act((engine) => engine.kick(peerId));
  }

  /** Makes another player host, without a gap. @throws {NakodoError} `not-authority` unless host; `unknown-peer` */
  setHost(peerId: number): void {
    this.#act((engine) => engine.handHostOver(peerId));
  }

  /**
   * Makes `object` known to the others under `path`: `/a/b/c`, the same on every peer. Calls that came before it run
   * now. Gives back the function that takes it out again (safe to call twice). May be called before a match is
   * entered. Replaces being in Godot's scene tree.
   *
   * @throws {NakodoError} `invalid-argument` for a bad path; `path-taken`
   */
  add(path: string, object: object, options: AddOptions = {}): () => void {
    const type = options.type ?? this.#schema.typeOf(object);
    const node = this.#objects.add(path, object, type, options.authority);
    if (options.authority !== undefined) this.#tellAuthority(path);
    this.#engine?.runWaiting(node);
    return () => this.#remove(node);
  }

  /** Takes an object out. Does nothing when it is not in. */
  remove(object: object): void {
    if (this.#objects.has(object)) this.#remove(this.#objects.of(object));
  }

  /** Whether `type` is among the match's `remotes`, so that its methods can be called: for adapters that bring their own. */
  declares(type: RemoteType): boolean {
    return this.#schema.types.includes(type);
  }

  /**
   * Calls `method` of the object with the same path on every other peer, and here, too, when it is declared
   * `callLocal`. Godot's `rpc`, the tutorial's `custom_rpc`.
   *
   * @throws {NakodoError} `not-added`, `not-declared`, `not-authority`, `wrong-arguments`, `message-too-large`,
   * `queue-full`, `invalid-state` in no match
   */
  rpc<T extends object, M extends RemoteName<Types, T> & keyof T>(
    object: T,
    method: M,
    ...args: MethodArgs<T, M>
  ): void;
  rpc(...call: RemoteCall<Types>): void;
  rpc(object: object, method: string, ...args: unknown[]): void {
    this.#call(ALL, object, method, args, false);
  }

  /**
   * Calls `method` on one peer: an id, `HOST` for whoever is host, `ALL`, or −id for all others but one. Godot's
   * `rpc_id`, the tutorial's `custom_rpc_id`.
   *
   * @throws {NakodoError} as `rpc`; `unknown-peer`; `invalid-argument` for this peer itself unless `callLocal`
   */
  rpcId<T extends object, M extends RemoteName<Types, T> & keyof T>(
    target: number,
    object: T,
    method: M,
    ...args: MethodArgs<T, M>
  ): void;
  rpcId(target: number, ...call: RemoteCall<Types>): void;
  rpcId(target: number, object: object, method: string, ...args: unknown[]): void {
    this.#call(target, object, method, args, false);
  }

  /** As `rpc`, and always runs it here, too. The tutorial's `custom_rpc_sync`. */
  rpcSync<T extends object, M extends RemoteName<Types, T> & keyof T>(
    object: T,
    method: M,
    ...args: MethodArgs<T, M>
  ): void;
  rpcSync(...call: RemoteCall<Types>): void;
  rpcSync(object: object, method: string, ...args: unknown[]): void {
    this.#call(ALL, object, method, args, true);
  }

  /** As `rpcId`, and runs it here, too, when the target includes this peer. The tutorial's `custom_rpc_id_sync`. */
  rpcIdSync<T extends object, M extends RemoteName<Types, T> & keyof T>(
    target: number,
    object: T,
    method: M,
    ...args: MethodArgs<T, M>
  ): void;
  rpcIdSync(target: number, ...call: RemoteCall<Types>): void;
  rpcIdSync(target: number, object: object, method: string, ...args: unknown[]): void {
    this.#call(target, object, method, args, true);
  }

  /**
   * Calls `method` on one peer (a player's id, or `HOST`), and gives what it gives back there, awaited: `await
   * match.ask(HOST, shop, "buy", 7)`. With `{ to, timeoutMs, signal, onHostChange }` for the id it waits otherwise than by
   * default, which is for 10 s. The ask and its answer each come once and in order, whatever happens to a connection. One
   * to `HOST` goes to the next host when the one that was asked is away or gone: each runs it at most once. An ask to this peer
   * itself runs here. Godot has nothing like it.
   *
   * @throws {NakodoError} `timeout`; `remote-error` when the method threw (what it threw stays there); `unknown-peer` when
   * there is no such peer, or as soon as it is gone for good; `not-added`, `not-declared`, `not-authority`,
   * `wrong-arguments` by this peer's word or that one's; `bad-response` for a result that is none; `queue-full` with 256
   * asks open here, or of ours there; `host-left` with `onHostChange: "reject"`; `aborted`; `connection-lost` when this peer
   * had to begin anew; `closed`; `message-too-large`; `invalid-argument`; `invalid-state` in no match
   */
  ask<T extends object, M extends RemoteName<Types, T> & keyof T>(
    whom: number | AskTarget,
    object: T,
    method: M,
    ...args: MethodArgs<T, M>
  ): Promise<MethodResult<T, M>>;
  ask<Call extends RemoteCall<Types>>(
    whom: number | AskTarget,
    ...call: Call
  ): Promise<RemoteCallResult<Types, Call>>;
  // Checked by its field where `returns` was declared; otherwise as far to be trusted as who was asked.
  async ask(whom: number | AskTarget, object: object, method: string, ...args: unknown[]): Promise<unknown> {
    const options = typeof whom === "number" ? { to: whom } : whom;
    const result = this.#needEngine().ask(options.to, object, method, args, options);
    this.#driver?.touch();
    return result;
  }

  /** Who has authority over the object: a player's id, or `HOST`. Godot's `get_network_master`. @throws {NakodoError} `not-added` */
  authorityOf(object: object): number {
    return this.#objects.authorityOf(this.#objects.of(object).path);
  }

  /** Whether this peer has authority over the object. The tutorial's `is_network_master_for_node`. @throws {NakodoError} `not-added` */
  isNetworkMaster(object: object): boolean {
    return this.#engine?.hasAuthority(object) ?? false;
  }

  /**
   * Hands the authority over an object, and over what is below its path, to a player (or `HOST`), on every peer.
   * Godot's `set_network_master`.
   *
   * @throws {NakodoError} `not-authority` unless this peer has it or is host; `not-added`, `unknown-peer`
   */
  setAuthority(object: object, peerId: number): void {
    const { path } = this.#objects.of(object);
    this.#act((engine) => engine.setAuthority(path, peerId));
  }

  /**
   * Sends plain match state under an op code of the game's own, to `target` as in `rpcId`. The others hear `data`.
   * False while there is no connection, and when it is more than a receiver's queue at the server has room for (the match's
   * own messages count, too); nothing is kept.
   *
   * @throws {NakodoError} `invalid-argument` for one of the match's own op codes; `message-too-large`; `unknown-peer`
   */
  send(opCode: number, bytes: Uint8Array, target: number = ALL): boolean {
    let sent = false;
    this.#act((engine) => {
      sent = engine.sendData(opCode, bytes, target);
    });
    return sent;
  }

  async #enter(
    mode: MatchMode,
    target: MatchTarget,
    entry: EngineOptions["entry"],
    outer: AbortSignal | undefined,
  ): Promise<void> {
    const online = this.#needOnline();
    this.#assertLobby();
    const signal = this.#begin(mode, MatchState.CONNECTING, outer);
    await this.#play(this.#channelTo(online, target), { entry }, signal);
  }

  #channelTo(online: Online, target: MatchTarget): ChannelTransport {
    return new ChannelTransport(online.socket, target, resumeGraceMsOf(this.#options));
  }

  #begin(mode: MatchMode, state: MatchState, outer: AbortSignal | undefined): AbortSignal {
    this.#mode = mode;
    this.#leaving = new AbortController();
    this.#setState(state);
    const { signal } = this.#leaving;
    return outer === undefined ? signal : AbortSignal.any([signal, outer]);
  }

  /** Runs an engine on `link`; resolves when this peer is in the match, rejects when that fails. */
  #play(link: Transport, entry: MatchEntry, signal: AbortSignal): Promise<void> {
    const parts = this.#parts;
    const transport = this.#wrap(onWire(this.#options, parts, link));
    const engine = this.#makeEngine(engineOptionsOf(this.#options, parts, transport, entry), reportUncaught);
    const driver = new Driver(engine, this.#clock);
    this.#engine = engine;
    this.#driver = driver;
    this.#setState(MatchState.CONNECTING);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => engine.leave();
      signal.addEventListener("abort", onAbort);
      let entered = false;
      engine.events.on("admitted", ({ peerId, resumed }) => {
        if (entered) {
          this.#events.emit("reconnected", { peerId, resumed });
          this.#check();
          return;
        }
        entered = true;
        signal.removeEventListener("abort", onAbort);
        this.#matchId = link instanceof ChannelTransport ? link.matchId : undefined;
        resolve();
      });
      const endWatching =
        this.#options.whenHidden === "keep"
          ? undefined
          : yieldWhenHidden(engine, (peerId) => this.#act((one) => one.handHostOver(peerId)));
      engine.events.on("ended", ({ error }) => {
        driver.stop();
        endWatching?.();
        signal.removeEventListener("abort", onAbort);
        if (this.#engine === engine) this.#reset(entered ? error : undefined);
        if (!entered)
          reject(
            error ?? new NakodoError("aborted", "joining the match was given up", { cause: signal.reason }),
          );
      });
      engine.events.on("playerJoined", ({ peerId }) => {
        if (peerId === engine.selfId) this.#isIn = true;
      });
      forwardEvents(engine.events, this.#events, () => this.#check());
      engine.events.on("methodError", (event) => {
        if (this.#methodErrorHeard === 0) reportUncaught(event.error);
        this.#events.emit("methodError", event);
      });
      if (signal.aborted) engine.leave();
      else driver.start(transport);
    });
  }

  get #parts(): MatchParts {
    return { schema: this.#schema, objects: this.#objects, onCall: this.#onCall };
  }

  /** Finds out whether there are enough players. */
  #check(): void {
    const engine = this.#engine;
    // Not before this peer itself was told of: a match that is ready has us in it.
    if (engine === undefined || !engine.isAdmitted || !this.#isIn) return;
    const { players } = this;
    const there = players.filter(({ status }) => status === "connected" || status === "silent");
    const ready = there.length >= this.minPlayers;
    if (engine.settings.playing) this.#setState(MatchState.PLAYING);
    else this.#setState(ready ? MatchState.READY : MatchState.WAITING_FOR_ENOUGH_PLAYERS);
    if (ready !== this.#wasReady) {
      this.#wasReady = ready;
      this.#events.emit(ready ? "matchReady" : "matchNotReady", { players });
    }
    const allReady = ready && players.every((player) => player.isReady);
    if (allReady === this.#wereAllReady) return;
    this.#wereAllReady = allReady;
    if (allReady) this.#events.emit("allReady", { players });
  }

  #joined(): void {
    this.#events.emit("matchJoined", { matchId: this.#matchId ?? "", peerId: this.peerId });
  }

  #remove(node: NetworkedObject): void {
    if (this.#objects.byPath(node.path) !== node) return;
    this.#objects.remove(node);
    if (node.declaredAuthority !== undefined) this.#tellAuthority(node.path);
  }

  /** What is below a path may inherit another authority. */
  #tellAuthority(path: string): void {
    this.#events.emit("authorityChanged", { path, peerId: this.#objects.authorityOf(path) });
  }

  /** Back to the lobby. */
  #reset(error: NakodoError | undefined): void {
    const wasIn = this.#state !== MatchState.LOBBY;
    this.#driver?.stop();
    this.#engine = undefined;
    this.#driver = undefined;
    this.#leaving = undefined;
    this.#matchId = undefined;
    this.#mode = MatchMode.NONE;
    this.#wasReady = false;
    this.#wereAllReady = false;
    this.#isIn = false;
    this.#objects.forgetHanded();
    this.#setState(MatchState.LOBBY);
    if (!wasIn) return;
    if (error !== undefined) this.#events.emit("error", { error });
    this.#events.emit("left", { error });
  }

  #setState(state: MatchState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.emit("stateChanged", { state });
  }

  /** Does something in the match and sees to it that it is sent. */
  #call(target: number, object: object, method: string, args: readonly unknown[], runHere: boolean): void {
    this.#needEngine().call(target, object, method, args, runHere);
    this.#driver?.touch();
  }

  #act(action: (engine: MatchEngine) => void): void {
    action(this.#needEngine());
    this.#driver?.touch();
  }

  #needEngine(): MatchEngine {
    if (this.#engine === undefined) {
      throw new NakodoError(
        "invalid-state",
        "this needs a match: create, join or find one first (or playOffline)",
      );
    }
    return this.#engine;
  }

  #needOnline(): Online {
    if (this.#online === undefined) {
      throw new NakodoError("invalid-state", "this match was made without an Online: only playOffline works");
    }
    return this.#online;
  }

  #assertLobby(): void {
    if (this.#state !== MatchState.LOBBY) {
      throw new NakodoError("invalid-state", `this match object is in use (${this.#state}): leave() first`);
    }
  }
}

/** Those whom the matchmaker found, with the ids and seats that they will have. */
function expectedPlayers(expected: readonly Presence[]): Player[] {
  return [...expected]
    .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))
    .map((presence, seat) => ({
      ...presence,
      seat,
      peerId: FIRST_PEER_ID + seat,
      status: "connecting",
      isReady: false,
    }));
}

/** An exception of the game's own code is the game's to see, and must not break the match. */
function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
