import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type LocalServer, type LocalServerOptions, startLocalServer } from "../src/index.js";

/** A server of the test's own, stopped when the test has finished. */
export async function start(options: LocalServerOptions = {}): Promise<LocalServer> {
  const server = await startLocalServer({ port: 0, ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** A player of one server, by the plainest means. */
export class Client {
  readonly server: LocalServer;
  readonly userId: string;
  readonly token: string;

  private constructor(server: LocalServer, token: string) {
    this.server = server;
    this.token = token;
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    this.userId = String(at(claims, "uid"));
  }

  /** Signs in with a device, whose account is made where there is none. */
  static async signIn(server: LocalServer, deviceId: string): Promise<Client> {
    const path = "/v2/account/authenticate/device";
    const { json } = await request(server, "POST", path, basic(server.serverKey), { id: deviceId });
    return new Client(server, String(at(json, "token")));
  }

  /** Makes one call. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    return request(this.server, method, path, `Bearer ${this.token}`, body);
  }

  /** Makes one call and returns its answer. Throws when it is refused. */
  async get(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, json } = await this.call(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  }

  /** Opens a socket. */
  async socket(): Promise<TestSocket> {
    const socket = new WebSocket(`${this.server.url.replace("http", "ws")}/ws?token=${this.token}`);
    const opened = new TestSocket(socket);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    onTestFinished(() => socket.terminate());
    return opened;
  }
}

/** A socket whose messages are taken one after the other. */
export class TestSocket {
  readonly #socket: WebSocket;
  readonly #unread: unknown[] = [];
  #look: () => void = () => undefined;
  #lastCid = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      this.#unread.push(JSON.parse(data.toString()));
      this.#look();
    });
  }

  /** Sends a request and waits for its answer. */
  request(message: Readonly<Record<string, unknown>>): Promise<unknown> {
    const cid = String(++this.#lastCid);
    this.#socket.send(JSON.stringify({ ...message, cid }));
    return this.#next((one) => at(one, "cid") === cid);
  }

  /** Waits for the next message of a kind and takes it out of its envelope. */
  async nextOf(name: string): Promise<unknown> {
    return at(await this.#next((one) => at(one, name) !== undefined), name);
  }

  #next(fits: (message: unknown) => boolean): Promise<unknown> {
    return new Promise((resolve) => {
      this.#look = () => {
        const index = this.#unread.findIndex(fits);
        if (index >= 0) resolve(this.#unread.splice(index, 1)[0]);
      };
      this.#look();
    });
  }
}

/** A `Basic` header with this user name and no password. */
export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString("base64")}`;
}

/** Makes one HTTP call. */
export async function request(
  server: LocalServer,
  method: string,
  path: string,
  authorization: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

/** What stands at a path in parsed JSON; `undefined` where there is nothing. */
export function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(String(key));
  }
  return value;
}
