import type { OutgoingEnvelope } from "../messages/envelope.js";
import type { SocketFormat, WireMessage } from "./socket-format.js";
import type { SocketSession } from "./socket-session.js";

/** All connected sockets. */
export class SocketRegistry {
  readonly #sessions = new Map<string, SocketSession>();

  /** How many sockets are connected. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Adds a session. */
  add(session: SocketSession): void {
    this.#sessions.set(session.id, session);
  }

  /** Removes a session that has ended. */
  remove(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }

  /** The session with this id. */
  get(sessionId: string): SocketSession | undefined {
    return this.#sessions.get(sessionId);
  }

  /** All sessions, or all of one user. */
  of(userId?: string): SocketSession[] {
    const all = [...this.#sessions.values()];
    return userId === undefined ? all : all.filter((session) => session.userId === userId);
  }

  /** Sends one envelope to several sessions; it is written once for each format. Sessions that are gone are skipped. */
  sendTo(sessionIds: Iterable<string>, envelope: OutgoingEnvelope): void {
    const written = new Map<SocketFormat, WireMessage>();
    for (const sessionId of sessionIds) {
      const session = this.#sessions.get(sessionId);
      if (session === undefined) continue;
      const message = written.get(session.format) ?? session.format.write(envelope);
      written.set(session.format, message);
      session.sendWritten(message);
    }
  }
}
