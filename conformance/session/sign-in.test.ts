import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { custom, email, memoryTokens, Online, webStorageTokens } from "@nakodo/session";
import { describe, expect, inject, it } from "vitest";
import { closing, makeOnline, newDevice, newName, newPlayer } from "./players.js";

const newEmail = (): string => `${randomUUID()}@example.com`;

describe("signing in", () => {
  it("A2 · by device makes the account the first time, and finds it again", async () => {
    const credential = newDevice({ username: newName("ayu") });
    const first = await makeOnline().authenticate(credential);
    expect(first).toMatchObject({ isNew: true, username: credential.username });
    const second = await makeOnline().authenticate(credential);
    expect(second).toMatchObject({ isNew: false, userId: first.userId, username: credential.username });
  });

  it("A2 · by device without `create` makes no account", async () => {
    await expect(makeOnline().authenticate(newDevice({ create: false }))).rejects.toMatchObject({
      code: "not-found",
      httpStatus: 404,
      grpcCode: 5,
      serverMessage: "User account not found.",
      message: expect.stringContaining("create: true"),
    });
  });

  it("A2 · by e-mail: logging in makes no account, creating does, and then logging in finds it", async () => {
    const account = { email: newEmail(), password: "correct horse" };
    await expect(makeOnline().authenticate(email(account))).rejects.toMatchObject({ code: "not-found" });
    const made = await makeOnline().authenticate(email({ ...account, create: true }));
    expect(made.isNew).toBe(true);
    const found = await makeOnline().authenticate(email({ ...account, email: account.email.toUpperCase() }));
    expect(found).toMatchObject({ isNew: false, userId: made.userId });
  });

  it("A2 · by e-mail with a wrong password is invalid-credentials, creating or not", async () => {
    const account = { email: newEmail(), password: "correct horse" };
    await makeOnline().authenticate(email({ ...account, create: true }));
    for (const create of [false, true]) {
      const wrong = email({ ...account, password: "battery staple", create });
      await expect(makeOnline().authenticate(wrong)).rejects.toMatchObject({
        code: "invalid-credentials",
        httpStatus: 401,
        serverMessage: "Invalid credentials.",
        message: "the e-mail address or the password is wrong",
      });
    }
  });

  it("A2 · by custom id", async () => {
    const credential = custom({ id: `custom-${randomUUID()}` });
    const made = await makeOnline().authenticate(credential);
    expect(await makeOnline().authenticate(credential)).toMatchObject({ userId: made.userId, isNew: false });
  });

  it("A2 · with a name that is taken is already-exists", async () => {
    const username = newName("ayu");
    await makeOnline().authenticate(newDevice({ username }));
    await expect(makeOnline().authenticate(newDevice({ username }))).rejects.toMatchObject({
      code: "already-exists",
      httpStatus: 409,
    });
  });

  it("A2 · with an id or password that is too short is invalid-argument, in the server's words", async () => {
    const short = email({ email: newEmail(), password: "short", create: true });
    await expect(makeOnline().authenticate(short)).rejects.toMatchObject({
      code: "invalid-argument",
      message: "Password must be at least 8 characters long.",
    });
  });

  it.each(["Zoë", "春子", "🐟fish", "a?>~b?>~c", "ÿþÿþ"])(
    "A2 · keeps the name %s as it is",
    async (prefix) => {
      const username = newName(prefix);
      const online = makeOnline();
      expect((await online.authenticate(newDevice({ username }))).username).toBe(username);
      expect((await online.api.getAccount()).user?.username).toBe(username);
    },
  );

  it("A4 · session variables come back on the session, and stay through a renewal", async () => {
    const vars = { mode: "ranked", läng: "日本語" };
    const store = memoryTokens();
    const id = `custom-${randomUUID()}`;
    const online = makeOnline({ store });
    expect((await online.authenticate(custom({ id, vars }))).vars).toEqual(vars);
    expect((await makeOnline({ store }).restore())?.vars).toEqual(vars);
  });
});

describe("a server that is not there or not ours", () => {
  it("A1 · a wrong server key is server-key-rejected, and names the option", async () => {
    await expect(makeOnline({ serverKey: "wrong" }).authenticate(newDevice())).rejects.toMatchObject({
      code: "server-key-rejected",
      message: expect.stringContaining("serverKey"),
    });
  });

  it("A1 · a port where nobody listens is server-unreachable, and says what to start", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const address = probe.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const online = closing(new Online({ port }));
    await expect(online.authenticate(newDevice())).rejects.toMatchObject({
      code: "server-unreachable",
      message: expect.stringContaining(`no server at 127.0.0.1:${port}: start one`),
    });
  });
});

describe("coming back", () => {
  it("A5 · with the stored tokens, without a credential", async () => {
    const store = memoryTokens();
    const { session } = await newPlayer({ store });
    const again = makeOnline({ store });
    expect(await again.restore()).toMatchObject({ userId: session?.userId, isNew: false });
    expect((await again.api.getAccount()).user?.id).toBe(session?.userId);
  });

  it("A5 · without stored tokens is nobody", async () => {
    expect(await makeOnline().restore()).toBeUndefined();
  });

  it("A5 · after signing out is refused: the server no longer takes the tokens", async () => {
    const store = memoryTokens();
    const online = await newPlayer({ store });
    const tokens = await store.load();
    await online.logout();
    expect(await store.load()).toBeUndefined();
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "signed-out" });
    expect(await makeOnline({ store: { ...store, load: async () => tokens } }).restore()).toBeUndefined();
  });
});

describe("calls", () => {
  it("B1 · run with the session filled in", async () => {
    const online = await newPlayer();
    await online.api.updateAccount({ display_name: "Ayu 🐟" });
    expect((await online.api.getAccount()).user).toMatchObject({
      id: online.session?.userId,
      display_name: "Ayu 🐟",
    });
  });

  it("A9 · that the server refuses carry its code and words", async () => {
    const { kind } = inject("server");
    expect(["local", "remote"]).toContain(kind);
    const online = await newPlayer();
    await expect(online.api.getUsers(["not-a-uuid"])).rejects.toMatchObject({
      name: "NakodoError",
      code: "invalid-argument",
      httpStatus: 400,
      grpcCode: 3,
      serverMessage: "ID 'not-a-uuid' is not a valid system ID.",
    });
  });
});

describe("two tabs", () => {
  it("A10 · a session that is renewed in one does not take the place of the account signed in to in the other", async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const store = webStorageTokens(storage);
    const first = await newPlayer({ store });
    const tokens = await store.load();
    const other = await newPlayer({ store: webStorageTokens(storage) });
    const one = makeOnline({ store: { ...store, load: async () => tokens } });
    expect((await one.restore())?.userId).toBe(first.session?.userId);
    expect((await makeOnline({ store }).restore())?.userId).toBe(other.session?.userId);
    await one.logout();
    expect((await makeOnline({ store }).restore())?.userId).toBe(other.session?.userId);
  });
});
