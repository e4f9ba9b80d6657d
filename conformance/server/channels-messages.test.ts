import { describe, expect, it } from "vitest";
import { call, refusal } from "../raw/api.js";
import { ChannelType, contentsIn, history, joinChannel, openRoom, say } from "../raw/channels.js";
import { createGroup, joinGroup } from "../raw/groups.js";
import { at, listAt, textAt } from "../raw/json.js";
import { signIn, unique } from "../raw/player.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe("saying something", () => {
  it("B7 · reaches everyone in the channel, the sender too and before the answer", async () => {
    const [one, two] = await openSockets(2);
    const id = await openRoom(one, two);
    const ack = {
      channel_id: id,
      message_id: ID,
      code: 0,
      username: one.player.username,
      create_time: TIME,
      update_time: TIME,
      persistent: true,
      room_name: id.slice(4),
    };
    one.send({ cid: "say", channel_message_send: { channel_id: id, content: '{"b":1,"a":2}' } });
    const first = await one.next(
      (envelope) => at(envelope, "channel_message") !== undefined || at(envelope, "cid") === "say",
    );
    const message = at(first, "channel_message");
    expect(message).toEqual({ ...ack, sender_id: one.player.userId, content: '{"b":1,"a":2}' });
    expect(await one.nextOf("channel_message_ack")).toEqual({
      ...ack,
      message_id: textAt(message, "message_id"),
    });
    expect(await two.nextOf("channel_message")).toEqual(message);
  });

  it("B7 · names the two players, or the group, that it is for", async () => {
    const [one, two] = await openSockets(2);
    const direct = await joinChannel(one, two.player.userId, { type: ChannelType.direct });
    const [low, high] = [one.player.userId, two.player.userId].sort();
    expect(await say(one, textAt(direct, "id"), {})).toMatchObject({ user_id_one: low, user_id_two: high });
    const groupId = await createGroup(one.player);
    await joinChannel(one, groupId, { type: ChannelType.group });
    expect(await say(one, `3.${groupId}..`, {})).toMatchObject({ group_id: groupId });
  });

  it.each(["", "hello", "[]", '"hello"', "{"])("B7 · refuses what is no JSON object: %s", async (content) => {
    const socket = await RawSocket.open();
    const id = await openRoom(socket);
    expect(await errorOf(socket, { channel_message_send: { channel_id: id, content } })).toEqual(
      socketError(3, "Message content must be a valid JSON object"),
    );
  });

  it("B7 · refuses channels that are none or not joined, and what no database keeps", async () => {
    const socket = await RawSocket.open();
    const id = await openRoom(socket);
    expect(await say(socket, "room", {})).toEqual(socketError(3, "Invalid channel identifier"));
    expect(await say(socket, `2...${unique("room")}`, {})).toEqual(
      socketError(3, "Must join channel before sending messages"),
    );
    expect(await say(socket, id, { zero: "\0" })).toEqual(
      socketError(0, "Could not persist message to channel history"),
    );
  });

  it("B7 · without persistence is heard and not kept", async () => {
    const [one, two] = await openSockets(2);
    const name = unique("room");
    await joinChannel(one, name, { persistence: false });
    await joinChannel(two, name);
    expect(at(await say(one, `2...${name}`, { secret: 1 }), "persistent")).toBe(false);
    expect(await two.nextOf("channel_message")).toMatchObject({ content: '{"secret":1}', persistent: false });
    expect(await history(one.player, `2...${name}`)).toEqual({ status: 200, json: {} });
  });
});

