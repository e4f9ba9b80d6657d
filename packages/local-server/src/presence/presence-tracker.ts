import { type Stream, streamKey } from "./stream.js";

/** One session's part in one stream. */
export interface Presence {
  readonly stream: Stream;
  readonly sessionId: string;
  readonly userId: string;
  readonly username: string;
  /** Hidden presences receive what is sent to the stream, but are not listed and make no events. */
  readonly hidden: boolean;
  readonly persistence: boolean;
  readonly status: string;
}

/** Takes what is tracked out of a socket session, which need not be kept for it. */
export function trackedOf({ id, userId, username }: Tracked): Tracked {
  return { id, userId, username };
}

/** What a session brings to a stream beside itself. */
export interface PresenceMeta {
  readonly hidden?: boolean;
  readonly persistence?: boolean;
  readonly status?: string;
}

/** Who is tracked: enough of a socket session. */
export interface Tracked {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
}

/** People who came to or went from one stream at the same moment. */
export interface PresenceChange {
  readonly stream: Stream;
  readonly joins: readonly Presence[];
  readonly leaves: readonly Presence[];
}

/** Told of changes in the streams of one mode. */
export type PresenceListener = (change: PresenceChange) => void;

interface StreamEntry {
  readonly stream: Stream;
  /** By session id: a session is in a stream once. */
  readonly presences: Map<string, Presence>;
}

/**
 * Knows which sessions are in which streams. A change is told to listeners only after the request that caused it has
 * been answered, and its audience is whoever is in the stream by then, as on the real server.
 */
export class PresenceTracker {
  readonly #streams = new Map<string, StreamEntry>();
  readonly #streamKeysBySession = new Map<string, Set<string>>();
  readonly #listeners = new Map<number, PresenceListener>();
  #others: PresenceListener = () => undefined;
  readonly #pending: PresenceChange[] = [];
  readonly #schedule: (run: () => void) => void;

  /** `schedule` says when changes are told: `queueMicrotask`, or at once. */
  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule;
  }

  /** Has the changes of the streams of one mode told to `listener`; one listener for each mode. */
  listen(mode: number, listener: PresenceListener): void {
    this.#listeners.set(mode, listener);
  }

  /** Has the changes of the streams of all modes that have no listener of their own told to `listener`. */
  listenToOthers(listener: PresenceListener): void {
    this.#others = listener;
  }

  /** Adds a session to a stream. Returns whether it was not there before; if it was, nothing changes. */
  track(session: Tracked, stream: Stream, meta: PresenceMeta = {}): boolean {
    const key = streamKey(stream);
    const entry = this.#entry(key, stream);
    if (entry.presences.has(session.id)) return false;
    const presence = this.#set(entry, key, session, meta);
    if (!presence.hidden) this.#queue({ stream, joins: [presence], leaves: [] });
    return true;
  }

  /** Adds a session to a stream, or changes what it brought: then it goes and comes in one event. */
  update(session: Tracked, stream: Stream, meta: PresenceMeta = {}): void {
    const key = streamKey(stream);
    const entry = this.#entry(key, stream);
    const previous = entry.presences.get(session.id);
    const presence = this.#set(entry, key, session, meta);
    const leaves = previous === undefined || previous.hidden ? [] : [previous];
    const joins = presence.hidden ? [] : [presence];
    if (joins.length + leaves.length > 0) this.#queue({ stream, joins, leaves });
  }

  /** Takes a session out of a stream; nothing happens when it is not in it. */
  untrack(sessionId: string, stream: Stream): void {
    const removed = this.#remove(sessionId, streamKey(stream));
    if (removed !== undefined && !removed.hidden) this.#queue({ stream, joins: [], leaves: [removed] });
  }

  /** Takes a session out of every stream. */
  untrackAll(sessionId: string): void {
    for (const key of this.#streamKeysBySession.get(sessionId) ?? []) {
      const removed = this.#remove(sessionId, key);
      if (removed !== undefined && !removed.hidden) {
        this.#queue({ stream: removed.stream, joins: [], leaves: [removed] });
      }
    }
    this.#streamKeysBySession.delete(sessionId);
  }

  /** Takes everyone out of a stream. Nobody is told: the stream itself is over. */
  clear(stream: Stream): void {
    const key = streamKey(stream);
    for (const sessionId of this.#streams.get(key)?.presences.keys() ?? []) {
      this.#streamKeysBySession.get(sessionId)?.delete(key);
    }
    this.#streams.delete(key);
  }

  /** Whether anyone is in a stream. */
  exists(stream: Stream): boolean {
    return this.#streams.has(streamKey(stream));
  }

  /** Whether this session is in a stream. */
  has(sessionId: string, stream: Stream): boolean {
    return this.#streams.get(streamKey(stream))?.presences.has(sessionId) ?? false;
  }

  /** What this session is in a stream; hidden ones too. */
  get(sessionId: string, stream: Stream): Presence | undefined {
    return this.#streams.get(streamKey(stream))?.presences.get(sessionId);
  }

  /** The presences of a stream that are not hidden. */
  list(stream: Stream): Presence[] {
    return [...(this.#streams.get(streamKey(stream))?.presences.values() ?? [])].filter((one) => !one.hidden);
  }

  /** The sessions in a stream, hidden ones too: who receives what is sent to it. */
  sessionIds(stream: Stream): string[] {
    return [...(this.#streams.get(streamKey(stream))?.presences.keys() ?? [])];
  }

  /** Every stream of a mode with the number of its presences. */
  sizes(mode: number): { readonly stream: Stream; readonly size: number }[] {
    const sizes = [];
    for (const { stream, presences } of this.#streams.values()) {
      if (stream.mode === mode) sizes.push({ stream, size: presences.size });
    }
    return sizes;
  }

  #entry(key: string, stream: Stream): StreamEntry {
    const existing = this.#streams.get(key);
    if (existing !== undefined) return existing;
    const created: StreamEntry = { stream, presences: new Map() };
    this.#streams.set(key, created);
    return created;
  }

  #set(entry: StreamEntry, key: string, session: Tracked, meta: PresenceMeta): Presence {
    const presence: Presence = {
      stream: entry.stream,
      sessionId: session.id,
      userId: session.userId,
      username: session.username,
      hidden: meta.hidden ?? false,
      persistence: meta.persistence ?? false,
      status: meta.status ?? "",
    };
    entry.presences.set(session.id, presence);
    const keys = this.#streamKeysBySession.get(session.id) ?? new Set<string>();
    this.#streamKeysBySession.set(session.id, keys.add(key));
    return presence;
  }

  #remove(sessionId: string, key: string): Presence | undefined {
    const entry = this.#streams.get(key);
    const presence = entry?.presences.get(sessionId);
    if (entry === undefined || presence === undefined) return undefined;
    entry.presences.delete(sessionId);
    if (entry.presences.size === 0) this.#streams.delete(key);
    this.#streamKeysBySession.get(sessionId)?.delete(key);
    return presence;
  }

  #queue(change: PresenceChange): void {
    this.#pending.push(change);
    if (this.#pending.length === 1) this.#schedule(() => this.#tell());
  }

  #tell(): void {
    for (const change of this.#pending.splice(0)) {
      (this.#listeners.get(change.stream.mode) ?? this.#others)(change);
    }
  }
}
