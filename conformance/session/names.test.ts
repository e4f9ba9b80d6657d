import { randomUUID } from "node:crypto";
import { device, memoryTokens } from "@nakodo/session";
import { chat, findGroups, openMatch, status } from "@nakodo/session/services";
import { describe, expect, it } from "vitest";
import { MatchLog } from "./match-log.js";
import { makeOnline, newDevice, newPlayer } from "./players.js";

/** Letters of other scripts, emoji, and what becomes `-` and `_` in the base64 of a token. */
const NAMES = ["Zoë-ÄÖÜß", "春子さん", "🐟🦊", "a?>~b?>~c", "ÿþ~~?>~~ÿ", "سمكة", "l'été % & + #"];

const named = (name: string): string => `${name} ${randomUUID().slice(0, 8)}`;

describe.each(NAMES)("the name %s", (name) => {
  it("A2 · is whole in the session, the account, a renewed session, and to others in a match", async () => {
    const username = named(name);
    const store = memoryTokens();
    const first = await makeOnline({ store }).authenticate(newDevice({ username }));
    expect(first.username).toBe(username);
    const online = makeOnline({ store });
    expect((await online.restore())?.username).toBe(username);
    expect((await online.api.getAccount()).user.username).toBe(username);
    const a = await newPlayer();
    const log = new MatchLog();
    const { matchId } = await openMatch(a.socket, { create: true }, log.receive);
    await openMatch(online.socket, { matchId }, () => {});
    await log.until(({ present }) => present.size === 1);
    expect([...log.present.values()].map((one) => one.username)).toEqual([username]);
    expect((await a.api.getUsers([], [username])).users.map((user) => user.username)).toEqual([username]);
  });

  it("B2 · is whole as a storage key, a group's name, a chat room, a status and a variable", async () => {
    const vars = { word: name };
    const online = makeOnline();
    const session = await online.authenticate(device({ id: `device-${randomUUID()}`, vars }));
    expect(session.vars).toEqual(vars);
    const key = `${name}/slash`;
    await online.api.writeStorageObjects([{ collection: name, key, value: { [name]: name } }]);
    const stored = await online.api.listStorageObjects(name, session.userId);
    expect(stored.objects.map((one) => [one.key, one.value])).toEqual([[key, { [name]: name }]]);
    const group = await online.api.createGroup({ name: named(name), open: true });
    const escaped = group.name.replaceAll("%", "\\%");
    expect((await findGroups(online, { name: escaped })).groups.map(({ id }) => id)).toEqual([group.id]);
    const talk = chat(online.socket);
    const heard = talk.once("message");
    await (await talk.joinRoom(named(name).slice(0, 30))).send({ text: name });
    expect((await heard).message.content).toEqual({ text: name });
    await status(online.socket).update(name);
    expect((await online.api.rpc("echo", { name })).payload).toEqual({ name });
  });
});
