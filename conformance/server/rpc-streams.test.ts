import { describe, expect, it } from "vitest";
import { at, listAt } from "../raw/json.js";
import { unique } from "../raw/player.js";
import { callOnSocket } from "../raw/rpc.js";
import { openSockets } from "../raw/socket.js";

describe("a stream that a module makes", () => {
  it("B3 · tells those in it who comes and goes, and what it is sent", async () => {
    const [one, two] = await openSockets(2);
    const label = unique("stream");
    const stream = { mode: 20, label };
    await callOnSocket(one, "stream_join", { label });
    const first = await one.nextOf("stream_presence_event");
    expect(first).toEqual({
      stream,
      joins: [{ user_id: one.player.userId, session_id: expect.any(String), username: one.player.username }],
    });
    await callOnSocket(two, "stream_join", { label });
    const second = await one.nextOf("stream_presence_event");
    expect(listAt(second, "joins")).toMatchObject([{ user_id: two.player.userId }]);
    await callOnSocket(one, "stream_send", { label, data: "hello" });
    for (const socket of [one, two]) {
      expect(await socket.nextOf("stream_data")).toEqual({ stream, data: "hello", reliable: true });
    }
    await callOnSocket(two, "stream_leave", { label });
    const third = await one.nextOf("stream_presence_event");
    expect(third).toMatchObject({ stream, leaves: [{ user_id: two.player.userId }] });
    expect(at(third, "joins")).toBeUndefined();
    await callOnSocket(one, "stream_send", { label, data: "alone" });
    expect(at(await one.nextOf("stream_data"), "data")).toBe("alone");
    await two.settle();
    expect(two.unreadOf("stream_data")).toEqual([]);
  });
});
