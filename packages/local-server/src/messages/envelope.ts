import {
  channelJoinTable,
  channelLeaveTable,
  channelMessageAckTable,
  channelMessageRemoveTable,
  channelMessageSendTable,
  channelMessageTable,
  channelMessageUpdateTable,
  channelPresenceEventTable,
  channelTable,
} from "./channel-tables.js";
import { type Decoded, type Encodable, embedded, message, oneof, scalar } from "./field.js";
import {
  matchCreateTable,
  matchDataSendTable,
  matchDataTable,
  matchJoinTable,
  matchLeaveTable,
  matchPresenceEventTable,
  matchTable,
} from "./match-tables.js";
import {
  matchmakerAddTable,
  matchmakerMatchedTable,
  matchmakerRemoveTable,
  matchmakerTicketTable,
} from "./matchmaker-tables.js";
import {
  partyAcceptTable,
  partyCloseTable,
  partyCreateTable,
  partyDataSendTable,
  partyDataTable,
  partyJoinRequestListTable,
  partyJoinRequestTable,
  partyJoinTable,
  partyLeaderTable,
  partyLeaveTable,
  partyMatchmakerAddTable,
  partyMatchmakerRemoveTable,
  partyMatchmakerTicketTable,
  partyPresenceEventTable,
  partyPromoteTable,
  partyRemoveTable,
  partyTable,
  partyUpdateTable,
} from "./party-tables.js";
import {
  errorTable,
  notificationsTable,
  pingTable,
  pongTable,
  rpcTable,
  statusFollowTable,
  statusPresenceEventTable,
  statusTable,
  statusUnfollowTable,
  statusUpdateTable,
  streamDataTable,
  streamPresenceEventTable,
} from "./presence-tables.js";

/** The envelope of every socket message, as in Nakama's realtime.proto. */
export const envelopeTable = message("Envelope", {
  cid: scalar("string", 1),
  channel: oneof(
    "message",
    embedded(() => channelTable, 2),
  ),
  channel_join: oneof(
    "message",
    embedded(() => channelJoinTable, 3),
  ),
  channel_leave: oneof(
    "message",
    embedded(() => channelLeaveTable, 4),
  ),
  channel_message: oneof(
    "message",
    embedded(() => channelMessageTable, 5),
  ),
  channel_message_ack: oneof(
    "message",
    embedded(() => channelMessageAckTable, 6),
  ),
  channel_message_send: oneof(
    "message",
    embedded(() => channelMessageSendTable, 7),
  ),
  channel_message_update: oneof(
    "message",
    embedded(() => channelMessageUpdateTable, 8),
  ),
  channel_message_remove: oneof(
    "message",
    embedded(() => channelMessageRemoveTable, 9),
  ),
  channel_presence_event: oneof(
    "message",
    embedded(() => channelPresenceEventTable, 10),
  ),
  error: oneof(
    "message",
    embedded(() => errorTable, 11),
  ),
  match: oneof(
    "message",
    embedded(() => matchTable, 12),
  ),
  match_create: oneof(
    "message",
    embedded(() => matchCreateTable, 13),
  ),
  match_data: oneof(
    "message",
    embedded(() => matchDataTable, 14),
  ),
  match_data_send: oneof(
    "message",
    embedded(() => matchDataSendTable, 15),
  ),
  match_join: oneof(
    "message",
    embedded(() => matchJoinTable, 16),
  ),
  match_leave: oneof(
    "message",
    embedded(() => matchLeaveTable, 17),
  ),
  match_presence_event: oneof(
    "message",
    embedded(() => matchPresenceEventTable, 18),
  ),
  matchmaker_add: oneof(
    "message",
    embedded(() => matchmakerAddTable, 19),
  ),
  matchmaker_matched: oneof(
    "message",
    embedded(() => matchmakerMatchedTable, 20),
  ),
  matchmaker_remove: oneof(
    "message",
    embedded(() => matchmakerRemoveTable, 21),
  ),
  matchmaker_ticket: oneof(
    "message",
    embedded(() => matchmakerTicketTable, 22),
  ),
  notifications: oneof(
    "message",
    embedded(() => notificationsTable, 23),
  ),
  rpc: oneof(
    "message",
    embedded(() => rpcTable, 24),
  ),
  status: oneof(
    "message",
    embedded(() => statusTable, 25),
  ),
  status_follow: oneof(
    "message",
    embedded(() => statusFollowTable, 26),
  ),
  status_presence_event: oneof(
    "message",
    embedded(() => statusPresenceEventTable, 27),
  ),
  status_unfollow: oneof(
    "message",
    embedded(() => statusUnfollowTable, 28),
  ),
  status_update: oneof(
    "message",
    embedded(() => statusUpdateTable, 29),
  ),
  stream_data: oneof(
    "message",
    embedded(() => streamDataTable, 30),
  ),
  stream_presence_event: oneof(
    "message",
    embedded(() => streamPresenceEventTable, 31),
  ),
  ping: oneof(
    "message",
    embedded(() => pingTable, 32),
  ),
  pong: oneof(
    "message",
    embedded(() => pongTable, 33),
  ),
  party: oneof(
    "message",
    embedded(() => partyTable, 34),
  ),
  party_create: oneof(
    "message",
    embedded(() => partyCreateTable, 35),
  ),
  party_join: oneof(
    "message",
    embedded(() => partyJoinTable, 36),
  ),
  party_leave: oneof(
    "message",
    embedded(() => partyLeaveTable, 37),
  ),
  party_promote: oneof(
    "message",
    embedded(() => partyPromoteTable, 38),
  ),
  party_leader: oneof(
    "message",
    embedded(() => partyLeaderTable, 39),
  ),
  party_accept: oneof(
    "message",
    embedded(() => partyAcceptTable, 40),
  ),
  party_remove: oneof(
    "message",
    embedded(() => partyRemoveTable, 41),
  ),
  party_close: oneof(
    "message",
    embedded(() => partyCloseTable, 42),
  ),
  party_join_request_list: oneof(
    "message",
    embedded(() => partyJoinRequestListTable, 43),
  ),
  party_join_request: oneof(
    "message",
    embedded(() => partyJoinRequestTable, 44),
  ),
  party_matchmaker_add: oneof(
    "message",
    embedded(() => partyMatchmakerAddTable, 45),
  ),
  party_matchmaker_remove: oneof(
    "message",
    embedded(() => partyMatchmakerRemoveTable, 46),
  ),
  party_matchmaker_ticket: oneof(
    "message",
    embedded(() => partyMatchmakerTicketTable, 47),
  ),
  party_data: oneof(
    "message",
    embedded(() => partyDataTable, 48),
  ),
  party_data_send: oneof(
    "message",
    embedded(() => partyDataSendTable, 49),
  ),
  party_presence_event: oneof(
    "message",
    embedded(() => partyPresenceEventTable, 50),
  ),
  party_update: oneof(
    "message",
    embedded(() => partyUpdateTable, 51),
  ),
});

/** An envelope as it was read: `cid`, and at most one of the others. */
export type Envelope = Decoded<typeof envelopeTable>;

/** An envelope to be written. */
export type OutgoingEnvelope = Encodable<typeof envelopeTable>;

/** The name of a kind of socket message. */
export type MessageName = Exclude<keyof Envelope, "cid">;
