import { accountArea } from "./account.js";
import type { AreaFactory } from "./area.js";
import { authenticateArea } from "./authenticate.js";
import { authenticateSocialArea } from "./authenticate-social.js";
import { channelsArea } from "./channels.js";
import { channelsListArea } from "./channels-list.js";
import { channelsMessagesArea } from "./channels-messages.js";
import { eventsArea } from "./events.js";
import { friendsArea } from "./friends.js";
import { friendsListArea } from "./friends-list.js";
import { groupsArea } from "./groups.js";
import { groupsListArea } from "./groups-list.js";
import { groupsMembersArea } from "./groups-members.js";
import { healthArea } from "./health.js";
import { leaderboardsArea } from "./leaderboards.js";
import { linkArea } from "./link.js";
import { linkSocialArea } from "./link-social.js";
import { matchArea } from "./match.js";
import { matchListArea } from "./match-list.js";
import { matchmakerArea } from "./matchmaker.js";
import { matchmakerStatsArea } from "./matchmaker-stats.js";
import { notificationsArea } from "./notifications.js";
import { onlineArea } from "./online.js";
import { partyArea } from "./party.js";
import { partyLeadArea } from "./party-lead.js";
import { partyListArea } from "./party-list.js";
import { partyMatchmakerArea } from "./party-matchmaker.js";
import { purchasesArea } from "./purchases.js";
import { rpcArea } from "./rpc.js";
import { sessionArea } from "./session.js";
import { statusArea } from "./status.js";
import { storageArea } from "./storage.js";
import { storageListArea } from "./storage-list.js";
import { streamsArea } from "./streams.js";
import { tournamentsArea } from "./tournaments.js";
import { tournamentsListArea } from "./tournaments-list.js";
import { usersArea } from "./users.js";

/** Every area that this server has. A new one is a file of this folder and a line here. */
export const ALL_AREAS: readonly AreaFactory[] = [
  healthArea,
  authenticateArea,
  sessionArea,
  accountArea,
  usersArea,
  statusArea,
  onlineArea,
  matchArea,
  matchListArea,
  matchmakerArea,
  matchmakerStatsArea,
  partyArea,
  partyLeadArea,
  partyListArea,
  partyMatchmakerArea,
  rpcArea,
  leaderboardsArea,
  tournamentsArea,
  tournamentsListArea,
  purchasesArea,
  eventsArea,
  streamsArea,
  storageArea,
  storageListArea,
  notificationsArea,
  friendsArea,
  friendsListArea,
  groupsArea,
  groupsMembersArea,
  groupsListArea,
  channelsArea,
  channelsMessagesArea,
  channelsListArea,
  linkArea,
  linkSocialArea,
  authenticateSocialArea,
];
