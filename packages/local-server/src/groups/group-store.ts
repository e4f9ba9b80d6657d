import { type Kept, kept } from "../data-file/kept.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import type { Clock } from "../runtime/clock.js";
import type { RandomSource } from "../runtime/random.js";
import { randomUuid } from "../runtime/uuid.js";
import { GroupState, isGroupState } from "./group-state.js";
import { keptGroupsTable } from "./kept-groups.js";

/** One group. */
export interface Group {
  readonly id: string;
  readonly creatorId: string;
  name: string;
  description: string;
  avatarUrl: string;
  langTag: string;
  metadata: string;
  open: boolean;
  /** Members of every rank; requests and banned users do not count. */
  edgeCount: number;
  readonly maxCount: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

/** What one user is in one group. */
export interface Membership {
  readonly groupId: string;
  readonly userId: string;
  readonly state: GroupState;
  /** Later ones have greater ones. */
  readonly position: number;
}

/** What a group is made from. */
export type NewGroup = Pick<
  Group,
  "creatorId" | "name" | "description" | "avatarUrl" | "langTag" | "open" | "maxCount"
>;

/** All groups and who is in them. */
export class GroupStore {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #groups = new Map<string, Group>();
  readonly #memberships = new Map<string, Map<string, Membership>>();
  #lastPosition = 0;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Every group, in no order. */
  all(): Group[] {
    return [...this.#groups.values()];
  }

  /** The group with this id. */
  get(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** The group with this name; names are compared exactly. */
  byName(name: string): Group | undefined {
    return this.all().find((group) => group.name === name);
  }

  /** Makes a group whose creator is its superadmin. The name must be free. */
  create(wish: NewGroup): Group {
    const nowMs = this.#clock.nowMs();
    const id = randomUuid(this.#random);
    const group = { ...wish, id, metadata: "{}", edgeCount: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
    this.#groups.set(id, group);
    this.put(id, wish.creatorId, GroupState.superadmin);
    return group;
  }

  /** Deletes a group and everything about who is in it. */
  delete(groupId: string): void {
    this.#groups.delete(groupId);
    this.#memberships.delete(groupId);
  }

  /** Marks a group as changed now. */
  touch(group: Group): void {
    group.updatedAtMs = this.#clock.nowMs();
  }

  /** Changes the number of a group's members. */
  count(groupId: string, change: number): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    group.edgeCount += change;
    this.touch(group);
  }

  /** What a user is in a group. */
  membership(groupId: string, userId: string): Membership | undefined {
    return this.#memberships.get(groupId)?.get(userId);
  }

  /** Whether a user is a member of a group, of at least this rank. */
  isAtLeast(groupId: string, userId: string, rank: 0 | 1 | 2): boolean {
    return (this.membership(groupId, userId)?.state ?? GroupState.banned) <= rank;
  }

  /** Everyone who is anything in a group, ordered by state and then by age. */
  members(groupId: string): Membership[] {
    return [...(this.#memberships.get(groupId)?.values() ?? [])].sort(compareMemberships);
  }

  /** Everything that a user is in any group, ordered by state and then by age. */
  of(userId: string): Membership[] {
    return [...this.#memberships.values()]
      .flatMap((members) => members.get(userId) ?? [])
      .sort(compareMemberships);
  }

  /** Makes a user something in a group; who was something already keeps the place. */
  put(groupId: string, userId: string, state: GroupState): void {
    const members = this.#memberships.get(groupId) ?? new Map<string, Membership>();
    const position = members.get(userId)?.position ?? ++this.#lastPosition;
    this.#memberships.set(groupId, members.set(userId, { groupId, userId, state, position }));
  }

  /** Makes a user nothing in a group. */
  remove(groupId: string, userId: string): void {
    this.#memberships.get(groupId)?.delete(userId);
  }

  /** How many superadmins a group has beside one user. */
  otherSuperadmins(groupId: string, userId: string): number {
    return this.members(groupId).filter((one) => one.userId !== userId && one.state === GroupState.superadmin)
      .length;
  }

  /** All groups and who is in them, for a file. */
  get kept(): Kept {
    return kept(
      keptGroupsTable,
      () => ({
        groups: this.all().map((group) => ({
          ...group,
          creator_id: group.creatorId,
          avatar_url: group.avatarUrl,
          lang_tag: group.langTag,
          edge_count: group.edgeCount,
          max_count: group.maxCount,
          created_at: group.createdAtMs,
          updated_at: group.updatedAtMs,
        })),
        memberships: [...this.#memberships.values()].flatMap((members) =>
          [...members.values()].map(({ groupId, userId, state, position }) => ({
            group_id: groupId,
            user_id: userId,
            state,
            position,
          })),
        ),
        last_position: this.#lastPosition,
      }),
      ({ groups, memberships, last_position }) => {
        for (const { id, name, description, metadata, open, ...row } of groups) {
          this.#groups.set(id, {
            id,
            name,
            description,
            metadata,
            open,
            creatorId: row.creator_id,
            avatarUrl: row.avatar_url,
            langTag: row.lang_tag,
            edgeCount: row.edge_count,
            maxCount: row.max_count,
            createdAtMs: row.created_at,
            updatedAtMs: row.updated_at,
          });
        }
        for (const { group_id: groupId, user_id: userId, state, position } of memberships) {
          if (!isGroupState(state)) throw new MalformedMessage(`a member has the state ${state}`);
          const members = this.#memberships.get(groupId) ?? new Map<string, Membership>();
          this.#memberships.set(groupId, members.set(userId, { groupId, userId, state, position }));
        }
        this.#lastPosition = last_position;
      },
    );
  }

  /**
   * After an account was deleted: groups without another superadmin go with it. Of a superadmin among several the real
   * server leaves a trace, which still counts.
   */
  forget(userId: string): void {
    for (const { groupId, state } of this.of(userId)) {
      if (state === GroupState.superadmin) {
        if (this.otherSuperadmins(groupId, userId) === 0) this.delete(groupId);
        continue;
      }
      this.remove(groupId, userId);
      if (state <= GroupState.member) this.count(groupId, -1);
    }
  }
}

function compareMemberships(a: Membership, b: Membership): number {
  return a.state - b.state || a.position - b.position;
}
