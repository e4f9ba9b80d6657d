import { type AbortSignalLike, type EventSource, Events, installPlugins, NakodoError } from "@nakodo/core";
import { AccountCalls } from "./account-calls.js";
import type { SessionInfo } from "./active-session.js";
import { createOnlineApi, type OnlineApi } from "./api/online-api.js";
import type { Credential } from "./credential.js";
import { closedError } from "./ended.js";
import type { Fields } from "./fields.js";
import { Http, type SendRequest } from "./http.js";
import type { OnlineEvents } from "./online-events.js";
import { type OnlineOptions, settingsOf } from "./online-options.js";
import { reportUncaught } from "./report-uncaught.js";
import { type ApiRequest, SessionCalls } from "./session-calls.js";
import { type SessionChangeReason, SessionKeeper } from "./session-keeper.js";
import { OnlineSocket } from "./socket/online-socket.js";

/**
 * One player's connection to one Nakama server: the account, the session, the calls, the socket. Make one for a
 * game and keep it. Nothing is sent before the first call. Replaces the tutorial's `Online` autoload.
 *
 * ```ts
 * const online = new Online({ host: "127.0.0.1", port: 7350 });
 * await online.authenticate(device({ id: deviceId, username: "ayu" }));
 * const { user } = await online.api.getAccount();
 * ```
 */
export class Online implements EventSource<OnlineEvents> {
  /** nakama-js's calls with the session filled in. See {@link OnlineApi}. */
  readonly api: OnlineApi;
  /** The realtime socket. Connects when something needs it. */
  readonly socket: OnlineSocket;
  readonly #events = new Events<OnlineEvents>(reportUncaught);
  readonly #http: Http;
  readonly #keeper: SessionKeeper;
  readonly #calls: SessionCalls;
  readonly #removePlugins: () => void;

