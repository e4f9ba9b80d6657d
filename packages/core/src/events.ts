import mitt, { type Emitter } from "mitt";
import { NakodoError } from "./errors.js";

/** What `AbortSignal` gives, stated structurally: core runs where there is no DOM. */
export interface AbortSignalLike {
  /** Whether it has aborted. */
  readonly aborted: boolean;
  /** Why, once it has: the `cause` of the error that follows. */
  readonly reason: unknown;
  /** Calls `listener` when it aborts. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Ends that. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * The listening half of {@link Events}: what an object with events shows to its users. Replaces Godot's
 * `connect`.
 */
export interface EventSource<Map extends object> {
  /** Calls `listener` at each event. Gives back the function that ends it (safe to call twice). */
  on<Type extends keyof Map>(type: Type, listener: (event: Map[Type]) => void): () => void;
  /**
   * Waits for the next event that `where` accepts (any, without it); what `where` throws rejects the promise.
   * Replaces Godot's `yield(object, "signal")`.
   *
   * @throws {NakodoError} `aborted` when `signal` aborts first; `closed` when the object is closed first.
   */
  once<Type extends keyof Map>(
    type: Type,
    options?: { where?: (event: Map[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<Map[Type]>;
}

/**
 * Typed events: `Map` gives the event object of each event's name. A listener that throws does not keep the
 * others from being called: its error goes to `onListenerError`, and without one is thrown when all have run.
 */
export class Events<Map extends object> implements EventSource<Map> {
  readonly #emitter: Emitter<Record<PropertyKey, unknown>> = mitt();
  readonly #waiting = new Set<(error: unknown) => void>();
  readonly #onListenerError: ((error: unknown, type: keyof Map) => void) | undefined;

  /** `onListenerError` is told of each exception of a listener, and which event it heard. */
  constructor(onListenerError?: (error: unknown, type: keyof Map) => void) {
    this.#onListenerError = onListenerError;
  }

  on<Type extends keyof Map>(type: Type, listener: (event: Map[Type]) => void): () => void {
    // A wrapper of its own for each call: adding one function twice and taking it away once leaves one.
    const handler = (event: unknown): void => listener(event as Map[Type]);
    this.#emitter.on(type, handler);
    return () => this.#emitter.off(type, handler);
  }

  once<Type extends keyof Map>(
    type: Type,
    options: { where?: (event: Map[Type]) => boolean; signal?: AbortSignalLike } = {},
  ): Promise<Map[Type]> {
    const { where, signal } = options;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        off();
        this.#waiting.delete(fail);
        signal?.removeEventListener("abort", onAbort);
      };
      const fail = (error: unknown): void => {
        stop();
        reject(error);
      };
      const onAbort = (): void =>
        fail(
          new NakodoError("aborted", `waiting for ${String(type)} was aborted`, { cause: signal?.reason }),
        );
      const off = this.on(type, (event) => {
        try {
          if (where !== undefined && !where(event)) return;
          stop();
          resolve(event);
        } catch (error) {
          fail(error);
        }
      });
      this.#waiting.add(fail);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
    });
  }

  /**
   * Calls every listener of `type`, in the order in which they were added. One that is removed meanwhile is not
   * called any more; one that is added counts from the next time on. Answers whether there was one.
   */
  emit<Type extends keyof Map>(type: Type, event: Map[Type]): boolean {
    const handlers = this.#emitter.all.get(type);
    if (handlers === undefined || handlers.length === 0) return false;
    let failure: { readonly error: unknown } | undefined;
    for (const handler of handlers.slice()) {
      if (!handlers.some((one) => one === handler)) continue;
      try {
        (handler as (event: unknown) => void)(event);
      } catch (error) {
        if (this.#onListenerError === undefined) failure ??= { error };
        else this.#onListenerError(error, type);
      }
    }
    if (failure !== undefined) throw failure.error;
    return true;
  }

  /** Forgets every listener; whoever waits in `once` gets `closed`. Safe to call twice. */
  clear(): void {
    for (const fail of [...this.#waiting]) {
      fail(new NakodoError("closed", "the object was closed before the event came"));
    }
    // Emptied, not dropped: an `emit` that goes on must find nobody any more.
    for (const handlers of this.#emitter.all.values()) handlers.length = 0;
  }
}
