import type { Account, AccountStore } from "../accounts/account-store.js";
import { type Kept, kept } from "../data-file/kept.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import type { Clock } from "../runtime/clock.js";
import { FriendState, isFriendState } from "./friend-state.js";
import { keptFriendsTable } from "./kept-friends.js";

/** What one player has noted about another. Friends have one each. */
export interface FriendEdge {
  readonly userId: string;
  readonly otherId: string;
  readonly state: FriendState;
  /** Later ones have greater ones; the two of a pair have the same. */
  readonly position: number;
  readonly updatedAtMs: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Who is whose friend, who has invited whom, who has blocked whom. */
export class FriendStore {
  readonly #clock: Clock;
  readonly #accounts: AccountStore;
  readonly #edges = new Map<string, Map<string, FriendEdge>>();
  #lastPosition = 0;

  constructor(clock: Clock, accounts: AccountStore) {
    this.#clock = clock;
    this.#accounts = accounts;
    accounts.onDelete(({ id }) => this.#forget(id));
  }

  /** What one player has noted about another. */
  get(userId: string, otherId: string): FriendEdge | undefined {
    return this.#edges.get(userId)?.get(otherId);
  }

  /** Everything that a player has noted, ordered by state and then by age. */
  of(userId: string): FriendEdge[] {
    return [...(this.#edges.get(userId)?.values() ?? [])].sort(
      (a, b) => a.state - b.state || a.position - b.position,
    );
  }

  /** Whether one of them has blocked the other. */
  hasBlocked(userId: string, otherId: string): boolean {
    return this.get(userId, otherId)?.state === FriendState.blocked;
  }

  /**
   * Invites a player, or accepts their invitation. Says what came of it; nothing does when either has blocked the other,
   * when they are friends or invited already, and when there is no such player.
   */
  add(
    userId: string,
    otherId: string,
    metadata: Readonly<Record<string, unknown>>,
  ): "invited" | "accepted" | undefined {
    if (this.hasBlocked(userId, otherId)) return undefined;
    const own = this.get(userId, otherId);
    const others = this.get(otherId, userId);
    if (own?.state === FriendState.inviteReceived && others?.state === FriendState.inviteSent) {
      const changed = { state: FriendState.friend, updatedAtMs: this.#clock.nowMs() };
      this.#put({ ...own, ...changed, metadata: { ...own.metadata, ...metadata } });
      this.#put({ ...others, ...changed });
      return "accepted";
    }
    const [account, other] = [this.#accounts.get(userId), this.#accounts.get(otherId)];
    if (account === undefined || other === undefined) return undefined;
    if (own !== undefined || others !== undefined) return undefined;
    const common = { position: ++this.#lastPosition, updatedAtMs: this.#clock.nowMs() };
    this.#put({ userId, otherId, state: FriendState.inviteSent, metadata, ...common });
    this.#put({
      userId: otherId,
      otherId: userId,
      state: FriendState.inviteReceived,
      metadata: {},
      ...common,
    });
    this.#count(account, 1);
    this.#count(other, 1);
    return "invited";
  }

  /** Ends whatever a player has noted about another, and what the other has, but for a block. True when both had. */
  remove(userId: string, otherId: string): boolean {
    const hadOwn = this.#take(userId, otherId);
    const hadOthers = !this.hasBlocked(otherId, userId) && this.#take(otherId, userId);
    if (hadOwn || hadOthers) this.#count(this.#accounts.get(userId), -1);
    if (hadOwn && hadOthers) this.#count(this.#accounts.get(otherId), -1);
    return hadOwn && hadOthers;
  }

  /** Blocks a player; a friendship or an invitation ends. Returns whether there is such a player. */
  block(userId: string, otherId: string): boolean {
    const own = this.get(userId, otherId);
    const updatedAtMs = this.#clock.nowMs();
    if (own === undefined) {
      if (this.#accounts.get(otherId) === undefined) return false;
      const position = ++this.#lastPosition;
      this.#put({ userId, otherId, state: FriendState.blocked, position, updatedAtMs, metadata: {} });
      this.#count(this.#accounts.get(userId), 1);
    } else {
      this.#put({ ...own, state: FriendState.blocked, updatedAtMs });
    }
    if (!this.hasBlocked(otherId, userId) && this.#take(otherId, userId)) {
      this.#count(this.#accounts.get(otherId), -1);
    }
    return true;
  }

  /** Everything that players have noted about each other, for a file. */
  get kept(): Kept {
    return kept(
      keptFriendsTable,
      () => ({
        edges: [...this.#edges.values()].flatMap((own) =>
          [...own.values()].map(({ userId, otherId, state, position, updatedAtMs, metadata }) => ({
            user_id: userId,
            other_id: otherId,
            state,
            position,
            updated_at: updatedAtMs,
            metadata: JSON.stringify(metadata),
          })),
        ),
        last_position: this.#lastPosition,
      }),
      ({ edges, last_position }) => {
        this.#lastPosition = last_position;
        for (const { user_id: userId, other_id: otherId, state, position, updated_at, metadata } of edges) {
          if (!isFriendState(state)) throw new MalformedMessage(`a friend has the state ${state}`);
          const noted = readObject(metadata);
          this.#put({ userId, otherId, state, position, updatedAtMs: updated_at, metadata: noted });
        }
      },
    );
  }

  #put(edge: FriendEdge): void {
    const own = this.#edges.get(edge.userId) ?? new Map<string, FriendEdge>();
    this.#edges.set(edge.userId, own.set(edge.otherId, edge));
  }

  #take(userId: string, otherId: string): boolean {
    return this.#edges.get(userId)?.delete(otherId) ?? false;
  }

  #count(account: Account | undefined, change: number): void {
    if (account === undefined) return;
    account.edgeCount += change;
    this.#accounts.touch(account);
  }

  #forget(userId: string): void {
    for (const { otherId } of this.of(userId)) this.#take(otherId, userId);
    for (const own of this.#edges.values()) own.delete(userId);
    this.#edges.delete(userId);
  }
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null)
    throw new MalformedMessage("a friend's metadata is no object");
  return { ...json };
}
