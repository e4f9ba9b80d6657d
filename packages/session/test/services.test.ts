import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { device, Online } from "../src/index.js";
import { type Chat, chat, type Parties, parties, status } from "../src/services/index.js";
import { FaultServer, issue, json } from "./fault-server.js";
import { type ScriptedSocket, ScriptedSockets, wirePresence } from "./scripted-socket.js";
import { VirtualClock } from "./virtual-clock.js";

type Message = Readonly<Record<string, unknown>>;

const DEN = "2...den";
const PARTY = "b9bf62c4-55a5-4bdd-a291-6030bdeaa644.nakama";

let server: FaultServer;
let sockets: ScriptedSockets;
let clock: VirtualClock;
let online: Online;
let socket: ScriptedSocket;

const channel = ({ cid }: Message, self: string, ...others: string[]): object => ({
  cid,
  channel: { id: DEN, self: wirePresence(self), presences: others.map(wirePresence) },
});

const said = (text: string, id = DEN): object => ({
  channel_message: { channel_id: id, code: 0, message_id: text, content: JSON.stringify({ text }) },
});

const comeAndGo = (change: { joins?: string[]; leaves?: string[] }): object => ({
  channel_presence_event: {
    channel_id: DEN,
    joins: change.joins?.map(wirePresence),
    leaves: change.leaves?.map(wirePresence),
  },
});

const letIn = (self: string): object => ({
  party: {
    party_id: PARTY,
    open: true,
    max_size: 4,
    self: wirePresence(self),
    leader: wirePresence("bo"),
    presences: [wirePresence("bo"), wirePresence(self)],
  },
});

/** Loses the socket, and gives the next one. */
async function cut(waitMs = 125): Promise<ScriptedSocket> {
  const before = sockets.all.length;
  sockets.all.at(-1)?.webSocket.terminate();
  await clock.whenSet(waitMs);
  clock.advance(waitMs);
  return sockets.at(before);
}

/** What a chat tells, in words. */
function told(talk: Chat): string[] {
  const log: string[] = [];
  talk.on("message", ({ message }) => log.push(`message ${message.messageId}`));
  talk.on("presence", ({ joins, leaves }) => log.push(`presence +${joins.length} -${leaves.length}`));
  talk.on("down", () => log.push("down"));
  talk.on("restored", () => log.push("restored"));
  talk.on("closed", ({ error }) => log.push(`closed ${error.code}`));
  return log;
}

beforeEach(async () => {
  server = await FaultServer.start();
  server.answer = (_, response) => json(response, 200, issue());
  sockets = new ScriptedSockets(server);
  clock = new VirtualClock();
  online = new Online({ port: server.port, clock, timeoutMs: 7000, random: () => 0.5 });
  await online.authenticate(device({ id: "device-of-the-test" }));
  await online.connect();
  socket = await sockets.at(0);
});

afterEach(async () => {
  await online.close();
  expect(clock.delaysMs).toEqual([]);
  await server.stop();
});

describe("a chat channel", () => {
  it("B7 · gets what comes before the answer and right behind it, in order, and nothing of another channel", async () => {
    sockets.answers = (message) => [
      said("early"),
      said("elsewhere", "2...attic"),
      channel(message, "me", "bo"),
      said("behind"),
      comeAndGo({ joins: ["me", "cy"], leaves: ["bo"] }),
    ];
    const talk = chat(online.socket);
    const log = told(talk);
    const den = await talk.joinRoom("den");
    expect(log).toEqual(["message early", "message behind", "presence +1 -1"]);
    expect(den.presences.map((one) => one.username)).toEqual(["cy"]);
  });

  it("B7 · that is joined twice is the same one, and tells each thing once", async () => {
    sockets.answers = (message) => ("channel_join" in message ? [channel(message, "me")] : []);
    const talk = chat(online.socket);
    const log = told(talk);
    const [one, other] = await Promise.all([talk.joinRoom("den"), talk.joinRoom("den")]);
    expect(one).toBe(other);
    socket.send(said("once"));
    await talk.once("message");
    expect(log).toEqual(["message once"]);
  });

  it("A8 · is entered again, and gets nothing until it is", async () => {
    sockets.answers = (message) => [channel(message, "me", "bo")];
    const talk = chat(online.socket);
    const log = told(talk);
    const den = await talk.joinRoom("den");
    sockets.answers = (message) => [said("early"), channel(message, "me2", "me", "cy"), said("behind")];
    await cut();
    await talk.once("message", { where: ({ message }) => message.messageId === "behind" });
    expect(log).toEqual(["down", "restored", "message early", "message behind"]);
    expect(den.self.sessionId).toBe("session-me2");
    expect(den.presences.map((one) => one.username)).toEqual(["cy"]);
  });

  it("A8 · that is left while it is entered again is left at the server too", async () => {
    sockets.answers = (message) => [channel(message, "me")];
    const talk = chat(online.socket);
    const log = told(talk);
    const den = await talk.joinRoom("den");
    sockets.answers = () => [];
    const next = await cut();
    const request = await next.whenGot("channel_join");
    sockets.answers = ({ cid }) => [{ cid }];
    await den.leave();
    next.send(channel(request, "me2"), said("late"));
    await next.whenGot("channel_leave", 2);
    expect(log).toEqual(["down"]);
  });

  it("A8 · whose next socket is lost as well is entered by the one after that", async () => {
    sockets.answers = (message) => [channel(message, "me")];
    const talk = chat(online.socket);
    const log = told(talk);
    await talk.joinRoom("den");
    sockets.answers = () => [];
    await (await cut()).whenGot("channel_join");
    const restored = talk.once("restored");
    sockets.answers = (message) => [channel(message, "me3")];
    await cut(250);
    await restored;
    expect(log).toEqual(["down", "restored"]);
  });

  it("A8 · is closed when somebody signs out", async () => {
    sockets.answers = (message) => [channel(message, "me")];
    const talk = chat(online.socket);
    const log = told(talk);
    await talk.joinRoom("den");
    await online.logout().catch(() => {});
    expect(log).toEqual(["closed signed-out"]);
  });
});

