// biome-ignore-all lint/correctness/noUnusedFunctionParameters: the server gives them by place
// biome-ignore-all lint/correctness/noUnusedVariables: the server finds InitModule by its name
// What the conformance tests of the services need of a server: a real Nakama runs this file in its own JavaScript
// runtime (one file, global functions, no modules).

/** Gives back what it was given. */
function rpcEcho(_ctx, _logger, _nk, payload) {
  return payload;
}

/** Fails as a game's own code would: with a message and a gRPC code (9: the state does not allow it). */
function rpcRefuse() {
  throw { message: "the den is closed", code: 9 };
}

/** Sends a notification to the caller: `{subject, content, code, persistent}`. */
function rpcNotifySelf(ctx, _logger, nk, payload) {
  const { subject, content, code, persistent } = JSON.parse(payload);
  nk.notificationSend(ctx.userId, subject, content, code, null, persistent);
  return "{}";
}

/** Puts the caller's socket into the stream of mode 20 of `label`. */
function rpcStreamJoin(ctx, _logger, nk, payload) {
  const { label } = JSON.parse(payload);
  nk.streamUserJoin(ctx.userId, ctx.sessionId, { mode: 20, label }, false, false, "");
  return "{}";
}

/** Bans the player `userId`. */
function rpcBanUser(_ctx, _logger, nk, payload) {
  nk.usersBanId([JSON.parse(payload).userId]);
  return "{}";
}

/** Sends `data` to the stream of mode 20 of `label`. */
function rpcStreamSend(ctx, _logger, nk, payload) {
  const { label, data } = JSON.parse(payload);
  nk.streamSend({ mode: 20, label }, data, null, true);
  return "{}";
}

/** Takes the caller's socket out of the stream of mode 20 of `label`. */
function rpcStreamLeave(ctx, logger, nk, payload) {
  const { label } = JSON.parse(payload);
  nk.streamUserLeave(ctx.userId, ctx.sessionId, { mode: 20, label });
  return "{}";
}

/** Fails as a mistake in a game's code would. */
function rpcFail() {
  throw new Error("a mistake");
}

/** Gives nothing back. */
function rpcNothing() {}

/** Gives back what no function may: something that is not text. */
function rpcNumber() {
  return 5;
}

/** Tells what it knows of the call. */
function rpcContext(ctx) {
  const { userId, username, sessionId, vars, lang, queryParams } = ctx;
  return JSON.stringify({ userId, username, sessionId, vars, lang, queryParams });
}

/** Makes a leaderboard: `{id, authoritative, sort, operator, reset, metadata, enableRanks}`. */
function rpcLeaderboardCreate(ctx, logger, nk, payload) {
  const it = JSON.parse(payload);
  nk.leaderboardCreate(it.id, it.authoritative, it.sort, it.operator, it.reset, it.metadata, it.enableRanks);
  return "{}";
}

/** Writes a score as the server itself: `{id, ownerId, username, score, subscore}`. */
function rpcLeaderboardWrite(ctx, logger, nk, payload) {
  const it = JSON.parse(payload);
  return JSON.stringify(nk.leaderboardRecordWrite(it.id, it.ownerId, it.username, it.score, it.subscore));
}

/** Makes a tournament; the fields are those of `nk.tournamentCreate`. */
function rpcTournamentCreate(ctx, logger, nk, payload) {
  const it = JSON.parse(payload);
  nk.tournamentCreate(
    it.id,
    it.authoritative,
    it.sort,
    it.operator,
    it.duration,
    it.reset,
    it.metadata,
    it.title,
    it.description,
    it.category,
    it.startTime,
    it.endTime,
    it.maxSize,
    it.maxNumScore,
    it.joinRequired,
    it.enableRanks,
  );
  return "{}";
}

/** Starts a match that this module runs, and gives back its id: `{label}`. */
function rpcMatchCreate(ctx, logger, nk, payload) {
  return nk.matchCreate("den", JSON.parse(payload));
}

/** Says something to a running match and gives back what it answers: `{matchId, data}`. */
function rpcMatchSignal(ctx, logger, nk, payload) {
  const { matchId, data } = JSON.parse(payload);
  return nk.matchSignal(matchId, data);
}

/** The den: a match that sends back what it gets, and tells who was let in with what. */
function denInit(ctx, logger, nk, params) {
  return { state: { joined: 0 }, tickRate: 20, label: params.label };
}

