import { describe, expect, it } from "vitest";
import { ChannelType, joinChannel, nextChange, openRoom, say } from "../raw/channels.js";
import { friendCall } from "../raw/friends.js";
import { createGroup, groupCall, joinGroup, manage } from "../raw/groups.js";
import { at, listAt, textAt } from "../raw/json.js";
import { codesOf } from "../raw/notifications.js";
import { unique } from "../raw/player.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const target = (text: string): unknown => socketError(3, text === "" ? TARGET : `${text}: ${TARGET}`);
const TARGET = "Invalid channel target";
const joining = (target: string, type: number): Readonly<Record<string, unknown>> => ({
  channel_join: { target, type },
});

describe("rooms", () => {
  it("B7 · are joined by name, and tell who else is there", async () => {
    const [one, two] = await openSockets(2);
    const name = unique("room");
    const first = await joinChannel(one, name);
    const self = {
      user_id: one.player.userId,
      session_id: textAt(first, "self", "session_id"),
      username: one.player.username,
      persistence: true,
    };
    expect(first).toEqual({ id: `2...${name}`, self, room_name: name });
    const second = await joinChannel(two, name, { type: 0 });
    expect(second).toMatchObject({ id: `2...${name}`, presences: [self], room_name: name });
  });

  it("B7 · tell everyone who comes, the newcomer too", async () => {
    const [one, two] = await openSockets(2);
    const name = unique("room");
    await joinChannel(one, name);
    const { self } = Object(await joinChannel(two, name));
    for (const socket of [one, two]) {
      const event = await nextChange(socket, "joins", self.session_id);
      expect(at(event, "channel_presence_event")).toEqual({
        channel_id: `2...${name}`,
        joins: [self],
        room_name: name,
      });
    }
  });

  it("B7 · tell everyone who leaves, but not the one who left", async () => {
    const [one, two] = await openSockets(2);
    const id = await openRoom(one, two);
    const answer = await two.request({ channel_leave: { channel_id: id } });
    expect(Object.keys(Object(answer))).toEqual(["cid"]);
    const event = await one.next(
      (envelope) => listAt(envelope, "channel_presence_event", "leaves").length > 0,
    );
    expect(listAt(event, "channel_presence_event", "leaves")).toMatchObject([{ user_id: two.player.userId }]);
    await two.settle();
    expect(two.unreadOf("channel_presence_event")).toEqual([]);
  });

  it("B7 · a closed socket leaves", async () => {
    const [one, two] = await openSockets(2);
    await openRoom(one, two);
    await two.close();
    const event = await one.next(
      (envelope) => listAt(envelope, "channel_presence_event", "leaves").length > 0,
    );
    expect(listAt(event, "channel_presence_event", "leaves")).toMatchObject([{ user_id: two.player.userId }]);
  });

  it("B7 · joining again lists oneself, keeps the first join's persistence and tells nobody", async () => {
    const socket = await RawSocket.open();
    const id = await openRoom(socket);
    const again = await joinChannel(socket, id.slice(4), { persistence: false });
    expect(listAt(again, "presences")).toMatchObject([{ user_id: socket.player.userId, persistence: true }]);
    expect(at(await say(socket, id, {}), "persistent")).toBe(true);
    expect(socket.unreadOf("channel_presence_event")).toEqual([]);
  });

  it("B7 · hidden ones are in no list and make no events, but hear everything", async () => {
    const [one, hidden] = await openSockets(2);
    const name = unique("room");
    const id = `2...${name}`;
    await joinChannel(hidden, name, { hidden: true });
    const channel = await joinChannel(one, name);
    expect(listAt(channel, "presences")).toEqual([]);
    await nextChange(one, "joins", textAt(channel, "self", "session_id"));
    await say(one, id, { hello: 1 });
    expect(at(await hidden.nextOf("channel_message"), "content")).toBe('{"hello":1}');
    await hidden.request({ channel_leave: { channel_id: id } });
    await one.settle();
    expect(one.unreadOf("channel_presence_event")).toEqual([]);
  });

  it("B7 · refuse names that are empty, too long or have control characters, and other types", async () => {
    const socket = await RawSocket.open();
    const long = "Channel name is required and must be 1-64 chars";
    expect(await errorOf(socket, joining("", 1))).toEqual(target(""));
    expect(await errorOf(socket, joining("x".repeat(65), 1))).toEqual(target(long));
    expect(await errorOf(socket, joining("ü".repeat(33), 1))).toEqual(target(long));
    expect(await errorOf(socket, joining("a\tb", 1))).toEqual(
      target("Channel name must not contain control chars"),
    );
    expect(await errorOf(socket, joining("room", 4))).toEqual(socketError(3, "Invalid channel type"));
    expect(at(await joinChannel(socket, "x".repeat(64)), "room_name")).toBe("x".repeat(64));
  });

  it.each(["", "room", "2..room", "2.x..room", "2...", "5...room", "3.nothing..", "4.a.b.", "3...label"])(
    "B7 · leaving refuses what is no channel's id: %s",
    async (id) => {
      const socket = await RawSocket.open();
      expect(await errorOf(socket, { channel_leave: { channel_id: id } })).toEqual(
        socketError(3, "Invalid channel identifier"),
      );
    },
  );

  it("B7 · leaving where one is not is no error", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { channel_leave: { channel_id: `2...${unique("room")}` } })).toBeUndefined();
  });
});

