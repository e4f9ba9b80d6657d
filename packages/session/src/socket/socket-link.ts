import { NakodoError } from "@nakodo/core";
import type { Fields } from "../fields.js";
import type { Settings } from "../online-options.js";
import { reportUncaught } from "../report-uncaught.js";
import type { Envelope } from "./envelope.js";
import { readSocketError } from "./messages.js";
import type { StandardWebSocket } from "./standard-websocket.js";

/** How a link came to its end. */
export interface LinkEnd {
  /** The WebSocket's close code; 1006 when there was no closing handshake. */
  readonly code: number;
  /** The server's reason, or ours (`silent link`). May be empty. */
  readonly reason: string;
  /** What the platform said about a failure, where it said anything. */
  readonly cause: unknown;
}

/** What a link tells. Called from inside the WebSocket's own events, never later. */
export interface LinkListener {
  opened(): void;
  /** A message that answers no request. */
  received(envelope: Envelope): void;
  /** A message that could not be read, and was dropped. */
  unreadable(error: NakodoError): void;
  /** Last call of all. Every outstanding request has been settled before it. */
  ended(end: LinkEnd): void;
}

/** What a link takes of the options of `Online`. */
export type LinkSettings = Pick<
  Settings,
  "clock" | "codec" | "maxMessageBytes" | "pingIntervalMs" | "pingTimeoutMs"
>;

/** Settles a request: the answer, or why there is none. */
export type SettleRequest = (answer: Envelope | NakodoError) => void;

/** How long a closing handshake may take before the connection is dropped. */
const CLOSE_GRACE_MS = 1000;

/** One WebSocket from its opening to its end. A reconnect makes another link. */
export class SocketLink {
  readonly #webSocket: StandardWebSocket;
  readonly #settings: LinkSettings;
  readonly #listener: LinkListener;
  readonly #pending = new Map<string, { settle: SettleRequest; cancelTimer: (() => void) | undefined }>();
  #nextCid = 1;
  #heard = false;
  /** From its opening to its end. */
  #open = false;
  #ended = false;
  #cancelTimer: () => void = () => {};

  constructor(webSocket: StandardWebSocket, settings: LinkSettings, listener: LinkListener) {
    this.#webSocket = webSocket;
    this.#settings = settings;
    this.#listener = listener;
    webSocket.binaryType = "arraybuffer";
    let failure: unknown;
    webSocket.onopen = () => {
      if (this.#ended) return;
      this.#open = true;
      this.#watch();
      listener.opened();
    };
    webSocket.onmessage = (event: { readonly data: unknown }) => this.#receive(event.data);
    webSocket.onerror = (event: { readonly message?: unknown }) => {
      failure = event.message;
    };
    webSocket.onclose = (event: { readonly code: number; readonly reason: string }) =>
      this.#end({ code: event.code, reason: event.reason, cause: failure });
  }

  /** Bytes on their way out. */
  get bufferedBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  /**
   * Sends a request. `settle` is called once: from inside the message that answers, with the answer or the
   * server's error; or with `connection-lost`; or after `timeoutMs` (`undefined`: no limit) with `timeout`; or at once
   * with `message-too-large`, or what the codec throws.
   */
  request(type: string, body: Fields, timeoutMs: number | undefined, settle: SettleRequest): void {
    if (this.#ended) {
      settle(new NakodoError("connection-lost", "the socket was lost before the request was sent"));
      return;
    }
    const cid = String(this.#nextCid);
    let message: string | Uint8Array<ArrayBuffer>;
    try {
      message = this.#settings.codec.encode({ cid, type, body });
      this.#checkSize(message, type);
    } catch (error) {
      if (!(error instanceof NakodoError)) throw error;
      settle(error);
      return;
    }
    this.#nextCid += 1;
    const timedOut = (): void =>
      this.#settle(cid, new NakodoError("timeout", `no answer to ${type} within ${timeoutMs} ms`));
    const cancelTimer =
      timeoutMs === undefined ? undefined : this.#settings.clock.setTimer(timeoutMs, timedOut);
    this.#pending.set(cid, { settle, cancelTimer });
    this.#webSocket.send(message);
  }

  /** Sends a message that has no answer. The caller has checked its size. */
  send(message: string | Uint8Array<ArrayBuffer>): void {
    this.#webSocket.send(message);
  }

  /** Asks for a sign of life now: something may have cut the link while nobody looked. */
  probe(): void {
    if (this.#open) this.#askForLife();
  }

  /**
   * Closes the link: outstanding requests and the listener are told at once. Resolves when the server has agreed,
   * or after a grace period without it.
   */
  close(): Promise<void> {
    const webSocket = this.#webSocket;
    const handshake = this.#open;
    this.#end({ code: 1000, reason: "closed here", cause: undefined });
    if (!handshake) {
      this.#terminate();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancelTimer = this.#settings.clock.setTimer(CLOSE_GRACE_MS, () => {
        this.#terminate();
        resolve();
      });
      webSocket.onclose = () => {
        cancelTimer();
        resolve();
      };
      webSocket.close(1000, "");
    });
  }