function denJoinAttempt(ctx, logger, nk, dispatcher, tick, state, presence, metadata) {
  if (metadata.word === "wrong") return { state, accept: false, rejectMessage: "the word is wrong" };
  return { state, accept: metadata.word !== "none" };
}

function denJoin(ctx, logger, nk, dispatcher, tick, state, presences) {
  state.joined += presences.length;
  return { state };
}

function denLeave(ctx, logger, nk, dispatcher, tick, state) {
  return { state };
}

/** Op 1: to all. Op 2: to the sender only. Op 3: in the sender's name. Op 4: the end. Op 5: another label. Op 6: kicks. */
function denLoop(ctx, logger, nk, dispatcher, tick, state, messages) {
  for (const { opCode, data, sender } of messages) {
    if (opCode === 1) dispatcher.broadcastMessage(11, data, null, null, true);
    if (opCode === 2) dispatcher.broadcastMessage(12, data, [sender], null, true);
    if (opCode === 3) dispatcher.broadcastMessage(13, data, null, sender, true);
    if (opCode === 4) return null;
    if (opCode === 5) dispatcher.matchLabelUpdate(nk.binaryToString(data));
    if (opCode === 6) dispatcher.matchKick([sender]);
  }
  return { state };
}

function denTerminate(ctx, logger, nk, dispatcher, tick, state) {
  return { state };
}

function denSignal(ctx, logger, nk, dispatcher, tick, state, data) {
  return { state, data: `${data} heard by ${state.joined}` };
}

/** Turns away whoever has an id that asks for it, and gives others another name. */
function beforeAuthenticateCustom(ctx, logger, nk, request) {
  const id = request.account?.id ?? "";
  if (id.startsWith("barred-")) throw { message: "barred by the game", code: 7 };
  if (id.startsWith("hidden-")) return null;
  if (id.startsWith("alias-")) request.account.id = `real-${id.slice("alias-".length)}`;
  return request;
}

/** Tells the stream of mode 20 of the caller's id that the account has changed. */
function afterUpdateAccount(ctx, logger, nk, data, request) {
  nk.streamSend({ mode: 20, label: ctx.userId }, `renamed to ${request.displayName}`, null, true);
}

/** Makes rooms of other names, and none at all. */
function beforeMatchCreate(ctx, logger, nk, envelope) {
  const { name } = envelope.matchCreate;
  if (name === "barred") return null;
  if (name === "faulty") throw new Error("a mistake");
  if (name?.startsWith("alias-")) envelope.matchCreate.name = `real-${name.slice("alias-".length)}`;
  return envelope;
}

/** Tells the stream of mode 20 of the caller's id that it has left a match. */
function afterMatchLeave(ctx, logger, nk, out, envelope) {
  nk.streamSend({ mode: 20, label: ctx.userId }, `left ${envelope.matchLeave.matchId}`, null, true);
}

/** Turns away a sign-in that only a social network could grant, before anybody asks the network. */
function beforeAuthenticateFacebook(ctx, logger, nk, request) {
  if (request.account.token.startsWith("barred-")) throw { message: "barred by the game", code: 7 };
  return request;
}

/** Does so with a link to such a network. */
function beforeLinkGoogle(ctx, logger, nk, request) {
  if (request.token.startsWith("barred-")) throw { message: "barred by the game", code: 7 };
  return request;
}

/** Tells the stream of mode 20 of a leaderboard's id that it starts anew. */
function leaderboardReset(ctx, logger, nk, { id, nextReset }, reset) {
  nk.streamSend({ mode: 20, label: id }, JSON.stringify({ event: "reset", nextReset, reset }), null, true);
}

/** Tells the stream of mode 20 of a tournament's id that it takes no more scores. */
function tournamentEnd(ctx, logger, nk, { id, size }, end, reset) {
  nk.streamSend({ mode: 20, label: id }, JSON.stringify({ event: "end", size, end, reset }), null, true);
}

/** Tells the stream of mode 20 of a tournament's id that it starts anew. */
function tournamentReset(ctx, logger, nk, { id, size }, end, reset) {
  nk.streamSend({ mode: 20, label: id }, JSON.stringify({ event: "reset", size, end, reset }), null, true);
}

/** Puts whole numbers into the caller's wallet, or takes them out: `{coins: 5}`. */
function rpcWalletChange(ctx, logger, nk, payload) {
  return JSON.stringify(nk.walletUpdate(ctx.userId, JSON.parse(payload), {}, false).updated);
}

/** Lets a player in again: `{userId}`. */
function rpcUnbanUser(ctx, logger, nk, payload) {
  nk.usersUnbanId([JSON.parse(payload).userId]);
  return "{}";
}

