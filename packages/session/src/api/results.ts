import type { Group, GroupList, GroupUserList, UserGroupList } from "./groups.js";
import type { Account, FriendList, FriendsOfFriendsList, UserList } from "./people.js";
import type {
  SubscriptionList,
  ValidatedPurchases,
  ValidatedSubscription,
  ValidatedSubscriptionAnswer,
} from "./purchases.js";
import type { LeaderboardRecord, LeaderboardRecordList, TournamentList } from "./records.js";
import type { StorageObjectAcks, StorageObjectList, StorageObjects } from "./storage-objects.js";
import type { ChannelMessageList, MatchList, NotificationList } from "./talk.js";

/** What the calls of `online.api` answer with, by name. All others answer with nothing. */
export interface ApiResults {
  createGroup: Group;
  getAccount: Account;
  getSubscription: ValidatedSubscription;
  getUsers: UserList;
  listChannelMessages: ChannelMessageList;
  listFriends: FriendList;
  listFriendsOfFriends: FriendsOfFriendsList;
  listGroups: GroupList;
  listGroupUsers: GroupUserList;
  listLeaderboardRecords: LeaderboardRecordList;
  listLeaderboardRecordsAroundOwner: LeaderboardRecordList;
  listMatches: MatchList;
  listNotifications: NotificationList;
  listStorageObjects: StorageObjectList;
  listSubscriptions: SubscriptionList;
  listTournamentRecords: LeaderboardRecordList;
  listTournamentRecordsAroundOwner: LeaderboardRecordList;
  listTournaments: TournamentList;
  listUserGroups: UserGroupList;
  readStorageObjects: StorageObjects;
  validatePurchaseApple: ValidatedPurchases;
  validatePurchaseFacebookInstant: ValidatedPurchases;
  validatePurchaseGoogle: ValidatedPurchases;
  validatePurchaseHuawei: ValidatedPurchases;
  validateSubscriptionApple: ValidatedSubscriptionAnswer;
  validateSubscriptionGoogle: ValidatedSubscriptionAnswer;
  writeLeaderboardRecord: LeaderboardRecord;
  writeStorageObjects: StorageObjectAcks;
  writeTournamentRecord: LeaderboardRecord;
}
