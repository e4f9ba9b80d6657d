import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { signIn, unique } from "../raw/player.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const ACKNOWLEDGED = { cid: expect.any(String) };

function online(): Promise<RawSocket> {
  return RawSocket.open(undefined, { query: { status: "true" } });
}

/** Follows players by id and returns the statuses in the answer. */
async function follow(socket: RawSocket, ...whom: readonly RawSocket[]): Promise<readonly unknown[]> {
  const answer = await socket.request({
    status_follow: { user_ids: whom.map((one) => one.player.userId) },
  });
  return listAt(answer, "status", "presences");
}

/** Waits for an event in which a player comes or goes. */
function nextChange(socket: RawSocket, kind: "joins" | "leaves", who: RawSocket): Promise<unknown> {
  return socket.next((one) =>
    listAt(one, "status_presence_event", kind).some((it) => at(it, "user_id") === who.player.userId),
  );
}

function setStatus(socket: RawSocket, status: string): Promise<unknown> {
  return socket.request({ status_update: { status } });
}

function presence(socket: RawSocket, status: string): unknown {
  const { userId, username } = socket.player;
  return { user_id: userId, username, session_id: expect.any(String), status };
}

describe("one's own status", () => {
  it("B5 · a socket that asks for it is online at once, with the empty status, and hears of itself", async () => {
    const socket = await online();
    const event = at(await nextChange(socket, "joins", socket), "status_presence_event");
    expect(event).toEqual({ joins: [presence(socket, "")] });
  });

  it("B5 · is acknowledged; a change is one event in which the old goes and the new comes", async () => {
    const socket = await RawSocket.open();
    expect(await setStatus(socket, "in the lobby")).toEqual(ACKNOWLEDGED);
    expect(at(await nextChange(socket, "joins", socket), "status_presence_event")).toEqual({
      joins: [presence(socket, "in the lobby")],
    });
    await setStatus(socket, "");
    expect(at(await nextChange(socket, "joins", socket), "status_presence_event")).toEqual({
      joins: [presence(socket, "")],
      leaves: [presence(socket, "in the lobby")],
    });
  });

  it("B5 · the same again is told again", async () => {
    const socket = await RawSocket.open();
    await setStatus(socket, "here");
    await nextChange(socket, "joins", socket);
    await setStatus(socket, "here");
    const event = at(await nextChange(socket, "joins", socket), "status_presence_event");
    expect(event).toEqual({ joins: [presence(socket, "here")], leaves: [presence(socket, "here")] });
  });

  it("B5 · without one, a player goes offline; once more is acknowledged too", async () => {
    const socket = await online();
    await nextChange(socket, "joins", socket);
    expect(await socket.request({ status_update: {} })).toEqual(ACKNOWLEDGED);
    expect(at(await nextChange(socket, "leaves", socket), "status_presence_event")).toEqual({
      leaves: [presence(socket, "")],
    });
    expect(await socket.request({ status_update: {} })).toEqual(ACKNOWLEDGED);
  });

  it("B5 · may be 2048 bytes long and no longer", async () => {
    const socket = await RawSocket.open();
    expect(await setStatus(socket, "é".repeat(1024))).toEqual(ACKNOWLEDGED);
    expect(await errorOf(socket, { status_update: { status: `${"é".repeat(1024)}x` } })).toEqual(
      socketError(3, "Status must be 2048 characters or less"),
    );
  });

  it("B5 · is what makes a user online", async () => {
    const socket = await RawSocket.open();
    const isOnline = async (): Promise<unknown> => {
      const { userId, authorization } = socket.player;
      const { json } = await call("GET", `/v2/user?ids=${userId}`, { authorization });
      return at(json, "users", 0, "online");
    };
    expect(await isOnline()).toBeUndefined();
    await setStatus(socket, "");
    await nextChange(socket, "joins", socket);
    expect(await isOnline()).toBe(true);
    await socket.request({ status_update: {} });
    await nextChange(socket, "leaves", socket);
    expect(await isOnline()).toBeUndefined();
  });
});

