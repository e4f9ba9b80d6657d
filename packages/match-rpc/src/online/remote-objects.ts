import type { AskTarget } from "../engine/asks.js";
import type { NetworkedObject } from "../engine/objects.js";
import { ALL } from "../ids.js";
import type { MethodArgs, MethodResult, RemoteType } from "../remotes/remotes.js";
import type { MatchParts } from "./match-parts.js";
import type { RemoteCall, RemoteCallResult, RemoteName } from "./remote-call.js";

/** What `add` may be told besides path and object. */
export interface AddOptions {
  /** Who has authority over the object (default: who has it over the parent path, else the host). The same on every peer. */
  readonly authority?: number;
  /** The object's type, where its class does not tell (see `remotesOf`). */
  readonly type?: RemoteType;
}

/** What an `OnlineMatch` is to the objects in it: who has authority over them, and the calls of their methods on other machines. */
export class RemoteObjects<const Types extends readonly RemoteType[] = readonly RemoteType[]> {
  readonly #parts: MatchParts;

  /** @internal */
  constructor(parts: MatchParts) {
    this.#parts = parts;
  }

  /**
   * Makes `object` known to the others under `path`: `/a/b/c`, the same on every peer. Calls that came before it run
   * now. Gives back the function that takes it out again (safe to call twice). May be called before a match is
   * entered. Replaces being in Godot's scene tree.
   *
   * @throws {NakodoError} `invalid-argument` for a bad path; `path-taken`
   */
  add(path: string, object: object, options: AddOptions = {}): () => void {
    const { objects, schema, engine } = this.#parts;
    const node = objects.add(path, object, options.type ?? schema.typeOf(object), options.authority);
    if (options.authority !== undefined) this.#tellAuthority(path);
    engine?.runWaiting(node);
    return () => this.#remove(node);
  }

  /** Takes an object out. Does nothing when it is not in. */
  remove(object: object): void {
    const { objects } = this.#parts;
    if (objects.has(object)) this.#remove(objects.of(object));
  }

  /** Whether `type` is among the match's `remotes`, so that its methods can be called: for adapters that bring their own. */
  declares(type: RemoteType): boolean {
    return this.#parts.schema.types.includes(type);
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
    return this.#parts.act((engine) => engine.ask(options.to, object, method, args, options));
  }

  /** Who has authority over the object: a player's id, or `HOST`. Godot's `get_network_master`. @throws {NakodoError} `not-added` */
  authorityOf(object: object): number {
    const { objects } = this.#parts;
    return objects.authorityOf(objects.of(object).path);
  }

  /** Whether this peer has authority over the object. The tutorial's `is_network_master_for_node`. @throws {NakodoError} `not-added` */
  isNetworkMaster(object: object): boolean {
    return this.#parts.engine?.hasAuthority(object) ?? false;
  }

  /**
   * Hands the authority over an object, and over what is below its path, to a player (or `HOST`), on every peer.
   * Godot's `set_network_master`.
   *
   * @throws {NakodoError} `not-authority` unless this peer has it or is host; `not-added`, `unknown-peer`
   */
  setAuthority(object: object, peerId: number): void {
    const { path } = this.#parts.objects.of(object);
    this.#parts.act((engine) => engine.setAuthority(path, peerId));
  }

  #call(target: number, object: object, method: string, args: readonly unknown[], runHere: boolean): void {
    this.#parts.act((engine) => engine.call(target, object, method, args, runHere));
  }

  #remove(node: NetworkedObject): void {
    const { objects } = this.#parts;
    if (objects.byPath(node.path) !== node) return;
    objects.remove(node);
    if (node.declaredAuthority !== undefined) this.#tellAuthority(node.path);
  }

  /** What is below a path may inherit another authority. */
  #tellAuthority(path: string): void {
    const { events, objects } = this.#parts;
    events.emit("authorityChanged", { path, peerId: objects.authorityOf(path) });
  }
}
