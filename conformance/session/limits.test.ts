import { randomBytes, randomUUID } from "node:crypto";
import { custom, device, email } from "@nakodo/session";
import { chat, parties, status } from "@nakodo/session/services";
import { describe, expect, inject, it } from "vitest";
import { makeOnline, newName, newPlayer } from "./players.js";

const letters = (count: number): string => randomBytes(count).toString("hex").slice(0, count);

/** What takes `length` bytes, letters or items; which of the two lengths passes is the test's. */
type Attempt = (length: number) => Promise<unknown>;

const signIns: readonly [string, number, number, Attempt][] = [
  [
    "a device's id of at most 128 bytes",
    128,
    129,
    (n) => makeOnline().authenticate(device({ id: letters(n) })),
  ],
  ["a device's id of at least 10 bytes", 10, 9, (n) => makeOnline().authenticate(device({ id: letters(n) }))],
  [
    "a custom id of at most 128 bytes",
    128,
    129,
    (n) => makeOnline().authenticate(custom({ id: letters(n) })),
  ],
  ["a custom id of at least 6 bytes", 6, 5, (n) => makeOnline().authenticate(custom({ id: letters(n) }))],
  [
    "a user name of at most 128 bytes",
    128,
    129,
    (n) => makeOnline().authenticate(device({ id: letters(20), username: letters(n) })),
  ],
  [
    "a password of at least 8 letters",
    8,
    7,
    (n) =>
      makeOnline().authenticate(
        email({ email: `${randomUUID()}@example.com`, password: letters(n), create: true }),
      ),
  ],
  [
    "an e-mail address of at most 255 bytes",
    255,
    256,
    (n) =>
      makeOnline().authenticate(
        email({ email: `${letters(n - 12)}@example.com`, password: "correct horse", create: true }),
      ),
  ],
];

describe("signing in", () => {
  it.each(signIns)("A2 · takes %s, and not one more or fewer", async (_, passes, fails, attempt) => {
    await attempt(passes);
    await expect(attempt(fails)).rejects.toMatchObject({ code: "invalid-argument", httpStatus: 400 });
  });
});

const calls: readonly [string, string, number, number, (n: number) => Promise<Attempt>][] = [
  [
    "B5 · a status",
    "2048 bytes",
    2048,
    2049,
    async () => {
      const mine = status((await newPlayer()).socket);
      return (n) => mine.update(letters(n));
    },
  ],
  [
    "B7 · a room's name",
    "64 bytes",
    64,
    65,
    async () => {
      const talk = chat((await newPlayer()).socket);
      return (n) => talk.joinRoom(letters(n));
    },
  ],
  [
    "B11 · a party's size",
    "256 members",
    256,
    257,
    async () => {
      const mine = parties((await newPlayer()).socket);
      return (n) => mine.create({ maxSize: n });
    },
  ],
  [
    "B11 · a party's label",
    "2048 bytes",
    2048,
    2049,
    async () => {
      const mine = parties((await newPlayer()).socket);
      return (n) => mine.create({ maxSize: 4, label: JSON.stringify({ a: letters(n - 8) }) });
    },
  ],
  [
    "A11 · a page",
    "100 items",
    100,
    101,
    async () => {
      const { api } = await newPlayer();
      return (n) => api.listStorageObjects(newName("things"), undefined, n);
    },
  ],
];

describe("calls", () => {
  it.each(calls)("%s takes %s, and not one more", async (_, __, passes, fails, prepare) => {
    const attempt = await prepare(passes);
    await attempt(passes);
    await expect(attempt(fails)).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("B3 · an HTTP body takes 262,144 bytes, and not one more", async () => {
    const { api } = await newPlayer();
    // Sent as a text of JSON: the two quotes count.
    const payload = "x".repeat(262_144 - 2);
    expect((await api.rpc("echo", payload)).payload).toBe(payload);
    await expect(api.rpc("echo", `${payload}x`)).rejects.toMatchObject({
      name: "NakodoError",
      httpStatus: 400,
      serverMessage: expect.stringContaining("request body too large"),
    });
  });

  it("A9 · a message of the socket takes 4,096 bytes, and one more is refused here before the server ends the socket", async () => {
    const online = await newPlayer();
    const size = (length: number) => ({ id: "echo", payload: "x".repeat(length) });
    const overhead =
      inject("format") === "binary"
        ? 4096 - (await longestPayload(online, size))
        : JSON.stringify({ cid: "1", rpc: size(0) }).length;
    const { body } = await online.socket.request("rpc", size(4096 - overhead));
    expect(String(body["payload"])).toHaveLength(4096 - overhead);
    await expect(online.socket.request("rpc", size(4096 - overhead + 1))).rejects.toMatchObject({
      code: "message-too-large",
    });
    expect(online.socket.state).toBe("connected");
    await online.socket.request("ping", {});
  });
});

type Player = Awaited<ReturnType<typeof newPlayer>>;

/** Most letters that a call over the socket takes, as the error at one too many tells. */
async function longestPayload(online: Player, size: (length: number) => object): Promise<number> {
  const tooLong = await online.socket.request("rpc", { ...size(5000) }).catch((error: Error) => error);
  const bytes = Number(/message of (\d+) bytes/.exec(String(tooLong))?.[1]);
  return 5000 - (bytes - 4096);
}
