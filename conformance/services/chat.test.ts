import type { SocketEvents } from "@nakodo/session";
import { type Chat, type ChatChannel, type ChatEvents, chat } from "@nakodo/session/services";
import { expect, inject, it } from "vitest";
import { closing, newName, newPlayer } from "../session/players.js";
import { TcpProxy } from "../session/tcp-proxy.js";
import { EventLog } from "./event-log.js";

/** Two players in one room. */
async function twoInRoom(name = newName("den")) {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const [chatA, chatB] = [chat(a.socket), chat(b.socket)];
  const presence = EventLog.of<ChatEvents, "presence">(chatA, "presence");
  const roomA = await chatA.joinRoom(name);
  const roomB = await chatB.joinRoom(name);
  await presence.first();
  return { a, b, chatA, chatB, roomA, roomB, presence };
}

async function history(online: Awaited<ReturnType<typeof newPlayer>>, channel: ChatChannel) {
  return (await online.api.listChannelMessages(channel.id)).messages ?? [];
}

it("B7 · in a room all hear what one writes, the writer too, and see who comes and goes", async () => {
  const { b, chatA, chatB, roomA, roomB, presence } = await twoInRoom();
  expect(roomA.id).toBe(roomB.id);
  expect(roomB.presences.map((one) => one.sessionId)).toEqual([roomA.self.sessionId]);
  expect(roomA.presences.map((one) => one.userId)).toEqual([b.session?.userId]);
  const heard = [
    EventLog.of<ChatEvents, "message">(chatA, "message"),
    EventLog.of<ChatEvents, "message">(chatB, "message"),
  ];
  const messageId = await roomB.send({ text: "hello 🦊" });
  for (const log of heard) {
    expect((await log.first()).message).toMatchObject({
      kind: "chat",
      messageId,
      senderId: b.session?.userId,
      username: b.session?.username,
      content: { text: "hello 🦊" },
      persistent: true,
    });
  }
  await roomB.leave();
  expect((await presence.first(({ leaves }) => leaves.length === 1)).leaves[0]).toMatchObject({
    sessionId: roomB.self.sessionId,
  });
  expect(roomA.presences).toEqual([]);
});

it("B7 · what was written can be changed and removed by its writer, and by nobody else", async () => {
  const { a, b, chatA, roomA, roomB } = await twoInRoom();
  const heard = EventLog.of<ChatEvents, "message">(chatA, "message");
  const messageId = await roomB.send({ text: "helo" });
  await roomB.update(messageId, { text: "hello" });
  expect((await heard.first(({ message }) => message.kind === "updated")).message).toMatchObject({
    messageId,
    content: { text: "hello" },
  });
  await expect(roomA.update(messageId, { text: "mine" })).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: "Could not find message to update in channel history",
  });
  expect((await history(b, roomB)).map((one) => one.content)).toEqual([{ text: "hello" }]);
  await roomB.remove(messageId);
  await heard.first(({ message }) => message.kind === "removed" && message.messageId === messageId);
  expect(await history(a, roomA)).toEqual([]);
});

it("B7 · two players have a channel of their own, and the other is told", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await b.connect();
  const told = EventLog.of<SocketEvents, "notifications">(b.socket, "notifications");
  const mine = await chat(a.socket).joinDirect(b.session?.userId ?? "");
  expect((await told.first()).notifications).toMatchObject([{ code: -1, sender_id: a.session?.userId }]);
  const theirs = await chat(b.socket).joinDirect(a.session?.userId ?? "");
  expect(theirs.id).toBe(mine.id);
});

it("B7 · a group's members have a channel, and nobody else", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const group = await a.api.createGroup({ name: newName("group"), open: true });
  const groupId = group.id ?? "";
  await expect(chat(b.socket).joinGroup(groupId)).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: expect.stringContaining("Group not found"),
  });
  const chatA = chat(a.socket);
  const heard = EventLog.of<ChatEvents, "message">(chatA, "message");
  await chatA.joinGroup(groupId);
  await b.api.joinGroup(groupId);
  expect((await heard.first()).message).toMatchObject({
    kind: "groupJoined",
    senderId: b.session?.userId,
  });
});

