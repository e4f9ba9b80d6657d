import type { RawData, WebSocket } from "ws";
import type { SessionClaims } from "../auth/session-tokens.js";
import type { OutgoingEnvelope } from "../messages/envelope.js";
import type { Clock, Timer } from "../runtime/clock.js";
import type { ServerConfig } from "../runtime/server-config.js";
import { Heartbeat } from "./heartbeat.js";
import { OutgoingQueue } from "./outgoing-queue.js";
import type { SocketFormat, WireMessage } from "./socket-format.js";

/** What a session hands on. */
export interface SessionEvents {
  /** A message, whole. A promise keeps the next message waiting until it settles. */
  readonly message: (session: SocketSession, message: Buffer) => void | Promise<void>;
  /** The session has ended, whoever ended it. Called once, before the socket is closed. */
  readonly ended: (session: SocketSession) => void;
}

/** Longest close reason that fits a close frame, in bytes. */
const MAX_CLOSE_REASON_BYTES = 123;

/**
 * One connected socket: who it is, what waits for it, when it is thought dead. Its messages are handled one after the
 * other, each to its end.
 */
export class SocketSession {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly vars: ReadonlyMap<string, string>;
  /** How its messages stand on the wire. */
  readonly format: SocketFormat;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #config: ServerConfig;
  readonly #events: SessionEvents;
  readonly #queue: OutgoingQueue;
  readonly #heartbeat: Heartbeat;
  readonly #inbox: Buffer[] = [];
  #busy = false;
  #ended = false;
  #paused = false;
  #overflowed = false;
  #closeTimer: Timer | undefined;
  #writeTimer: Timer | undefined;

  constructor(
    id: string,
    claims: SessionClaims,
    format: SocketFormat,
    socket: WebSocket,
    clock: Clock,
    config: ServerConfig,
    events: SessionEvents,
  ) {
    this.id = id;
    this.userId = claims.userId;
    this.username = claims.username;
    this.vars = claims.vars;
    this.format = format;
    this.#socket = socket;
    this.#clock = clock;
    this.#config = config;
    this.#events = events;
    this.#queue = new OutgoingQueue(
      config.outgoingQueueSize,
      { write: (message, onDrained) => this.#write(message, onDrained) },
      {
        overflowed: () => this.#overflow(),
        blocked: () => {
          this.#writeTimer = clock.setTimer(config.writeWaitMs, () => this.drop());
        },
        drained: () => this.#drained(),
      },
    );
    this.#heartbeat = new Heartbeat(clock, config, {
      ping: () => this.#ping(),
      expire: () => this.close("read timeout"),
    });
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => this.#heartbeat.restart());
    socket.on("error", () => this.#end());
    socket.on("close", () => {
      this.#end();
      this.#closeTimer?.cancel();
    });
  }

  /** Whether the session is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sends an envelope. */
  send(envelope: OutgoingEnvelope): void {
    this.sendWritten(this.format.write(envelope));
  }

  /** Sends an envelope that has been written in this session's format, for messages with many receivers. */
  sendWritten(message: WireMessage): void {
    if (!this.#ended) this.#queue.push(message);
  }

  /** Ends the session from the server's side with code 1000 and a reason. What still waited is lost, but for `last`. */
  close(reason: string, last?: OutgoingEnvelope): void {
    if (this.#ended) return;
    this.#end();
    if (last !== undefined) this.#write(this.format.write(last), () => undefined);
    const fits = Buffer.byteLength(reason) <= MAX_CLOSE_REASON_BYTES;
    this.#socket.close(1000, fits ? reason : "");
    this.#closeTimer = this.#clock.setTimer(this.#config.closeAckWaitMs, () => this.#socket.terminate());
  }

  /** Cuts the connection without a close frame, as a crash or a broken line does. */
  drop(): void {
    this.#end();
    this.#socket.terminate();
  }

  /** Makes the line go silent in both directions without closing it. */
  pause(): void {
    this.#paused = true;
    this.#queue.hold();
    this.#socket.pause();
  }

  /** Lets the line speak again. */
  resume(): void {
    this.#paused = false;
    if (!this.#busy) this.#socket.resume();
    this.#queue.release();
  }

  /** As on the real server, a close waits for a write that is blocked: it may yet go through, or the line is cut. */
  #overflow(): void {
    this.#overflowed = true;
    if (this.#writeTimer === undefined) this.#closeFull();
  }

  #drained(): void {
    this.#writeTimer?.cancel();
    this.#writeTimer = undefined;
    if (this.#overflowed) this.#closeFull();
  }

  #closeFull(): void {
    this.close("session outgoing queue full");
  }

  #write(message: WireMessage, onDrained: () => void): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return true;
    let taken = false;
    this.#socket.send(message, { binary: this.format.isBinary }, () => {
      if (!taken) onDrained();
    });
    taken = this.#socket.bufferedAmount === 0;
    return taken;
  }

  #ping(): void {
    if (!this.#paused && this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    if (isBinary !== this.format.isBinary) {
      this.close("received unexpected WebSocket message type");
      return;
    }
    this.#heartbeat.countMessage();
    this.#inbox.push(bufferOf(data));
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    let message = this.#inbox.shift();
    while (message !== undefined && !this.#ended) {
      const pending = this.#events.message(this, message);
      if (pending !== undefined) {
        this.#busy = true;
        this.#socket.pause();
        await pending;
        this.#busy = false;
        if (!this.#paused) this.#socket.resume();
      }
      message = this.#inbox.shift();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#heartbeat.stop();
    this.#writeTimer?.cancel();
    this.#queue.close();
    this.#events.ended(this);
  }
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
