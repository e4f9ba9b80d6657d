import type { SocketEvents } from "@nakodo/session";
import { NotificationCode, pages } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { newPlayer } from "../session/players.js";
import { EventLog } from "./event-log.js";

it("B8 · come live over the socket, and wait for those who were away", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await a.connect();
  const live = EventLog.of<SocketEvents, "notifications">(a.socket, "notifications");
  await b.api.addFriends([a.session?.userId ?? ""]);
  const [told] = (await live.first()).notifications;
  expect(told).toMatchObject({
    code: NotificationCode.friendRequest,
    sender_id: b.session?.userId,
    persistent: true,
  });
  const { notifications } = await a.api.listNotifications();
  expect(notifications?.map((one) => one.id)).toEqual([told?.id]);
});

it("B8 · are listed from where the last list ended, and deleted", async () => {
  const a = await newPlayer();
  for (let count = 0; count < 3; count += 1) {
    await (await newPlayer()).api.addFriends([a.session?.userId ?? ""]);
  }
  const ids: (string | undefined)[] = [];
  const walk = pages(
    (cursor) => a.api.listNotifications(2, cursor),
    (page) => page.notifications,
    (page) => page.cacheable_cursor,
  );
  for await (const one of walk) ids.push(one.id);
  expect(new Set(ids).size).toBe(3);
  const { cacheable_cursor: cursor } = await a.api.listNotifications();
  expect((await a.api.listNotifications(10, cursor)).notifications).toEqual([]);
  await a.api.deleteNotifications(ids.filter((id) => id !== undefined));
  expect((await a.api.listNotifications()).notifications).toEqual([]);
});
