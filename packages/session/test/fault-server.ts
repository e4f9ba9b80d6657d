import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** One HTTP request that arrived whole. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly body: string;
}

type Answer = (request: Arrived, response: ServerResponse) => void;

/**
 * A server that misbehaves on command: answers HTTP by `answer` and sockets by `onSocket`. Not a Nakama; it plays
 * the faults that a real one cannot be asked for.
 */
export class FaultServer {
  readonly requests: Arrived[] = [];
  readonly sockets: WebSocket[] = [];
  /** Query of every WebSocket upgrade that was asked for. */
  readonly upgrades: URLSearchParams[] = [];
  answer: Answer = (_, response) => json(response, 200, {});
  /** HTTP status with which the next upgrades are refused, in turn. */
  refuseUpgrades: number[] = [];
  onSocket: (socket: WebSocket) => void = () => {};
  #watchers: (() => void)[] = [];
  readonly #http: Server;
  readonly #ws = new WebSocketServer({ noServer: true });

  private constructor() {
    this.#http = createServer((request, response) => void this.#handle(request, response));
    this.#http.on("upgrade", (request, socket, head) => {
      this.upgrades.push(new URL(request.url ?? "/", "http://host").searchParams);
      const refusal = this.refuseUpgrades.shift();
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        this.#changed();
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (webSocket) => {
        this.sockets.push(webSocket);
        this.onSocket(webSocket);
        this.#changed();
      });
    });
  }

  static async start(): Promise<FaultServer> {
    const server = new FaultServer();
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Resolves when `condition` holds, looked at whenever something arrives. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve();
      };
      this.#watchers.push(look);
      look();
    });
  }

  /** Requests whose path ends in `end`. */
  asked(end: string): Arrived[] {
    return this.requests.filter((request) => request.path.endsWith(end));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://host");
    const arrived = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization ?? "",
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(arrived);
    this.answer(arrived, response);
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

/** What Nakama answers to a token that has expired. */
export function refuseToken(response: ServerResponse): void {
  json(response, 401, { code: 16, message: "Auth token invalid" });
}

/** A token as Nakama makes them. `iat` is the sign-in; the server's clock is the test's affair. */
export function makeToken(claims: {
  uid: string;
  usn?: string;
  exp: number;
  iat: number;
  n?: number;
}): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.signature`;
}

/** An answer to a sign-in or a refresh: tokens of `lifetimeSec`, signed in at `signedInAtSec` on the server's clock. */
export function issue(
  options: {
    uid?: string;
    lifetimeSec?: number;
    signedInAtSec?: number;
    nowSec?: number;
    serial?: number;
    refreshSec?: number;
  } = {},
): { token: string; refresh_token: string } {
  const { uid = "user-1", lifetimeSec = 60, refreshSec = 3600, serial = 1 } = options;
  const iat = options.signedInAtSec ?? 1_700_000_000;
  const nowSec = options.nowSec ?? iat;
  return {
    token: makeToken({ uid, usn: "ayu", exp: nowSec + lifetimeSec, iat, n: serial }),
    refresh_token: makeToken({ uid, usn: "ayu", exp: nowSec + refreshSec, iat, n: serial }),
  };
}