  /** Ends the link at once, as if the connection had broken. */
  abandon(reason: string): void {
    this.#end({ code: 1006, reason, cause: undefined });
    this.#terminate();
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    this.#heard = true;
    try {
      const envelope = this.#settings.codec.decode(data);
      const { cid, type, body } = envelope;
      if (cid === undefined) this.#listener.received(envelope);
      else this.#settle(cid, type === "error" ? readSocketError(body) : envelope);
    } catch (error) {
      if (error instanceof NakodoError) this.#listener.unreadable(error);
      else reportUncaught(error);
    }
  }

  #settle(cid: string, answer: Envelope | NakodoError): void {
    const pending = this.#pending.get(cid);
    if (pending === undefined) return;
    this.#pending.delete(cid);
    pending.cancelTimer?.();
    try {
      pending.settle(answer);
    } catch (error) {
      reportUncaught(error);
    }
  }

  /** Looks once in an interval whether anything came. What came proves the link, so that a busy one is never pinged. */
  #watch(): void {
    const { clock, pingIntervalMs } = this.#settings;
    this.#heard = false;
    this.#cancelTimer = clock.setTimer(pingIntervalMs, () => {
      if (this.#heard) this.#watch();
      else this.#askForLife();
    });
  }

  #askForLife(): void {
    const { clock, codec, pingTimeoutMs } = this.#settings;
    this.#cancelTimer();
    this.#heard = false;
    const askedAtMs = clock.nowMs();
    // The answer counts as heard, whatever it says: there is nothing to settle.
    this.#webSocket.send(codec.encode({ cid: "ping", type: "ping", body: {} }));
    this.#cancelTimer = clock.setTimer(pingTimeoutMs, () => {
      if (this.#heard) this.#watch();
      // A page that was suspended wakes with its timers due and the messages not yet handled: ask again.
      else if (clock.nowMs() - askedAtMs > 2 * pingTimeoutMs) this.#askForLife();
      else this.abandon("silent link");
    });
  }

  /** The handlers stay: `ws` reports a connection that is dropped while opening as an error event. */
  #terminate(): void {
    if (this.#webSocket.terminate === undefined) this.#webSocket.close();
    else this.#webSocket.terminate();
  }

  #end(end: LinkEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#open = false;
    this.#cancelTimer();
    const text = `the socket was lost (${end.reason || `code ${end.code}`}) before the answer came`;
    for (const cid of [...this.#pending.keys()]) this.#settle(cid, new NakodoError("connection-lost", text));
    this.#listener.ended(end);
  }

  #checkSize(message: string | Uint8Array<ArrayBuffer>, type: string): void {
    const { maxMessageBytes } = this.#settings;
    if (typeof message === "string" && message.length * 3 <= maxMessageBytes) return;
    const bytes = typeof message === "string" ? new TextEncoder().encode(message).length : message.length;
    if (bytes <= maxMessageBytes) return;
    const text = `${type} makes a message of ${bytes} bytes: the server takes ${maxMessageBytes} at most`;
    throw new NakodoError("message-too-large", text);
  }
}
