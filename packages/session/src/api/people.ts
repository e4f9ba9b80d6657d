import type { Fields } from "../fields.js";

/** What everybody may know of an account. Text that was never given is empty. */
export interface User {
  /** A UUID. */
  readonly id: string;
  /** No other account has it. */
  readonly username: string;
  /** What the player wants to be called. */
  readonly display_name: string;
  /** Where a picture of the player is. */
  readonly avatar_url: string;
  /** The language, as in BCP 47 (the server's default is `en`). */
  readonly lang_tag: string;
  /** Where the player is, in words. */
  readonly location: string;
  /** The time zone, in words. */
  readonly timezone: string;
  /** What the server's own code keeps with the account. */
  readonly metadata: Fields;
  /** The id there, if the account is linked. */
  readonly facebook_id: string;
  /** The id there, if the account is linked. */
  readonly google_id: string;
  /** The id there, if the account is linked. */
  readonly gamecenter_id: string;
  /** The id there, if the account is linked. */
  readonly steam_id: string;
  /** The id there, if the account is linked. */
  readonly facebook_instant_game_id: string;
  /** The id there, if the account is linked. */
  readonly apple_id: string;
  /** Whether a socket of the account is connected and appears online. */
  readonly online: boolean;
  /** Friends and invitations, in either direction. */
  readonly edge_count: number;
  /** When the account was made. */
  readonly create_time: Date;
  /** When it was changed last. */
  readonly update_time: Date;
}

/** Some accounts. */
export interface UserList {
  /** Those that were found, in no order. */
  readonly users: readonly User[];
}

/** A player's own account. */
export interface Account {
  /** What others see of it. */
  readonly user: User;
  /** Virtual goods, by name. Only the server's own code changes it. */
  readonly wallet: Readonly<Record<string, number>>;
  /** The e-mail address, if there is one. */
  readonly email: string;
  /** The devices that sign in to it. */
  readonly devices: readonly {
    /** The device's id: as secret as a password. */
    readonly id: string;
  }[];
  /** The id of another account system, if there is one. */
  readonly custom_id: string;
  /** When the e-mail address was verified, if it was. */
  readonly verify_time: Date | undefined;
  /** When the account was banned, if it is. */
  readonly disable_time: Date | undefined;
}

/** Another player, and what that player is to us. */
export interface Friend {
  /** Who. */
  readonly user: User;
  /** One of `FriendState`. */
  readonly state: number;
  /** What was kept with `addFriendsWith`. */
  readonly metadata: Fields;
  /** When the state changed last. */
  readonly update_time: Date;
}

/** A page of friends. */
export interface FriendList {
  /** Ordered by state. */
  readonly friends: readonly Friend[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

/** A page of friends' friends. */
export interface FriendsOfFriendsList {
  /** Each with the friend who knows them. */
  readonly friends_of_friends: readonly {
    /** The friend's user id. */
    readonly referrer: string;
    /** Whom the friend knows. */
    readonly user: User;
  }[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}