describe("following", () => {
  it("B5 · answers with the statuses of those online, and tells of changes, coming and going", async () => {
    const follower = await RawSocket.open();
    const [present, absent] = [await online(), await RawSocket.open()];
    expect(await follow(follower, present, absent)).toEqual([presence(present, "")]);
    await setStatus(present, "busy");
    expect(at(await nextChange(follower, "joins", present), "status_presence_event")).toEqual({
      joins: [presence(present, "busy")],
      leaves: [presence(present, "")],
    });
    await setStatus(absent, "back");
    expect(at(await nextChange(follower, "joins", absent), "status_presence_event")).toEqual({
      joins: [presence(absent, "back")],
    });
    await absent.close();
    expect(at(await nextChange(follower, "leaves", absent), "status_presence_event")).toEqual({
      leaves: [presence(absent, "back")],
    });
  });

  it("B5 · by name is the same, and a player named in both ways is one", async () => {
    const [follower, present] = [await RawSocket.open(), await online()];
    const answer = await follower.request({
      status_follow: { user_ids: [present.player.userId], usernames: [present.player.username] },
    });
    expect(listAt(answer, "status", "presences")).toEqual([presence(present, "")]);
    await setStatus(present, "seen");
    await nextChange(follower, "joins", present);
  });

  it("B5 · each socket of a player is a presence of its own", async () => {
    const player = await signIn();
    const query = { status: "true" };
    const [one, two] = [await RawSocket.open(player, { query }), await RawSocket.open(player, { query })];
    const follower = await RawSocket.open();
    const statuses = await follow(follower, one);
    expect(statuses).toHaveLength(2);
    expect(new Set(statuses.map((it) => textAt(it, "session_id"))).size).toBe(2);
    await setStatus(two, "two");
    await nextChange(one, "leaves", two);
  });

  it("B5 · of nobody, of oneself, of the unknown and of the system is an answer without statuses", async () => {
    const socket = await online();
    const empty = { ...ACKNOWLEDGED, status: {} };
    const { userId, username } = socket.player;
    const nil = "00000000-0000-0000-0000-000000000000";
    expect(await socket.request({ status_follow: {} })).toEqual(empty);
    expect(await socket.request({ status_follow: { user_ids: [userId, nil] } })).toEqual(empty);
    expect(await socket.request({ status_follow: { usernames: [username] } })).toEqual(empty);
    expect(
      await socket.request({ status_follow: { user_ids: [randomUUID()], usernames: [unique("nobody")] } }),
    ).toEqual(empty);
  });

  it("B5 · of an id that is none, or of an empty name, is refused, and nobody is followed", async () => {
    const [socket, other] = await openSockets(2);
    const { userId } = other.player;
    expect(await errorOf(socket, { status_follow: { user_ids: [userId, "nonsense"] } })).toEqual(
      socketError(3, "Invalid user identifier"),
    );
    expect(await errorOf(socket, { status_follow: { user_ids: [userId], usernames: [""] } })).toEqual(
      socketError(3, "Invalid username"),
    );
    await setStatus(other, "unseen");
    await nextChange(other, "joins", other);
    await socket.settle();
    expect(socket.unreadOf("status_presence_event")).toEqual([]);
  });
});

describe("following no longer", () => {
  it("B5 · is acknowledged and ends the events", async () => {
    const [follower, other] = await openSockets(2);
    await follow(follower, other);
    expect(await follower.request({ status_unfollow: { user_ids: [other.player.userId] } })).toEqual(
      ACKNOWLEDGED,
    );
    await setStatus(other, "unseen");
    await nextChange(other, "joins", other);
    await follower.settle();
    expect(follower.unreadOf("status_presence_event")).toEqual([]);
  });

  it("B5 · of nobody and of the unknown is acknowledged, of oneself changes nothing", async () => {
    const socket = await RawSocket.open();
    const unfollow = (...user_ids: readonly string[]): Promise<unknown> =>
      socket.request({ status_unfollow: { user_ids } });
    expect(await unfollow()).toEqual(ACKNOWLEDGED);
    expect(await unfollow(randomUUID(), socket.player.userId)).toEqual(ACKNOWLEDGED);
    await setStatus(socket, "still heard");
    await nextChange(socket, "joins", socket);
  });

  it("B5 · of an id that is none is refused", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { status_unfollow: { user_ids: ["nonsense"] } })).toEqual(
      socketError(3, "Invalid user identifier"),
    );
  });
});
