import type { Duplex } from "node:stream";
import { inject, onTestFinished } from "vitest";
import { type RawData, WebSocket } from "ws";
import { formatUnderTest, type SocketFormat } from "./format.js";
import { at } from "./json.js";
import { type Player, signIn } from "./player.js";

/** How a socket ended. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** How a socket is asked for. */
export interface SocketWish {
  /** The query beside the token. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Which format the messages have: that which the tests run in, unless said otherwise. */
  readonly format?: SocketFormat;
}

type Fits = (envelope: unknown) => boolean;

/**
 * One WebSocket to the server under test, with nothing between the test and the wire. Closed when the test that opened
 * it has finished.
 */
export class RawSocket {
  readonly player: Player;
  /** The connection itself. */
  readonly webSocket: WebSocket;
  /** Settles when the socket has closed. */
  readonly ended: Promise<SocketEnd>;
  readonly #format: SocketFormat;
  #stream: Duplex | undefined;
  readonly #unread: unknown[] = [];
  readonly #waiting = new Set<() => void>();
  #nextCid = 1;
  #sessionId: string | undefined;

  private constructor(player: Player, webSocket: WebSocket, format: SocketFormat) {
    this.player = player;
    this.#format = format;
    this.webSocket = webSocket;
    webSocket.once("upgrade", (response) => {
      this.#stream = response.socket;
    });
    this.ended = new Promise((resolve) => {
      webSocket.once("close", (code, reason) => resolve({ code, reason: reason.toString("utf8") }));
    });
    webSocket.on("message", (data: RawData) => {
      this.#unread.push(format.read(data));
      for (const look of [...this.#waiting]) look();
    });
    webSocket.on("error", () => undefined);
  }

  /** Opens a socket for a player: a new one unless given. */
  static async open(player?: Player, wish: SocketWish = {}): Promise<RawSocket> {
    const { query = {}, headers = {}, format = formatUnderTest() } = wish;
    const owner = player ?? (await signIn());
    const { host, port } = inject("server");
    const parameters = new URLSearchParams({ token: owner.token, format: format.query, ...query });
    const webSocket = new WebSocket(`ws://${host}:${port}/ws?${parameters}`, { headers });
    const socket = new RawSocket(owner, webSocket, format);
    await new Promise<void>((resolve, reject) => {
      webSocket.once("open", resolve);
      webSocket.once("error", reject);
    });
    onTestFinished(() => webSocket.terminate());
    return socket;
  }

  /** The id of this socket's session, known once it has been in a match. */
  get sessionId(): string {
    if (this.#sessionId === undefined) throw new Error("this socket has not been in a match");
    return this.#sessionId;
  }

  /** Takes down the session id that a match has told. */
  noteSessionId(sessionId: string): void {
    this.#sessionId = sessionId;
  }

  /** Sends a message in the socket's format; a text or bytes as they are. */
  send(message: unknown): void {
    const isWritten = typeof message === "string" || message instanceof Uint8Array;
    this.webSocket.send(isWritten ? message : this.#format.write(message));
  }

  /** Sends a message many times in one piece, so that they arrive together. */
  burst(count: number, message: unknown): void {
    const written = this.#format.write(message);
    this.#stream?.cork();
    for (let i = 0; i < count; i++) this.webSocket.send(written);
    this.#stream?.uncork();
  }

  /** Sends a request and waits for the answer with its `cid`. */
  async request(message: Readonly<Record<string, unknown>>): Promise<unknown> {
    const cid = String(this.#nextCid++);
    this.send({ cid, ...message });
    return this.next((envelope) => at(envelope, "cid") === cid);
  }

  /** Waits for a message that fits and takes it; what does not fit stays for later. */
  next(fits: Fits): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const index = this.#unread.findIndex(fits);
        if (index < 0) return;
        this.#waiting.delete(look);
        resolve(this.#unread.splice(index, 1)[0]);
      };
      this.#waiting.add(look);
      look();
      void this.ended.then((end) => reject(new Error(`socket closed: ${end.code} ${end.reason}`)));
    });
  }

  /** Waits for the next message of a kind and takes it out of its envelope. */
  async nextOf(name: string): Promise<unknown> {
    return at(await this.next((envelope) => at(envelope, name) !== undefined), name);
  }

  /** The messages of a kind that have come and were not taken. */
  unreadOf(name: string): readonly unknown[] {
    return this.#unread.flatMap((envelope) => at(envelope, name) ?? []);
  }

  /**
   * Waits until everything that was sent before has been handled, and everything that the server had for this socket
   * by then has come.
   */
  async settle(): Promise<void> {
    await this.request({ ping: {} });
  }

  /** Closes with a code and waits for the end. */
  async close(code = 1000): Promise<SocketEnd> {
    this.webSocket.close(code);
    return this.ended;
  }
}

/** What the server says to a request for a socket that it refuses. */
export async function refusedSocket(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const { host, port } = inject("server");
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(`ws://${host}:${port}${path}`, { headers });
    webSocket.once("open", () => {
      webSocket.terminate();
      reject(new Error("the socket was let in"));
    });
    webSocket.on("error", () => undefined);
    webSocket.once("unexpected-response", (_request, response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      response.on("end", () => resolve({ status: response.statusCode, text: text.trim() }));
    });
  });
}

/** What an answer with an error is; code 0 is left out. */
export function socketError(code: number, message: string): unknown {
  return code === 0 ? { message } : { code, message };
}

/** Opens sockets of as many new players. */
export async function openSockets<Count extends keyof SocketsOf>(count: Count): Promise<SocketsOf[Count]> {
  const opened = await Promise.all(Array.from({ length: count }, () => RawSocket.open()));
  if (hasLength(opened, count)) return opened;
  throw new Error(`${count} sockets were asked for, ${opened.length} opened`);
}

function hasLength<Count extends keyof SocketsOf>(all: RawSocket[], count: Count): all is SocketsOf[Count] {
  return all.length === count;
}

/** Tuples of sockets by their length. */
export interface SocketsOf {
  1: [RawSocket];
  2: [RawSocket, RawSocket];
  3: [RawSocket, RawSocket, RawSocket];
  4: [RawSocket, RawSocket, RawSocket, RawSocket];
  5: [RawSocket, RawSocket, RawSocket, RawSocket, RawSocket];
}

/** The error in the answer to a request; `undefined` when there is none. */
export async function errorOf(
  socket: RawSocket,
  message: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  return at(await socket.request(message), "error");
}