describe("two players", () => {
  it("B7 · have one channel, whichever joins first", async () => {
    const [one, two] = await openSockets(2);
    const [low, high] = [one.player.userId, two.player.userId].sort();
    const channel = {
      id: `4.${low}.${high}.`,
      user_id_one: low,
      user_id_two: high,
    };
    const direct = { type: ChannelType.direct };
    expect(await joinChannel(one, two.player.userId, direct)).toMatchObject(channel);
    expect(await joinChannel(two, one.player.userId, direct)).toMatchObject({
      ...channel,
      presences: [{ user_id: one.player.userId }],
    });
  });

  it("B7 · the other is told that one wants to chat, once, and not when present", async () => {
    const [one, two] = await openSockets(2);
    const direct = { type: ChannelType.direct };
    await joinChannel(one, two.player.userId, direct);
    await joinChannel(one, two.player.userId, direct);
    expect(at(await two.nextOf("notifications"), "notifications", 0)).toMatchObject({
      subject: `${one.player.username} wants to chat`,
      content: JSON.stringify({ username: one.player.username }),
      code: -1,
      sender_id: one.player.userId,
      persistent: true,
    });
    await joinChannel(two, one.player.userId, direct);
    expect(await codesOf(two.player)).toEqual([-1]);
    expect(await codesOf(one.player)).toEqual([]);
  });

  it("B7 · cannot be joined with nobody, and not with who has blocked one", async () => {
    const [one, two] = await openSockets(2);
    const invalid = target("Invalid user ID in direct message join");
    expect(await errorOf(one, joining("nobody", 2))).toEqual(invalid);
    expect(await errorOf(one, joining("00000000-0000-0000-0000-000000000000", 2))).toEqual(invalid);
    expect(await errorOf(one, joining(crypto.randomUUID(), 2))).toEqual(target("User ID not found"));
    await friendCall("POST", two.player, `ids=${one.player.userId}`, "/block");
    expect(await errorOf(one, joining(two.player.userId, 2))).toEqual(target("User ID not found"));
    expect(await errorOf(two, joining(one.player.userId, 2))).toBeUndefined();
  });

  it("B7 · a block ends their channel without a word", async () => {
    const [one, two] = await openSockets(2);
    const direct = { type: ChannelType.direct };
    const id = textAt(await joinChannel(one, two.player.userId, direct), "id");
    await joinChannel(two, one.player.userId, direct);
    await friendCall("POST", one.player, `ids=${two.player.userId}`, "/block");
    const refused = socketError(3, "Must join channel before sending messages");
    expect(await say(two, id, {})).toEqual(refused);
    expect(await say(one, id, {})).toEqual(refused);
    const leaves = one.unreadOf("channel_presence_event").flatMap((event) => listAt(event, "leaves"));
    expect(leaves).toEqual([]);
  });
});

describe("group chats", () => {
  const group = { type: ChannelType.group };

  it("B7 · are for members", async () => {
    const [owner, stranger] = await openSockets(2);
    const id = await createGroup(owner.player, { open: false });
    expect(await joinChannel(owner, id, group)).toMatchObject({ id: `3.${id}..`, group_id: id });
    const notFound = target("Group not found");
    expect(await errorOf(stranger, joining(id, 3))).toEqual(notFound);
    await joinGroup(id, stranger.player);
    expect(await errorOf(stranger, joining(id, 3))).toEqual(notFound);
    expect(await errorOf(owner, joining(crypto.randomUUID(), 3))).toEqual(notFound);
    expect(await errorOf(owner, joining("nothing", 3))).toEqual(
      target("Invalid group ID in group channel join"),
    );
  });

  it("B7 · hear of all that happens to members, with its code", async () => {
    const [owner, other] = await openSockets(2);
    const id = await createGroup(owner.player);
    await joinChannel(owner, id, group);
    const next = async (): Promise<unknown> => owner.nextOf("channel_message");
    const about = (code: number): unknown => ({
      channel_id: `3.${id}..`,
      message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      code,
      sender_id: other.player.userId,
      username: other.player.username,
      content: "{}",
      create_time: expect.any(String),
      update_time: expect.any(String),
      persistent: true,
      group_id: id,
    });
    await joinGroup(id, other.player);
    expect(await next()).toEqual(about(3));
    await groupCall("POST", other.player, `/${id}/leave`, {});
    expect(await next()).toEqual(about(5));
    await manage(owner.player, id, "add", other.player);
    expect(await next()).toEqual(about(4));
    await manage(owner.player, id, "promote", other.player);
    expect(await next()).toEqual(about(7));
    await manage(owner.player, id, "demote", other.player);
    expect(await next()).toEqual(about(9));
    await manage(owner.player, id, "kick", other.player);
    expect(await next()).toEqual(about(6));
    await joinGroup(id, other.player);
    expect(await next()).toEqual(about(3));
    await manage(owner.player, id, "ban", other.player);
    expect(await next()).toEqual(about(8));
  });

  it("B7 · are left with the group: by leaving, a kick or its end", async () => {
    const [owner, leaving, kicked] = await openSockets(3);
    const id = await createGroup(owner.player);
    await joinGroup(id, leaving.player, kicked.player);
    for (const socket of [owner, leaving, kicked]) await joinChannel(socket, id, group);
    await groupCall("POST", leaving.player, `/${id}/leave`, {});
    await manage(owner.player, id, "kick", kicked.player);
    const refused = socketError(3, "Must join channel before sending messages");
    for (const socket of [leaving, kicked]) expect(await say(socket, `3.${id}..`, {})).toEqual(refused);
    const left = async (socket: RawSocket): Promise<unknown> =>
      owner.next((envelope) =>
        listAt(envelope, "channel_presence_event", "leaves").some(
          (one) => at(one, "user_id") === socket.player.userId,
        ),
      );
    expect(await left(leaving)).toMatchObject({ channel_presence_event: { group_id: id } });
    await left(kicked);
    await groupCall("DELETE", owner.player, `/${id}`);
    expect(await say(owner, `3.${id}..`, {})).toEqual(refused);
  });
});