it("B7 · hidden players are not seen, and what is not persistent is not kept", async () => {
  const name = newName("den");
  const { a, roomA } = await twoInRoom(name);
  const heard = EventLog.of<ChatEvents, "message">(chat(a.socket), "message");
  const c = await newPlayer();
  const chatC = chat(c.socket);
  const roomC = await chatC.joinRoom(name, { hidden: true, persistence: false });
  const heardByC = EventLog.of<ChatEvents, "message">(chatC, "message");
  await roomC.send({ text: "psst" });
  await heardByC.first();
  expect(roomA.presences).toHaveLength(1);
  expect(heard.events).toEqual([]);
  expect(await history(a, roomA)).toEqual([]);
});

it.each<[string, (mine: Chat) => Promise<unknown>, string]>([
  ["a room without a name", (mine) => mine.joinRoom(""), "Invalid channel target"],
  ["a name of 65 bytes", (mine) => mine.joinRoom("x".repeat(65)), "Channel name is required"],
  ["nobody's id", (mine) => mine.joinDirect("00000000-0000-4000-8000-000000000000"), "User ID not found"],
])("B7 · %s is invalid-argument", async (_, join, text) => {
  const { socket } = await newPlayer();
  await expect(join(chat(socket))).rejects.toMatchObject({
    code: "invalid-argument",
    socketCode: 3,
    serverMessage: expect.stringContaining(text),
  });
  expect(socket.state).toBe("connected");
});

it("B7 · writing in a channel that was left is invalid-argument", async () => {
  const { roomA } = await twoInRoom();
  await roomA.leave();
  await roomA.leave();
  await expect(roomA.send({ text: "hello" })).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: "Must join channel before sending messages",
  });
});

it("A8 · channels come back with the socket", async () => {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const a = await newPlayer({ port: proxy.port, reconnect: { baseDelayMs: 20, maxDelayMs: 100 } });
  const b = await newPlayer();
  const [chatA, chatB] = [chat(a.socket), chat(b.socket)];
  const name = newName("den");
  const [roomA, roomB] = [await chatA.joinRoom(name), await chatB.joinRoom(name)];
  const logs = {
    down: EventLog.of<ChatEvents, "down">(chatA, "down"),
    restored: EventLog.of<ChatEvents, "restored">(chatA, "restored"),
  };
  const heard = [
    EventLog.of<ChatEvents, "message">(chatA, "message"),
    EventLog.of<ChatEvents, "message">(chatB, "message"),
  ];
  const before = roomA.self.sessionId;
  proxy.cut();
  expect((await logs.restored.first()).channel).toBe(roomA);
  expect(logs.down.events).toHaveLength(1);
  expect(roomA.self.sessionId).not.toBe(before);
  expect(roomA.presences.map((one) => one.sessionId)).toEqual([roomB.self.sessionId]);
  await roomB.send({ from: "b" });
  await roomA.send({ from: "a" });
  for (const log of heard) await log.first(({ message }) => message.senderId === a.session?.userId);
  for (const log of heard) expect(log.events).toHaveLength(2);
});

it("A8 · a channel that cannot be entered again is closed, and says why", async () => {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const [a, b] = [
    await newPlayer(),
    await newPlayer({ port: proxy.port, reconnect: { baseDelayMs: 20, maxDelayMs: 100 } }),
  ];
  const groupId = (await a.api.createGroup({ name: newName("group"), open: true })).id ?? "";
  await b.api.joinGroup(groupId);
  const chatB = chat(b.socket);
  const [down, closed] = [
    EventLog.of<ChatEvents, "down">(chatB, "down"),
    EventLog.of<ChatEvents, "closed">(chatB, "closed"),
  ];
  const channel = await chatB.joinGroup(groupId);
  proxy.refuse();
  proxy.cut();
  await down.first();
  await a.api.kickGroupUsers(groupId, [b.session?.userId ?? ""]);
  proxy.accept();
  expect(await closed.first()).toMatchObject({
    channel,
    error: { code: "invalid-argument", serverMessage: expect.stringContaining("Group not found") },
  });
});
