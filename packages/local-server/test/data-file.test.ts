import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LocalServerOptions, type ServerModule, VirtualClock } from "../src/index.js";
import { at, Client, start } from "./client.js";

let folder = "";
let dataFile = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-server-data-"));
  dataFile = join(folder, "data.json");
});
afterEach(() => rm(folder, { recursive: true }));

const boards: ServerModule = ({ server }) => {
  server.createLeaderboard({ id: "laps", authoritative: false, sort: "asc", reset: "0 0 * * *" });
  server.createTournament({ id: "cup", authoritative: false, durationSec: 3600, maxSize: 5 });
};

/** Everything that two players can see of what they have. */
async function seen(one: Client, two: Client, groupId: string): Promise<unknown> {
  const paths = [
    "/v2/account",
    "/v2/friend",
    `/v2/user/${one.userId}/group`,
    `/v2/group/${groupId}/user`,
    `/v2/storage/saves?limit=10&user_id=${one.userId}`,
    "/v2/notification?limit=10",
    "/v2/channel/2...lobby?limit=10",
    "/v2/leaderboard/laps?limit=10",
    "/v2/tournament/cup?limit=10",
    "/v2/tournament",
  ];
  return Promise.all(
    [one, two].flatMap((player) => paths.map(async (path) => [path, await player.get("GET", path)])),
  );
}

/** Fills every store with something of two players. */
async function play(one: Client, two: Client): Promise<string> {
  await one.get("PUT", "/v2/account", { username: "Ayu あ", display_name: "", location: "Kyoto" });
  await one.get("POST", "/v2/account/link/email", { email: "ayu@example.com", password: "correct horse" });
  await one.get("POST", "/v2/account/link/custom", { id: "custom-of-ayu" });
  await one.get("POST", `/v2/friend?ids=${two.userId}`);
  await two.get("POST", `/v2/friend?ids=${one.userId}`);
  const object = { collection: "saves", key: "k", value: '{"b": 1, "a": "\\u0001"}', permission_read: 2 };
  await one.get("PUT", "/v2/storage", { objects: [object] });
  const group = await one.get("POST", "/v2/group", { name: "Fishers", open: true, max_count: 7 });
  await two.get("POST", `/v2/group/${String(at(group, "id"))}/join`);
  const socket = await two.socket();
  const joined = await socket.request({ channel_join: { target: "lobby", type: 1, persistence: true } });
  const channel_id = at(joined, "channel", "id");
  for (const text of ["one", "two"]) {
    await socket.request({ channel_message_send: { channel_id, content: JSON.stringify({ text }) } });
  }
  await one.get("POST", "/v2/leaderboard/laps", { score: "9007199254740993", subscore: 2, metadata: "{}" });
  await two.get("POST", "/v2/leaderboard/laps", { score: 3 });
  await two.get("POST", "/v2/tournament/cup", { score: 5 });
  return String(at(group, "id"));
}

async function restarted(options: LocalServerOptions): Promise<[Client, Client, Client]> {
  const server = await start(options);
  return [
    await Client.signIn(server, "first-device"),
    await Client.signIn(server, "second-device"),
    await Client.signIn(server, "third-device"),
  ];
}