describe("a party", () => {
  const joinAnswers = (self: string) => (message: Message) =>
    "party_join" in message ? [{ cid: message["cid"] }, letIn(self)] : [{ cid: message["cid"] }];
  let crew: Parties;

  beforeEach(() => {
    crew = parties(online.socket);
  });

  it("B11 · that lets us in when nobody waits any more is left", async () => {
    sockets.answers = ({ cid }) => [{ cid }];
    const stop = new AbortController();
    const joining = crew.join(PARTY, { signal: stop.signal });
    await socket.whenGot("party_join");
    stop.abort();
    await expect(joining).rejects.toMatchObject({ code: "aborted" });
    socket.send(letIn("me"));
    expect(await socket.whenGot("party_leave")).toMatchObject({ party_leave: { party_id: PARTY } });
  });

  it("B11 · that has not let us in when the socket is lost is connection-lost", async () => {
    sockets.answers = ({ cid }) => [{ cid }];
    const joining = crew.join(PARTY);
    const refused = expect(joining).rejects.toMatchObject({ code: "connection-lost" });
    await socket.whenGot("party_join");
    await cut();
    await refused;
  });

  it("B11 · sends exactly the bytes of a view, and gives out what comes as bytes", async () => {
    sockets.answers = joinAnswers("me");
    const party = await crew.join(PARTY);
    await party.send(7, Buffer.from("xhellox").subarray(1, 6));
    expect(socket.all("party_data_send")).toMatchObject([
      { party_data_send: { party_id: PARTY, op_code: 7, data: btoa("hello") } },
    ]);
    const data = crew.once("data");
    socket.send({ party_data: { party_id: PARTY, presence: wirePresence("bo"), data: "AP8=" } });
    expect(await data).toMatchObject({ opCode: 0, from: { username: "bo" }, data: new Uint8Array([0, 255]) });
  });

  it("A8 · is asked again after a reconnect, and is whole once it lets us in", async () => {
    sockets.answers = joinAnswers("me");
    const party = await crew.join(PARTY);
    sockets.answers = joinAnswers("me2");
    const restored = crew.once("restored");
    await cut();
    expect((await restored).party).toBe(party);
    expect(party.members.map((one) => one.username)).toEqual(["me2", "bo"]);
    expect(party.leader?.username).toBe("bo");
  });
});

describe("a status", () => {
  it("A8 · and those who are followed are sent again after a reconnect, but not after a disconnect", async () => {
    sockets.answers = ({ cid }) => [{ cid, status: {} }];
    const mine = status(online.socket);
    await mine.update("here");
    await mine.follow({ userIds: ["user-bo", "user-cy"], usernames: ["di"] });
    await mine.unfollow(["user-cy"]);
    const next = await cut();
    expect(await next.whenGot("status_follow")).toMatchObject({
      status_follow: { user_ids: ["user-bo"], usernames: ["di"] },
    });
    expect(next.all("status_update")).toMatchObject([{ status_update: { status: "here" } }]);
    await online.socket.disconnect();
    await online.connect();
    await online.socket.request("ping", {});
    const last = await sockets.at(2);
    expect([...last.all("status_follow"), ...last.all("status_update")]).toEqual([]);
  });
});
