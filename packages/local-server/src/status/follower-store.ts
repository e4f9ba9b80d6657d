/** Who is told of whose status: sessions that follow users. Forgotten when the session ends. */
export class FollowerStore {
  readonly #usersBySession = new Map<string, Set<string>>();
  readonly #sessionsByUser = new Map<string, Set<string>>();

  /** Makes a session follow a user. */
  follow(sessionId: string, userId: string): void {
    setOf(this.#usersBySession, sessionId).add(userId);
    setOf(this.#sessionsByUser, userId).add(sessionId);
  }

  /** Ends what `follow` began; nothing happens when it did not. */
  unfollow(sessionId: string, userId: string): void {
    this.#usersBySession.get(sessionId)?.delete(userId);
    const sessions = this.#sessionsByUser.get(userId);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) this.#sessionsByUser.delete(userId);
  }

  /** Forgets a session. */
  remove(sessionId: string): void {
    for (const userId of [...(this.#usersBySession.get(sessionId) ?? [])]) this.unfollow(sessionId, userId);
    this.#usersBySession.delete(sessionId);
  }

  /** The sessions that follow a user. */
  followersOf(userId: string): readonly string[] {
    return [...(this.#sessionsByUser.get(userId) ?? [])];
  }
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const existing = sets.get(key);
  if (existing !== undefined) return existing;
  const created = new Set<string>();
  sets.set(key, created);
  return created;
}
