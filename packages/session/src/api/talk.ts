import type { Fields } from "../fields.js";

/** A message in a channel's history. */
export interface ChannelMessage {
  /** The channel. */
  readonly channel_id: string;
  /** Names it in `update` and `remove` of a chat's channel. */
  readonly message_id: string;
  /** What it is: 0 for what a player wrote; from 3 on the server's own, in a group's channel. */
  readonly code: number;
  /** The account that wrote it. */
  readonly sender_id: string;
  /** Its name then. */
  readonly username: string;
  /** What was written. */
  readonly content: Fields;
  /** Whether the server keeps it. */
  readonly persistent: boolean;
  /** The room's name, if it is a room. */
  readonly room_name: string;
  /** The group, if it is a group's channel. */
  readonly group_id: string;
  /** One of the two players, if it is theirs. */
  readonly user_id_one: string;
  /** The other of them. */
  readonly user_id_two: string;
  /** When it was written. */
  readonly create_time: Date;
  /** When it was changed last. */
  readonly update_time: Date;
}

/** A page of a channel's history. */
export interface ChannelMessageList {
  /** In the direction that was asked for. */
  readonly messages: readonly ChannelMessage[];
  /** Gives the next page; empty with the last one. */
  readonly next_cursor: string;
  /** Gives the page before; empty with the first one. */
  readonly prev_cursor: string;
  /** Keep it: gives what comes later. */
  readonly cacheable_cursor: string;
}

/** Something that the server tells an account. */
export interface UserNotification {
  /** The id by which it can be deleted. */
  readonly id: string;
  /** What it is about. */
  readonly subject: string;
  /** What the sender gave. */
  readonly content: Fields;
  /** One of `NotificationCode`, or above 0 the game's own. */
  readonly code: number;
  /** Who caused it: a user id; empty or all zeros for the server itself. */
  readonly sender_id: string;
  /** When it was sent. */
  readonly create_time: Date;
  /** Whether the server keeps it until it is deleted. */
  readonly persistent: boolean;
}

/** A page of notifications. */
export interface NotificationList {
  /** The oldest first. */
  readonly notifications: readonly UserNotification[];
  /** Keep it: gives what comes later. */
  readonly cacheable_cursor: string;
}

/** Matches that run. */
export interface MatchList {
  /** Up to as many as were asked for. */
  readonly matches: readonly {
    /** Gives it to `openMatch`. */
    readonly match_id: string;
    /** Whether the server's own code runs it. */
    readonly authoritative: boolean;
    /** What that code says of it; empty in a relayed match. */
    readonly label: string;
    /** Players in it. */
    readonly size: number;
    /** How often in a second the server's code runs; 0 in a relayed match. */
    readonly tick_rate: number;
    /** The name of that code. */
    readonly handler_name: string;
  }[];
}
