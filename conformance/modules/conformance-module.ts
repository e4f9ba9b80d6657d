import { type HookRequest, ModuleError, type ModuleInitializer } from "@nakodo/local-server";
import { at, textAt } from "../raw/json.js";

const MODE = 20;

/** For the embedded server what `index.js` is for a real one: the same functions and hooks, by the same names. */
export function conformanceModule(init: ModuleInitializer): void {
  registerRpcs(init);
  registerStreams(init);
  registerHooks(init);
  registerLeaderboards(init);
  registerDen(init);
  registerData(init);
}

function registerRpcs(init: ModuleInitializer): void {
  init.registerRpc("echo", (_context, payload) => payload);
  init.registerRpc("refuse", () => {
    throw new ModuleError("the den is closed", 9);
  });
  init.registerRpc("fail", () => {
    throw new Error("a mistake");
  });
  init.registerRpc("nothing", () => undefined);
  // What no function may give back, and the compiler does not let pass.
  init.registerRpc("number", () => JSON.parse("5"));
  init.registerRpc("context", ({ userId, username, sessionId, vars, queryParams }) =>
    JSON.stringify({
      userId: userId || undefined,
      username: username || undefined,
      sessionId: sessionId || undefined,
      vars: userId === "" ? undefined : vars,
      queryParams: sessionId === "" ? queryParams : undefined,
    }),
  );
  init.registerRpc("ban_user", (_context, payload) => {
    init.server.banAccount(textAt(JSON.parse(payload), "userId"));
    return "{}";
  });
  init.registerRpc("notify_self", ({ userId }, payload) => {
    const { subject, content, code, persistent } = JSON.parse(payload);
    init.server.notify(userId, { subject, content, code, persistent });
    return "{}";
  });
}

function registerStreams({ registerRpc, server }: ModuleInitializer): void {
  registerRpc("stream_join", ({ sessionId }, payload) => {
    server.streamJoin(sessionId, { mode: MODE, label: textAt(JSON.parse(payload), "label") });
    return "{}";
  });
  registerRpc("stream_leave", ({ sessionId }, payload) => {
    server.streamLeave(sessionId, { mode: MODE, label: textAt(JSON.parse(payload), "label") });
    return "{}";
  });
  registerRpc("stream_send", (_context, payload) => {
    const json: unknown = JSON.parse(payload);
    server.streamSend({ mode: MODE, label: textAt(json, "label") }, textAt(json, "data"));
    return "{}";
  });
}

/** A match that sends back what it gets, and tells who was let in with what. */
function registerDen(init: ModuleInitializer): void {
  const { server } = init;
  init.registerMatch<{ joined: number }>("den", {
    init: ({ label }) => ({ state: { joined: 0 }, tickRate: 20, label: String(label) }),
    joinAttempt(_turn, _presence, { word }) {
      if (word === "wrong") return { accept: false, reason: "the word is wrong" };
      return word === "none" ? { accept: false } : { accept: true };
    },
    joined({ state }, presences) {
      state.joined += presences.length;
    },
    loop({ dispatcher }, inputs) {
      for (const { opCode, data, sender } of inputs) {
        if (opCode === 1n) dispatcher.broadcast(11, data);
        if (opCode === 2n) dispatcher.broadcast(12, data, [sender]);
        if (opCode === 3n) dispatcher.broadcast(13, data, undefined, sender);
        if (opCode === 4n) return "end";
        if (opCode === 5n) dispatcher.updateLabel(new TextDecoder().decode(data));
        if (opCode === 6n) dispatcher.kick([sender]);
      }
      return undefined;
    },
    signal: ({ state }, data) => `${data} heard by ${state.joined}`,
  });
  init.registerRpc("match_create", (_context, payload) => server.createMatch("den", JSON.parse(payload)));
  init.registerRpc("match_signal", (_context, payload) => {
    const json: unknown = JSON.parse(payload);
    return server.signalMatch(textAt(json, "matchId"), textAt(json, "data"));
  });
  init.registerMatchmakerMatched((entries) => {
    const den = entries[0]?.ticket.stringProperties.get("den");
    return den === undefined ? undefined : server.createMatch("den", { label: `{"den":"${den}"}` });
  });
}

