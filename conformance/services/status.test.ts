import { type StatusEvents, status } from "@nakodo/session/services";
import { expect, inject, it } from "vitest";
import { closing, newPlayer } from "../session/players.js";
import { TcpProxy } from "../session/tcp-proxy.js";
import { EventLog } from "./event-log.js";

it("B5 · following tells who is online, and what they say, until they go", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const ofA = status(a.socket);
  const changes = EventLog.of<StatusEvents, "changed">(ofA, "changed");
  const userId = b.session?.userId ?? "";
  expect(await ofA.follow({ userIds: [userId] })).toEqual([]);
  await b.connect();
  const came = await changes.first(({ joins }) => joins.some((one) => one.userId === userId));
  expect(came.joins).toMatchObject([{ userId, username: b.session?.username, status: "" }]);
  await status(b.socket).update("in the den 🦊");
  const said = await changes.first(({ joins }) => joins.some((one) => one.status === "in the den 🦊"));
  expect(said.leaves).toMatchObject([{ userId, status: "" }]);
  expect(await ofA.follow({ userIds: [userId] })).toMatchObject([{ userId, status: "in the den 🦊" }]);
  await b.socket.disconnect();
  await changes.first(
    ({ joins, leaves }) => joins.length === 0 && leaves.some((one) => one.userId === userId),
  );
});

it("B5 · players can be followed by name", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await b.connect();
  const username = b.session?.username ?? "";
  expect(await status(a.socket).follow({ usernames: [username] })).toMatchObject([{ username }]);
});

it("B5 · whom we no longer follow we no longer hear of", async () => {
  const [a, b, c] = [await newPlayer(), await newPlayer(), await newPlayer()];
  const ofA = status(a.socket);
  const changes = EventLog.of<StatusEvents, "changed">(ofA, "changed");
  const [idB, idC] = [b.session?.userId ?? "", c.session?.userId ?? ""];
  await ofA.follow({ userIds: [idB, idC] });
  await ofA.unfollow([idB]);
  await b.connect();
  await c.connect();
  await changes.first(({ joins }) => joins.some((one) => one.userId === idC));
  expect(changes.events.flatMap(({ joins }) => joins).map((one) => one.userId)).not.toContain(idB);
});

it("B5 · a status of undefined is offline to others, though the socket is there", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await b.connect();
  await status(b.socket).update(undefined);
  expect(await status(a.socket).follow({ userIds: [b.session?.userId ?? ""] })).toEqual([]);
});

it("B5 · what cannot be followed or said is invalid-argument, in the server's words", async () => {
  const mine = status((await newPlayer()).socket);
  await expect(mine.follow({ userIds: ["nobody"] })).rejects.toMatchObject({
    code: "invalid-argument",
    socketCode: 3,
    serverMessage: "Invalid user identifier",
  });
  await expect(mine.update("x".repeat(2049))).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: "Status must be 2048 characters or less",
  });
});

it("A8 · what we follow and say comes back with the socket", async () => {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const a = await newPlayer({ port: proxy.port, reconnect: { baseDelayMs: 20, maxDelayMs: 100 } });
  const b = await newPlayer();
  const [ofA, ofB] = [status(a.socket), status(b.socket)];
  const [idA, idB] = [a.session?.userId ?? "", b.session?.userId ?? ""];
  const [heardByA, heardByB] = [
    EventLog.of<StatusEvents, "changed">(ofA, "changed"),
    EventLog.of<StatusEvents, "changed">(ofB, "changed"),
  ];
  const restored = EventLog.of<StatusEvents, "restored">(ofA, "restored");
  await ofB.update("here");
  await ofB.follow({ userIds: [idA] });
  await ofA.update("back soon");
  await ofA.follow({ userIds: [idB] });
  await heardByB.first(({ joins }) => joins.some((one) => one.status === "back soon"));
  const before = heardByB.events.length;
  proxy.cut();
  expect((await restored.first()).presences).toMatchObject([{ userId: idB, status: "here" }]);
  await heardByB.first((event) => {
    const isNew = heardByB.events.indexOf(event) >= before;
    return isNew && event.joins.some((one) => one.status === "back soon");
  });
  await ofB.update("still here");
  await heardByA.first(({ joins }) => joins.some((one) => one.status === "still here"));
});