/** Sets the metadata of the caller's account. */
function rpcAccountMetadata(ctx, logger, nk, payload) {
  nk.accountUpdateId(ctx.userId, null, null, null, null, null, null, JSON.parse(payload));
  return "{}";
}

/** Sets the metadata of a group: `{groupId, metadata}`. */
function rpcGroupMetadata(ctx, logger, nk, payload) {
  const { groupId, metadata } = JSON.parse(payload);
  nk.groupUpdate(groupId, ctx.userId, null, null, null, null, null, null, metadata, null);
  return "{}";
}

/** Writes an object as the server itself: `{collection, key, userId, value, permissionRead, permissionWrite, version}`. */
function rpcStorageWrite(ctx, logger, nk, payload) {
  return JSON.stringify(nk.storageWrite([JSON.parse(payload)]).length);
}

/** Gives back the value of an object, whatever its permissions: `{collection, key, userId}`. */
function rpcStorageRead(ctx, logger, nk, payload) {
  const [object] = nk.storageRead([JSON.parse(payload)]);
  return JSON.stringify(object === undefined ? null : object.value);
}

/** Deletes an object, whatever its permissions: `{collection, key, userId}`. */
function rpcStorageDelete(ctx, logger, nk, payload) {
  nk.storageDelete([JSON.parse(payload)]);
  return "{}";
}

/** Has players who ask for a den play in one. */
function matchmakerMatched(ctx, logger, nk, matches) {
  const [first] = matches;
  if (first.properties.den === undefined) return;
  return nk.matchCreate("den", { label: `{"den":"${first.properties.den}"}` });
}

// What the pages in docs/services let their server do; there it stands in TypeScript.

function rpcEquipHat(ctx, logger, nk, payload) {
  const { hat } = JSON.parse(payload);
  if (!["cowboy", "alien"].includes(hat)) throw { message: `there is no hat "${hat}"`, code: 3 };
  return JSON.stringify({ hat, wornBy: ctx.username });
}

function rpcWatchNews(ctx, logger, nk) {
  nk.streamUserJoin(ctx.userId, ctx.sessionId, { mode: 20, label: "news" }, false, false, "");
}

function rpcTellNews(ctx, logger, nk, payload) {
  nk.streamSend({ mode: 20, label: "news" }, payload, null, true);
}

function rpcClaimPrize(ctx, logger, nk) {
  nk.notificationSend(ctx.userId, "You won!", { coins: 100 }, 100, null, true);
}

function rpcEarnCoins(ctx, logger, nk) {
  nk.walletUpdate(ctx.userId, { coins: 50 }, {}, false);
}

function rpcBuyCrown(ctx, logger, nk) {
  nk.walletUpdate(ctx.userId, { coins: -30 }, {}, false);
  nk.accountUpdateId(ctx.userId, null, null, null, null, null, null, { hat: "crown" });
}

function rpcSetInterests(ctx, logger, nk, payload) {
  const { groupId, interests } = JSON.parse(payload);
  nk.groupUpdate(groupId, ctx.userId, null, null, null, null, null, null, { interests }, null);
}

function voteInit() {
  const label = '{"mode":"sabotage","skill":120}';
  return { state: { votes: 0, players: 0, over: false }, tickRate: 10, label };
}

function voteJoinAttempt(ctx, logger, nk, dispatcher, tick, state) {
  return { state, accept: state.votes < 3, rejectMessage: "the vote is over" };
}

function voteJoin(ctx, logger, nk, dispatcher, tick, state, presences) {
  state.players += presences.length;
  return { state };
}

function voteLeave(ctx, logger, nk, dispatcher, tick, state, presences) {
  state.players -= presences.length;
  state.over = state.players === 0;
  return { state };
}

function voteLoop(ctx, logger, nk, dispatcher, tick, state, messages) {
  for (const { opCode } of messages) if (opCode === 2) state.votes += 1;
  if (messages.length > 0) dispatcher.broadcastMessage(3, `${state.votes} votes`, null, null, true);
  return state.over ? null : { state };
}

function rpcOpenVote(ctx, logger, nk) {
  return nk.matchCreate("vote", {});
}