function registerLeaderboards({ registerRpc, server }: ModuleInitializer): void {
  registerRpc("leaderboard_create", (_context, payload) => {
    const { reset, ...wish } = JSON.parse(payload);
    server.createLeaderboard({ ...wish, ...(reset === null ? {} : { reset }) });
    return "{}";
  });
  registerRpc("leaderboard_write", (_context, payload) => {
    const { id, ...entry } = JSON.parse(payload);
    server.writeScore(id, entry);
    return "{}";
  });
  registerRpc("tournament_create", (_context, payload) => {
    const { duration, startTime, endTime, reset, ...wish } = JSON.parse(payload);
    server.createTournament({
      ...wish,
      durationSec: duration,
      startTimeSec: startTime,
      endTimeSec: endTime,
      ...(reset === null ? {} : { reset }),
    });
    return "{}";
  });
  const common = { authoritative: false, enableRanks: true } as const;
  server.createLeaderboard({ id: "high_score", ...common });
  server.createLeaderboard({ id: "server_only", ...common, authoritative: true });
  const cup = { ...common, durationSec: 3600, maxSize: 100 };
  server.createTournament({
    ...cup,
    id: "open_cup",
    metadata: { cup: "open" },
    title: "Open cup",
    category: 7,
  });
  server.createTournament({
    ...cup,
    id: "joined_cup",
    title: "Joined cup",
    category: 8,
    maxNumScore: 3,
    joinRequired: true,
  });
}

function registerData({ registerRpc, server }: ModuleInitializer): void {
  registerRpc("wallet_change", ({ userId }, payload) =>
    JSON.stringify(server.changeWallet(userId, JSON.parse(payload))),
  );
  registerRpc("unban_user", (_context, payload) => {
    server.unbanAccount(textAt(JSON.parse(payload), "userId"));
    return "{}";
  });
  registerRpc("account_metadata", ({ userId }, payload) => {
    server.setAccountMetadata(userId, JSON.parse(payload));
    return "{}";
  });
  registerRpc("group_metadata", (_context, payload) => {
    const { groupId, metadata } = JSON.parse(payload);
    server.setGroupMetadata(groupId, metadata);
    return "{}";
  });
  registerRpc("storage_write", (_context, payload) =>
    JSON.stringify(server.writeStorage([JSON.parse(payload)]).length),
  );
  registerRpc("storage_read", (_context, payload) => {
    const [object] = server.readStorage([JSON.parse(payload)]);
    return JSON.stringify(object === undefined ? null : object.value);
  });
  registerRpc("storage_delete", (_context, payload) => {
    server.deleteStorage([JSON.parse(payload)]);
    return "{}";
  });
}

function registerHooks(init: ModuleInitializer): void {
  init.registerBefore("AuthenticateCustom", (_context, request) => {
    const id = String(at(request.body, "id") ?? "");
    if (id.startsWith("barred-")) throw new ModuleError("barred by the game", 7);
    if (id.startsWith("hidden-")) return undefined;
    return id.startsWith("alias-") ? withId(request, `real-${id.slice("alias-".length)}`) : request;
  });
  init.registerAfter("UpdateAccount", ({ userId }, { body }) => {
    const name = at(body, "displayName") ?? at(body, "display_name");
    init.server.streamSend({ mode: MODE, label: userId }, `renamed to ${String(name)}`);
  });
  for (const method of ["AuthenticateFacebook", "LinkGoogle"] as const) {
    init.registerBefore(method, (_context, request) => {
      const token = String(at(request.body, "token") ?? "");
      if (token.startsWith("barred-")) throw new ModuleError("barred by the game", 7);
      return request;
    });
  }
  init.registerLeaderboardReset(({ id, nextResetSec }, reset) =>
    tell(init, id, { event: "reset", nextReset: nextResetSec, reset }),
  );
  init.registerTournamentEnd(({ id, size }, end, reset) =>
    tell(init, id, { event: "end", size, end, reset }),
  );
  init.registerTournamentReset(({ id, size }, end, reset) =>
    tell(init, id, { event: "reset", size, end, reset }),
  );
  init.registerRealtimeBefore("match_create", (_context, { name }) => {
    if (name === "barred") return undefined;
    if (name === "faulty") throw new Error("a mistake");
    return { name: name.startsWith("alias-") ? `real-${name.slice("alias-".length)}` : name };
  });
  init.registerRealtimeAfter("match_leave", ({ userId }, { match_id }) => {
    init.server.streamSend({ mode: MODE, label: userId }, `left ${match_id}`);
  });
}

function withId(request: HookRequest, id: string): HookRequest {
  return { ...request, body: { ...Object(request.body), id } };
}

function tell({ server }: ModuleInitializer, label: string, event: unknown): void {
  server.streamSend({ mode: MODE, label }, JSON.stringify(event));
}
