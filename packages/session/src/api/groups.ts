import type { Fields } from "../fields.js";
import type { User } from "./people.js";

/** A group. */
export interface Group {
  /** Gives it to `joinGroup`. */
  readonly id: string;
  /** The account that made it. */
  readonly creator_id: string;
  /** No other group has it. */
  readonly name: string;
  /** What its makers say of it. */
  readonly description: string;
  /** Its language, as in BCP 47. */
  readonly lang_tag: string;
  /** What the server's own code keeps with it. */
  readonly metadata: Fields;
  /** Where its picture is. */
  readonly avatar_url: string;
  /** Whether anybody may join without being let in. */
  readonly open: boolean;
  /** Members now. */
  readonly edge_count: number;
  /** Most members. */
  readonly max_count: number;
  /** When it was made. */
  readonly create_time: Date;
  /** When it was changed last. */
  readonly update_time: Date;
}

/** A page of groups. */
export interface GroupList {
  /** Up to as many as were asked for. */
  readonly groups: readonly Group[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

/** A page of a group's users. */
export interface GroupUserList {
  /** Members, those who asked to join, and with that state those who are banned. */
  readonly group_users: readonly {
    /** Who. */
    readonly user: User;
    /** One of `GroupState`. */
    readonly state: number;
  }[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

/** A page of a user's groups. */
export interface UserGroupList {
  /** Groups that the user is in, or asked to join. */
  readonly user_groups: readonly {
    /** Which. */
    readonly group: Group;
    /** One of `GroupState`. */
    readonly state: number;
  }[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}