describe("correcting and taking back", () => {
  it("B7 · a correction is told with code 1 and changes the history", async () => {
    const [one, two] = await openSockets(2);
    const id = await openRoom(one, two);
    const message_id = textAt(await say(one, id, { text: "helo" }), "message_id");
    const original = await two.nextOf("channel_message");
    const answer = await one.request({
      channel_message_update: { channel_id: id, message_id, content: '{"text":"hello"}' },
    });
    expect(at(answer, "channel_message_ack")).toMatchObject({ channel_id: id, message_id, code: 1 });
    const corrected = await two.nextOf("channel_message");
    expect(corrected).toMatchObject({ message_id, code: 1, content: '{"text":"hello"}', persistent: true });
    const kept = await history(two.player, id, "limit=100");
    expect(contentsIn(kept)).toEqual(['{"text": "hello"}']);
    expect(at(kept, "json", "messages", 0, "code")).toBe(0);
    const atMs = (message: unknown): number => Date.parse(textAt(message, "create_time"));
    expect(atMs(corrected)).toBe(atMs(original));
  });

  it("B7 · taking back is told with code 2 and empties the history", async () => {
    const [one, two] = await openSockets(2);
    const id = await openRoom(one, two);
    const message_id = textAt(await say(one, id, { text: "oops" }), "message_id");
    await two.nextOf("channel_message");
    const answer = await one.request({ channel_message_remove: { channel_id: id, message_id } });
    expect(at(answer, "channel_message_ack")).toMatchObject({ channel_id: id, message_id, code: 2 });
    expect(await two.nextOf("channel_message")).toMatchObject({ message_id, code: 2, content: "{}" });
    expect(await history(two.player, id)).toEqual({ status: 200, json: {} });
  });

  it("B7 · only what one has said oneself", async () => {
    const [one, two] = await openSockets(2);
    const id = await openRoom(one, two);
    const message_id = textAt(await say(one, id, {}), "message_id");
    const update = (id2: string): Readonly<Record<string, unknown>> => ({
      channel_message_update: { channel_id: id, message_id: id2, content: "{}" },
    });
    const remove = (id2: string): Readonly<Record<string, unknown>> => ({
      channel_message_remove: { channel_id: id, message_id: id2 },
    });
    for (const other of [message_id, crypto.randomUUID()]) {
      expect(await errorOf(two, update(other))).toEqual(
        socketError(3, "Could not find message to update in channel history"),
      );
      expect(await errorOf(two, remove(other))).toEqual(
        socketError(3, "Could not find message to remove in channel history"),
      );
    }
    expect(contentsIn(await history(one.player, id))).toEqual(["{}"]);
  });

  it("B7 · without persistence nothing is looked up", async () => {
    const [one, two] = await openSockets(2);
    const name = unique("room");
    const channel_id = `2...${name}`;
    await joinChannel(two, name);
    await joinChannel(one, name, { persistence: false });
    const message_id = crypto.randomUUID();
    await one.request({ channel_message_update: { channel_id, message_id, content: '{"a":1}' } });
    expect(await two.nextOf("channel_message")).toMatchObject({ message_id, code: 1, content: '{"a":1}' });
    await one.request({ channel_message_remove: { channel_id, message_id } });
    expect(await two.nextOf("channel_message")).toMatchObject({ message_id, code: 2, persistent: false });
  });

  it("B7 · refuses ids that are none, channels not joined and content that is no object", async () => {
    const socket = await RawSocket.open();
    const id = await openRoom(socket);
    const other = `2...${unique("room")}`;
    const ask = (kind: string, fields: Readonly<Record<string, unknown>>): Promise<unknown> =>
      errorOf(socket, {
        [kind]: {
          channel_id: id,
          message_id: crypto.randomUUID(),
          ...(kind.endsWith("update") ? { content: "{}" } : {}),
          ...fields,
        },
      });
    for (const kind of ["channel_message_update", "channel_message_remove"]) {
      expect(await ask(kind, { message_id: "x" })).toEqual(socketError(3, "Invalid message identifier"));
      expect(await ask(kind, { channel_id: "x" })).toEqual(socketError(3, "Invalid channel identifier"));
      const doing = kind.endsWith("update") ? "updating" : "removing";
      expect(await ask(kind, { channel_id: other })).toEqual(
        socketError(3, `Must join channel before ${doing} messages`),
      );
    }
    expect(await ask("channel_message_update", { content: "x" })).toEqual(
      socketError(3, "Message content must be a valid JSON object"),
    );
  });
});