function createForPages(nk) {
  nk.storageWrite([
    {
      collection: "shop",
      key: "prices",
      userId: "00000000-0000-0000-0000-000000000000",
      value: { crown: 500 },
      permissionRead: 2,
      permissionWrite: 0,
    },
  ]);
  nk.leaderboardCreate("weekly_wins", false, "desc", "incr", "0 0 * * 1", {}, true);
  nk.tournamentCreate(
    "daily_detective",
    false,
    "desc",
    "best",
    86_400,
    "0 0 * * *",
    {},
    "Detective of the day",
    "",
    1,
    0,
    0,
    100,
    2,
    true,
    true,
  );
}

function InitModule(_ctx, _logger, nk, initializer) {
  initializer.registerRpc("echo", rpcEcho);
  initializer.registerRpc("refuse", rpcRefuse);
  initializer.registerRpc("notify_self", rpcNotifySelf);
  initializer.registerRpc("ban_user", rpcBanUser);
  initializer.registerRpc("stream_join", rpcStreamJoin);
  initializer.registerRpc("stream_send", rpcStreamSend);
  initializer.registerRpc("stream_leave", rpcStreamLeave);
  initializer.registerRpc("fail", rpcFail);
  initializer.registerRpc("nothing", rpcNothing);
  initializer.registerRpc("number", rpcNumber);
  initializer.registerRpc("context", rpcContext);
  initializer.registerRpc("leaderboard_create", rpcLeaderboardCreate);
  initializer.registerRpc("leaderboard_write", rpcLeaderboardWrite);
  initializer.registerRpc("tournament_create", rpcTournamentCreate);
  initializer.registerRpc("match_create", rpcMatchCreate);
  initializer.registerRpc("match_signal", rpcMatchSignal);
  initializer.registerRpc("equip_hat", rpcEquipHat);
  initializer.registerRpc("watch_news", rpcWatchNews);
  initializer.registerRpc("tell_news", rpcTellNews);
  initializer.registerRpc("claim_prize", rpcClaimPrize);
  initializer.registerRpc("open_vote", rpcOpenVote);
  initializer.registerRpc("earn_coins", rpcEarnCoins);
  initializer.registerRpc("buy_crown", rpcBuyCrown);
  initializer.registerRpc("set_interests", rpcSetInterests);
  initializer.registerMatch("vote", {
    matchInit: voteInit,
    matchJoinAttempt: voteJoinAttempt,
    matchJoin: voteJoin,
    matchLeave: voteLeave,
    matchLoop: voteLoop,
    matchTerminate: denTerminate,
    matchSignal: denSignal,
  });
  initializer.registerMatch("den", {
    matchInit: denInit,
    matchJoinAttempt: denJoinAttempt,
    matchJoin: denJoin,
    matchLeave: denLeave,
    matchLoop: denLoop,
    matchTerminate: denTerminate,
    matchSignal: denSignal,
  });
  initializer.registerBeforeAuthenticateCustom(beforeAuthenticateCustom);
  initializer.registerAfterUpdateAccount(afterUpdateAccount);
  initializer.registerRtBefore("MatchCreate", beforeMatchCreate);
  initializer.registerRtAfter("MatchLeave", afterMatchLeave);
  initializer.registerMatchmakerMatched(matchmakerMatched);
  initializer.registerBeforeAuthenticateFacebook(beforeAuthenticateFacebook);
  initializer.registerBeforeLinkGoogle(beforeLinkGoogle);
  initializer.registerLeaderboardReset(leaderboardReset);
  initializer.registerTournamentEnd(tournamentEnd);
  initializer.registerTournamentReset(tournamentReset);
  initializer.registerRpc("wallet_change", rpcWalletChange);
  initializer.registerRpc("unban_user", rpcUnbanUser);
  initializer.registerRpc("account_metadata", rpcAccountMetadata);
  initializer.registerRpc("group_metadata", rpcGroupMetadata);
  initializer.registerRpc("storage_write", rpcStorageWrite);
  initializer.registerRpc("storage_read", rpcStorageRead);
  initializer.registerRpc("storage_delete", rpcStorageDelete);
  nk.leaderboardCreate("high_score", false, "desc", "best", null, {}, true);
  nk.leaderboardCreate("server_only", true, "desc", "best", null, {}, true);
  nk.tournamentCreate(
    "open_cup",
    false,
    "desc",
    "best",
    3600,
    null,
    { cup: "open" },
    "Open cup",
    "",
    7,
    0,
    0,
    100,
    0,
    false,
    true,
  );
  nk.tournamentCreate(
    "joined_cup",
    false,
    "desc",
    "best",
    3600,
    null,
    {},
    "Joined cup",
    "",
    8,
    0,
    0,
    100,
    3,
    true,
    true,
  );
  createForPages(nk);
}
