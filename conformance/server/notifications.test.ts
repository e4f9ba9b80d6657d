import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { befriend } from "../raw/friends.js";
import { at, listAt, textAt } from "../raw/json.js";
import { codesOf, notificationsOf } from "../raw/notifications.js";
import { type Player, signIn } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

const list = ({ authorization }: Player, query = ""): Promise<unknown> =>
  outcome("GET", `/v2/notification?${query}`, { authorization });

/** A player with this many invitations, and who sent them, in order. */
async function invited(count: number): Promise<{ readonly player: Player; readonly senders: string[] }> {
  const player = await signIn();
  const senders: string[] = [];
  for (let sent = 0; sent < count; sent++) {
    const sender = await signIn();
    await befriend(sender, player);
    senders.push(sender.userId);
  }
  return { player, senders };
}

const sendersIn = (answer: unknown): unknown[] =>
  listAt(answer, "json", "notifications").map((one) => at(one, "sender_id"));

describe("listing notifications", () => {
  it("B8 · is oldest first, one unless more are asked for", async () => {
    const { player, senders } = await invited(3);
    expect(sendersIn(await list(player))).toEqual(senders.slice(0, 1));
    expect(sendersIn(await list(player, "limit=100"))).toEqual(senders);
  });

  it("B8 · gives everything about one, its time in whole seconds", async () => {
    const { player, senders } = await invited(1);
    expect(await notificationsOf(player)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        subject: expect.stringMatching(/ wants to add you as a friend$/),
        content: expect.stringMatching(/^\{"username": "[A-Za-z]{10}"\}$/),
        code: -2,
        sender_id: senders[0],
        create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        persistent: true,
      },
    ]);
  });

  it("B8 · the cursor always comes, goes on from the last one and can be kept", async () => {
    const { player, senders } = await invited(3);
    const first = await list(player, "limit=2");
    const cursor = textAt(first, "json", "cacheable_cursor");
    const second = await list(player, `limit=2&cacheable_cursor=${cursor}`);
    expect(sendersIn(second)).toEqual(senders.slice(2));
    const end = textAt(second, "json", "cacheable_cursor");
    const beyond = await list(player, `cacheable_cursor=${end}`);
    expect(beyond).toEqual({ status: 200, json: { cacheable_cursor: end } });
    const late = await signIn();
    await befriend(late, player);
    expect(sendersIn(await list(player, `cacheable_cursor=${end}`))).toEqual([late.userId]);
  });

  it("B8 · when there are none the cursor stands for the beginning", async () => {
    const player = await signIn();
    const none = await list(player);
    expect(sendersIn(none)).toEqual([]);
    const sender = await signIn();
    await befriend(sender, player);
    const cursor = textAt(none, "json", "cacheable_cursor");
    expect(sendersIn(await list(player, `cacheable_cursor=${cursor}`))).toEqual([sender.userId]);
  });

  it("B8 · refuses limits out of range and cursors that are none", async () => {
    const player = await signIn();
    const limit = refusal(400, 3, "Invalid limit - limit must be between 1 and 100.");
    expect(await list(player, "limit=0")).toEqual(limit);
    expect(await list(player, "limit=101")).toEqual(limit);
    expect(await list(player, "cacheable_cursor=rubbish")).toEqual(
      refusal(500, 13, "Error retrieving notifications."),
    );
  });
});

describe("deleting notifications", () => {
  const remove = ({ authorization }: Player, ...ids: readonly string[]): Promise<unknown> =>
    outcome("DELETE", `/v2/notification?${ids.map((id) => `ids=${id}`).join("&")}`, { authorization });
  const DONE = { status: 200, json: {} };

  it("B8 · takes those that are named, and unknown ones are no error", async () => {
    const { player, senders } = await invited(3);
    const ids = (await notificationsOf(player)).map((one) => textAt(one, "id"));
    expect(await remove(player, ids[0] ?? "", ids[2] ?? "", crypto.randomUUID())).toEqual(DONE);
    expect(sendersIn(await list(player, "limit=100"))).toEqual(senders.slice(1, 2));
    expect(await remove(player)).toEqual(DONE);
  });

  it("B8 · leaves what belongs to others", async () => {
    const { player } = await invited(1);
    const id = textAt((await notificationsOf(player))[0], "id");
    expect(await remove(await signIn(), id)).toEqual(DONE);
    expect(await codesOf(player)).toEqual([-2]);
  });

  it("B8 · an id that is none is an error of the database", async () => {
    expect(await remove(await signIn(), "nothing")).toEqual(
      refusal(500, 13, "Error while deleting notifications."),
    );
  });

  it("B8 · the cursor survives the deletion of what it stood on", async () => {
    const { player, senders } = await invited(2);
    const first = await list(player);
    await remove(player, textAt(first, "json", "notifications", 0, "id"));
    const cursor = textAt(first, "json", "cacheable_cursor");
    expect(sendersIn(await list(player, `cacheable_cursor=${cursor}`))).toEqual(senders.slice(1));
  });
});

describe("live notifications", () => {
  it("B8 · reach every socket of the player, and stay to be listed", async () => {
    const player = await signIn();
    const sockets = [await RawSocket.open(player), await RawSocket.open(player)];
    const sender = await signIn();
    await befriend(sender, player);
    const seen = await Promise.all(sockets.map((socket) => socket.nextOf("notifications")));
    expect(seen[0]).toEqual(seen[1]);
    expect(listAt(seen[0], "notifications")).toEqual([
      {
        id: textAt((await notificationsOf(player))[0], "id"),
        subject: `${sender.username} wants to add you as a friend`,
        content: `{"username":"${sender.username}"}`,
        code: -2,
        sender_id: sender.userId,
        create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        persistent: true,
      },
    ]);
  });

  it("B8 · of one who changed the name meanwhile carry the name of the token", async () => {
    const [sender, player] = [await signIn(), await signIn()];
    const { authorization } = sender;
    const body = { username: `renamed${sender.userId}` };
    expect(await call("PUT", "/v2/account", { authorization, body })).toMatchObject({ status: 200 });
    await befriend(sender, player);
    expect(await notificationsOf(player)).toMatchObject([
      { subject: `${sender.username} wants to add you as a friend` },
    ]);
  });
});