describe("history", () => {
  /** A room in which the numbers from 1 have been said. */
  async function counted(count: number): Promise<{ readonly id: string; readonly socket: RawSocket }> {
    const socket = await RawSocket.open();
    const id = await openRoom(socket);
    for (let number = 1; number <= count; number++) await say(socket, id, { number });
    return { id, socket };
  }

  const numbersIn = (answer: unknown): number[] =>
    contentsIn(answer).map((content) => Number(at(JSON.parse(String(content)), "number")));
  const cursorIn = (answer: unknown, name: string): string =>
    encodeURIComponent(textAt(answer, "json", `${name}_cursor`));

  it("B7 · gives everything about a message, one unless more are asked for", async () => {
    const { id, socket } = await counted(2);
    expect(await history(await signIn(), id)).toMatchObject({
      status: 200,
      json: {
        messages: [
          {
            channel_id: id,
            message_id: ID,
            code: 0,
            sender_id: socket.player.userId,
            username: socket.player.username,
            content: '{"number": 1}',
            create_time: TIME,
            update_time: TIME,
            persistent: true,
            room_name: id.slice(4),
          },
        ],
        next_cursor: expect.any(String),
        cacheable_cursor: expect.any(String),
      },
    });
  });

  it("B7 · goes forward and back with cursors", async () => {
    const { id, socket } = await counted(5);
    const read = (query: string): Promise<unknown> => history(socket.player, id, `limit=2&${query}`);
    const first = await read("");
    expect([numbersIn(first), at(first, "json", "prev_cursor")]).toEqual([[1, 2], undefined]);
    const second = await read(`cursor=${cursorIn(first, "next")}`);
    expect(numbersIn(second)).toEqual([3, 4]);
    const third = await read(`cursor=${cursorIn(second, "next")}`);
    expect([numbersIn(third), at(third, "json", "next_cursor")]).toEqual([[5], undefined]);
    const back = await read(`cursor=${cursorIn(third, "prev")}`);
    expect(numbersIn(back)).toEqual([3, 4]);
    const start = await read(`cursor=${cursorIn(back, "prev")}`);
    expect([numbersIn(start), at(start, "json", "prev_cursor")]).toEqual([[1, 2], undefined]);
    expect(numbersIn(await read(`cursor=${cursorIn(start, "next")}`))).toEqual([3, 4]);
  });

  it("B7 · goes from the youngest to the oldest, and back", async () => {
    const { id, socket } = await counted(3);
    const read = (query: string): Promise<unknown> =>
      history(socket.player, id, `forward=false&limit=2&${query}`);
    const first = await read("");
    expect(numbersIn(first)).toEqual([3, 2]);
    const second = await read(`cursor=${cursorIn(first, "next")}`);
    expect([numbersIn(second), at(second, "json", "next_cursor")]).toEqual([[1], undefined]);
    expect(numbersIn(await read(`cursor=${cursorIn(second, "prev")}`))).toEqual([3, 2]);
  });

  it("B7 · the cursor to be kept leads to what is said later", async () => {
    const { id, socket } = await counted(2);
    const all = await history(socket.player, id, "limit=100");
    const kept = cursorIn(all, "cacheable");
    const none = await history(socket.player, id, `limit=100&cursor=${kept}`);
    expect([numbersIn(none), cursorIn(none, "cacheable")]).toEqual([[], kept]);
    await say(socket, id, { number: 3 });
    expect(numbersIn(await history(socket.player, id, `limit=100&cursor=${kept}`))).toEqual([3]);
  });

  it("B7 · a cursor is good for its channel and direction only", async () => {
    const [one, two] = [await counted(2), await counted(2)];
    const { player } = one.socket;
    const cursor = cursorIn(await history(player, one.id), "next");
    const invalid = refusal(400, 3, "Cursor is invalid or expired.");
    expect(await history(player, two.id, `cursor=${cursor}`)).toEqual(invalid);
    expect(await history(player, one.id, `forward=false&cursor=${cursor}`)).toEqual(invalid);
    expect(await history(player, one.id, "cursor=rubbish")).toEqual(invalid);
  });

  it("B7 · of groups is for members, and holds what happened to them", async () => {
    const [owner, member, stranger] = [await signIn(), await signIn(), await signIn()];
    const id = await createGroup(owner);
    await joinGroup(id, member);
    expect(await history(member, `3.${id}..`)).toMatchObject({
      json: { messages: [{ code: 3, sender_id: member.userId, content: "{}", group_id: id }] },
    });
    const notFound = refusal(400, 3, "Group not found.");
    expect(await history(stranger, `3.${id}..`)).toEqual(notFound);
    expect(await history(stranger, `3.${crypto.randomUUID()}..`)).toEqual(notFound);
  });

  it("B7 · of two players is for the two", async () => {
    const [one, two, stranger] = await openSockets(3);
    const channel = await joinChannel(one, two.player.userId, { type: ChannelType.direct });
    const id = textAt(channel, "id");
    await say(one, id, { hello: "you" });
    expect(contentsIn(await history(two.player, id))).toEqual(['{"hello": "you"}']);
    expect(await history(stranger.player, id)).toEqual(refusal(400, 3, "Channel not found."));
  });

  it("B7 · loses what a deleted account has said", async () => {
    const { id, socket } = await counted(2);
    const { authorization } = socket.player;
    await call("DELETE", "/v2/account", { authorization });
    expect(listAt(await history(await signIn(), id), "json", "messages")).toEqual([]);
  });

  it("B7 · refuses limits out of range and ids that are none", async () => {
    const player = await signIn();
    const limit = refusal(400, 3, "Invalid limit - limit must be between 1 and 100.");
    expect(await history(player, "2...room", "limit=0")).toEqual(limit);
    expect(await history(player, "2...room", "limit=101")).toEqual(limit);
    expect(await history(player, "room")).toEqual(refusal(400, 3, "Invalid channel ID."));
  });
});
