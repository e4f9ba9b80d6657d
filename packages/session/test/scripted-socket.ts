import type { WebSocket } from "ws";
import type { FaultServer } from "./fault-server.js";

type Message = Readonly<Record<string, unknown>>;

/** The server's end of one socket: keeps what came, answers what `answers` says, sends what a test says. */
export class ScriptedSocket {
  readonly received: Message[] = [];
  readonly webSocket: WebSocket;
  #watchers: (() => void)[] = [];

  constructor(webSocket: WebSocket, answers: (message: Message) => readonly object[]) {
    this.webSocket = webSocket;
    webSocket.on("message", (data) => {
      const message: unknown = JSON.parse(String(data));
      if (typeof message !== "object" || message === null) throw new Error("not a message");
      this.received.push(message as Message);
      this.send(...answers(message as Message));
      for (const look of [...this.#watchers]) look();
    });
  }

  /** Sends all of them in one piece, so that they arrive in one TCP segment. */
  send(...messages: readonly object[]): void {
    if (messages.length === 0) return;
    const raw: unknown = Reflect.get(this.webSocket, "_socket");
    const tcp = raw as { cork(): void; uncork(): void };
    tcp.cork();
    for (const message of messages) this.webSocket.send(JSON.stringify(message));
    tcp.uncork();
  }

  /** Messages of one type that came. */
  all(type: string): Message[] {
    return this.received.filter((message) => type in message);
  }

  /** The first message of `type`, when it comes. */
  whenGot(type: string, count = 1): Promise<Message> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.all(type)[count - 1];
        if (found === undefined) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }
}

/** The server's ends of all sockets, as they come. */
export class ScriptedSockets {
  readonly all: ScriptedSocket[] = [];
  answers: (message: Message, socket: ScriptedSocket) => readonly object[] = () => [];
  readonly #server: FaultServer;

  constructor(server: FaultServer) {
    this.#server = server;
    server.onSocket = (webSocket) => {
      const socket: ScriptedSocket = new ScriptedSocket(webSocket, (message) =>
        this.answers(message, socket),
      );
      this.all.push(socket);
    };
  }

  /** Socket number `index`, when it is there. */
  async at(index: number): Promise<ScriptedSocket> {
    await this.#server.until(() => this.all.length > index);
    const socket = this.all[index];
    if (socket === undefined) throw new Error(`no socket ${index}`);
    return socket;
  }
}

/** A presence as the server writes it. */
export function wirePresence(name: string): { session_id: string; user_id: string; username: string } {
  return { session_id: `session-${name}`, user_id: `user-${name}`, username: name };
}
