import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Where a {@link TcpProxy} leads to. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * A wire between client and server that a test can cut, freeze and close. Reads along what clients send, to count
 * their requests.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #frozen = false;
  #refusing = false;
  #answer: string | undefined;
  #sent = "";
  #connections = 0;

  private constructor(target: ProxyTarget) {
    this.#server = createServer((near) => this.#accept(near, target));
  }

  /** Listens on a port of its own on 127.0.0.1. */
  static async start(target: ProxyTarget): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get host(): string {
    return "127.0.0.1";
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that were ever accepted. */
  get connections(): number {
    return this.#connections;
  }

  /** How often clients sent this text, such as `POST /v2/account/session/refresh`. WebSocket frames are masked: not their contents. */
  timesSent(text: string): number {
    return this.#sent.split(text).length - 1;
  }

  /** Breaks every connection, as a network that goes away does. New ones are let through. */
  cut(): void {
    for (const { near, far } of [...this.#pairs]) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Nothing goes through any more, in either direction, and nobody is told. New connections are accepted, and as silent. */
  freeze(): void {
    this.#frozen = true;
    for (const { near, far } of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  /** Ends the freeze: what was held back goes on. */
  thaw(): void {
    this.#frozen = false;
    for (const { near, far } of this.#pairs) {
      near.resume();
      far.resume();
    }
  }

  /** From now on breaks every new connection, as if nobody listened. The others go on. */
  refuse(): void {
    this.#refusing = true;
  }

  /** Ends the refusal. */
  accept(): void {
    this.#refusing = false;
  }

  /** The next thing that a client sends does not reach the server: this is the answer, and the end of the connection. */
  answerNext(text: string): void {
    this.#answer = text;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(near: Socket, target: ProxyTarget): void {
    if (this.#refusing) {
      near.resetAndDestroy();
      return;
    }
    this.#connections += 1;
    const far = connect({ host: target.host, port: target.port, noDelay: true });
    near.setNoDelay(true);
    const pair: Pair = { near, far };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on("data", (chunk: Buffer) => {
      this.#sent += chunk.toString("latin1");
      if (this.#answer === undefined) far.write(chunk);
      else near.end(this.#answer);
      this.#answer = undefined;
    });
    far.on("data", (chunk: Buffer) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", end);
      one.on("close", end);
      one.on("end", () => other.end());
    }
    if (this.#frozen) {
      near.pause();
      far.pause();
    }
  }
}