  /** Sends nothing yet. @throws {NakodoError} `invalid-argument` for a `host` that is no name or address alone */
  constructor(options: OnlineOptions = {}) {
    const settings = settingsOf(options);
    const { clock } = settings;
    let send: SendRequest = (url, init) => fetch(url, init);
    let open = settings.webSocket;
    this.#http = new Http(settings, (url, init) => send(url, init));
    this.#keeper = new SessionKeeper(settings, new AccountCalls(this.#http), {
      changed: (reason, previousUserId) => this.#sessionChanged(reason, previousUserId),
      reauthRequired: ({ info }, cause) => this.#events.emit("reauthRequired", { session: info, cause }),
      storeFailed: (error) => this.#events.emit("tokenStoreFailed", { error }),
    });
    this.#calls = new SessionCalls(this.#http, this.#keeper);
    this.api = createOnlineApi(settings, this.#calls, (userId) => this.#keeper.deleted(userId));
    this.socket = new OnlineSocket({ ...settings, webSocket: (url) => open(url) }, this.#keeper);
    this.socket.on("connected", (event) => this.#events.emit("socketConnected", event));
    this.socket.on("disconnected", (event) => this.#events.emit("socketDisconnected", event));
    this.socket.on("reconnecting", (event) => this.#events.emit("socketReconnecting", event));
    this.socket.on("reconnected", (event) => this.#events.emit("socketReconnected", event));
    this.#removePlugins = installPlugins(settings.plugins, {
      online: this,
      clock,
      wrapWebSocket: (layer) => {
        open = layer(open);
      },
      wrapRequests: (layer) => {
        send = layer(send);
      },
    });
  }

  /** Who is signed in; `undefined` before the first sign-in and after `logout`. */
  get session(): SessionInfo | undefined {
    return this.#keeper.current?.info;
  }

  /**
   * Signs in. Calls made meanwhile, and calls that wait after `reauthRequired`, then run. A sign-in as somebody
   * else ends the socket's connection and its matches.
   *
   * @throws {NakodoError} `server-unreachable`, `server-key-rejected`, `invalid-credentials` (wrong password),
   * `not-found` (no such account, and `create` was false), `already-exists` (the user name), `invalid-argument`
   * (an id or password that is too short, …), `permission-denied` (banned), `timeout`, `connection-lost`,
   * `bad-response`, `closed`
   */
  async authenticate(credential: Credential): Promise<SessionInfo> {
    return (await this.#keeper.authenticate(credential)).info;
  }

  /**
   * Adds another way to sign in to the account that is signed in.
   *
   * @throws {NakodoError} `already-exists` (another account has it), `invalid-argument`, and what `online.api` throws
   */
  async link(credential: Credential): Promise<void> {
    await this.#calls.request({
      path: `/v2/account/link/${credential.kind}`,
      query: credential.kind === "steam" ? {} : { sync: credential.importFriends },
      body: credential.linkBody(true),
    });
  }

  /**
   * Takes a way to sign in from the account that is signed in.
   *
   * @throws {NakodoError} `permission-denied` when it is the last one or is not this account's; what `online.api` throws
   */
  async unlink(credential: Credential): Promise<void> {
    await this.#calls.request({
      path: `/v2/account/unlink/${credential.kind}`,
      body: credential.linkBody(false),
    });
  }

  /**
   * Makes a call of Nakama's HTTP API that has no method of its own, as `online.api` does: with a valid session.
   * Gives the answer's fields as they are on the wire, unchecked: fields that are zero or empty are absent, 64-bit
   * numbers are text.
   *
   * @throws {NakodoError} what `online.api` throws
   */
  request(request: ApiRequest): Promise<Fields> {
    return this.#calls.request(request);
  }

  /**
   * Comes back with the tokens in the store. `undefined` when there are none, or when the server no longer renews
   * them: then sign in. Asks the server, so that a session that is returned is one.
   *
   * @throws {NakodoError} `server-unreachable` (the tokens stay), `timeout`, `connection-lost`,
   * `server-key-rejected`, `server-error`, `bad-response`, `closed`
   */
  async restore(): Promise<SessionInfo | undefined> {
    return (await this.#keeper.restore())?.info;
  }

  /**
   * Signs out: forgets session, credential and stored tokens, ends the socket's connection, and makes the server
   * refuse the tokens. Calls that wait reject with `signed-out`. Does nothing when nobody is signed in.
   *
   * @throws {NakodoError} `server-unreachable`, `timeout`, …: signed out here, but the server did not hear of it and
   * would take the tokens until they expire
   */
  async logout(): Promise<void> {
    const ended = this.socket.end(new NakodoError("signed-out", "the account was signed out"), false);
    await this.#keeper.logout();
    await ended;
  }

  /**
   * Connects the socket, and resolves when it is. See `OnlineSocket.connect` for what it throws. Not needed: what
   * uses the socket connects it.
   */
  connect(options: { readonly signal?: AbortSignalLike } = {}): Promise<void> {
    return this.socket.connect(options);
  }

  /**
   * Ends everything, for good: the socket, all that waits (`closed`), every timer and listener. The tokens stay in
   * their store for `restore`. Safe to call twice. A Node process then ends by itself.
   */
  async close(): Promise<void> {
    const ended = this.socket.end(closedError(), true);
    this.#http.close();
    await this.#keeper.close();
    await ended;
    this.#removePlugins();
    this.#events.clear();
  }

  on<Type extends keyof OnlineEvents>(type: Type, listener: (event: OnlineEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof OnlineEvents>(
    type: Type,
    options?: { where?: (event: OnlineEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<OnlineEvents[Type]> {
    return this.#events.once(type, options);
  }

  #sessionChanged(reason: SessionChangeReason, previousUserId: string | undefined): void {
    const session = this.session;
    if (previousUserId !== undefined && session?.userId !== previousUserId) {
      void this.socket.end(new NakodoError("signed-out", "the account was signed out"), false);
    }
    this.#events.emit("sessionChanged", { session, reason, previousUserId });
    if (session !== undefined && reason !== "refreshed") this.#events.emit("sessionConnected", { session });
  }
}
