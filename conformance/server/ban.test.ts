import { describe, expect, it } from "vitest";
import { outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at } from "../raw/json.js";
import { type Player, signIn, unique } from "../raw/player.js";
import { callRpc } from "../raw/rpc.js";
import { RawSocket } from "../raw/socket.js";

const BANNED = refusal(403, 7, "User account banned.");

async function banned(): Promise<Player> {
  const [player, warden] = [await signIn(), await signIn()];
  await callRpc(warden, "ban_user", { userId: player.userId });
  return player;
}

function device(id: string): Promise<unknown> {
  return outcome("POST", "/v2/account/authenticate/device", { body: { id }, authorization: SERVER_KEY });
}

describe("a player who is banned", () => {
  it("A2 · cannot sign in, by any way, until the ban ends", async () => {
    const [player, warden] = [await signIn(), await signIn()];
    const login = { email: `${unique("fox")}@example.com`, password: "correct horse" };
    await outcome("POST", "/v2/account/link/email", { ...player, body: login });
    await callRpc(warden, "ban_user", { userId: player.userId });
    expect(await device(player.deviceId)).toEqual(BANNED);
    for (const body of [login, { email: "", password: login.password }]) {
      const path = `/v2/account/authenticate/email?create=false&username=${player.username}`;
      expect(await outcome("POST", path, { body, authorization: SERVER_KEY })).toEqual(BANNED);
    }
    await callRpc(warden, "unban_user", { userId: player.userId });
    expect(await device(player.deviceId)).toMatchObject({ status: 200 });
  });

  it("A5 · cannot renew the session: the token is none, within the second in which it was issued the player", async () => {
    const { refreshToken: token } = await banned();
    const path = "/v2/account/session/refresh";
    expect([BANNED, refusal(401, 16, "Refresh token invalid or expired.")]).toContainEqual(
      await outcome("POST", path, { body: { token }, authorization: SERVER_KEY }),
    );
  });

  it("B8 · is told so on every socket, which is then closed", async () => {
    const player = await signIn();
    const sockets = [await RawSocket.open(player), await RawSocket.open(player)];
    await callRpc(await signIn(), "ban_user", { userId: player.userId });
    for (const socket of sockets) {
      expect(await socket.ended).toEqual({ code: 1000, reason: "server-side session disconnect" });
      expect(socket.unreadOf("notifications").map((one) => at(one, "notifications", 0))).toEqual([
        {
          id: expect.any(String),
          subject: "banned",
          content: "{}",
          code: -8,
          create_time: expect.stringMatching(/:\d\dZ$/),
        },
      ]);
    }
  });
});