describe("a data file", () => {
  it("L1 · brings everything back after a restart, and again", async () => {
    const clock = new VirtualClock();
    const options = { clock, dataFile, modules: [boards], tokenExpirySec: 1e6 };
    const [one, two, stranger] = await restarted(options);
    const groupId = await play(one, two);
    await stranger.get("POST", `/v2/friend/block?ids=${one.userId}`);
    const before = await seen(one, two, groupId);
    await one.server.stop();
    for (let round = 0; round < 2; round++) {
      const [again, other, third] = await restarted(options);
      expect([again.userId, other.userId]).toEqual([one.userId, two.userId]);
      expect(await seen(again, other, groupId)).toEqual(before);
      expect(at(await third.get("GET", "/v2/friend?state=3"), "friends", 0, "user", "id")).toBe(one.userId);
      await again.server.stop();
    }
  });

  it("L1 · keeps passwords, tokens and places: sign-ins, cursors and orders go on", async () => {
    const [one, two] = await restarted({ dataFile, modules: [boards] });
    await play(one, two);
    const first = await one.get("GET", "/v2/notification?limit=1");
    await one.server.stop();
    const server = await start({ dataFile, modules: [boards] });
    const login = { email: "AYU@example.com", password: "correct horse" };
    const answer = await fetch(`${server.url}/v2/account/authenticate/email?create=false`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from("defaultkey:").toString("base64")}` },
      body: JSON.stringify(login),
    });
    expect(answer.status).toBe(200);
    const account = await fetch(`${server.url}/v2/account`, {
      headers: { authorization: `Bearer ${one.token}` },
    });
    expect(at(await account.json(), "user", "username")).toBe("Ayu あ");
    const again = await Client.signIn(server, "first-device");
    const rest = await again.get(
      "GET",
      `/v2/notification?limit=10&cacheable_cursor=${String(at(first, "cacheable_cursor"))}`,
    );
    expect(JSON.stringify(rest)).not.toContain(String(at(first, "notifications", 0, "id")));
  });

  it("L1 · is written a moment after the first change, and not without one", async () => {
    const clock = new VirtualClock();
    const server = await start({ clock, dataFile });
    const empty = await readFile(dataFile, "utf8");
    await Client.signIn(server, "first-device");
    expect(await readFile(dataFile, "utf8")).toBe(empty);
    clock.advance(249);
    await (await fetch(`${server.url}/healthcheck`)).text();
    expect(await readFile(dataFile, "utf8")).toBe(empty);
    clock.advance(1);
    await expect.poll(() => readFile(dataFile, "utf8")).toContain("first-device");
    const { ino } = await stat(dataFile);
    clock.advance(10_000);
    await server.stop();
    expect((await stat(dataFile)).ino).toBe(ino);
  });

  it("L1 · is for its owner alone, and nothing else is left in its folder", async () => {
    const server = await start({ dataFile });
    await Client.signIn(server, "first-device");
    await server.stop();
    expect((await stat(dataFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["data.json"]);
  });

  it.each([
    ["", "it is no JSON"],
    ['{"version": 1, "accounts": {', "it is no JSON"],
    ["[]", "it has no version"],
    ["null", "it is no JSON object"],
    ['{"version": 2}', "it is of version 2, and this server reads version 1"],
    ['{"version": 1, "moon": {}}', '"moon" is nothing that this server keeps'],
    ['{"version": 1, "accounts": []}', "its accounts cannot be read"],
    ['{"version": 1, "accounts": {"accounts": [{}]}}', "an account has no id"],
    [
      '{"version": 1, "accounts": {"accounts": [{"id": "x", "password_hash": "secret!"}]}}',
      "proto: invalid value for bytes field password_hash)",
    ],
    ['{"version": 1, "leaderboards": {"boards": [{"id": "x"}]}}', 'the leaderboard "x" is none'],
    ['{"version": 1, "friends": {"edges": [{"state": 7}]}}', "a friend has the state 7"],
    ['{"version": 1, "friends": {"edges": [{"metadata": "{"}]}}', "it holds text that is no JSON"],
  ])("L1 · that holds %s is refused, and left as it is", async (text, why) => {
    await writeFile(dataFile, text);
    const failure: unknown = await start({ dataFile }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: "LocalServerError",
      code: "invalid-data-file",
      message: expect.stringContaining(why),
    });
    expect(String(failure)).toMatch(/cannot be used as a data file.*Give another file, or delete it/);
    expect(String(failure)).not.toContain("secret");
    expect(await readFile(dataFile, "utf8")).toBe(text);
  });

  it("L1 · that cannot be read or made is refused", async () => {
    await expect(start({ dataFile: folder })).rejects.toMatchObject({ code: "invalid-data-file" });
    await expect(start({ dataFile: join(folder, "none", "data.json") })).rejects.toMatchObject({
      code: "invalid-data-file",
      message: expect.stringMatching(/cannot be written.*create its folder/),
    });
  });

  it("L1 · that can be written no longer is reported, and written once it can be again", async () => {
    const warnings: string[] = [];
    const clock = new VirtualClock();
    const home = join(folder, "home");
    await mkdir(home);
    const moved = join(home, "data.json");
    const server = await start({ clock, dataFile: moved, warn: (text) => warnings.push(text) });
    await rm(home, { recursive: true });
    await Client.signIn(server, "first-device");
    clock.advance(250);
    await expect.poll(() => warnings).toEqual([expect.stringMatching(/cannot be written: /)]);
    await mkdir(home);
    await Client.signIn(server, "second-device");
    clock.advance(250);
    await expect.poll(() => readFile(moved, "utf8").catch(() => "")).toContain("first-device");
  });
});
