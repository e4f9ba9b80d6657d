import { randomUUID } from "node:crypto";
import {
  apple,
  type Credential,
  custom,
  device,
  email,
  facebook,
  facebookInstant,
  gameCenter,
  google,
  steam,
} from "@nakodo/session";
import { describe, expect, it } from "vitest";
import { makeOnline, newDevice, newPlayer } from "../session/players.js";

const newCredentials = (): Record<string, Credential> => ({
  device: device({ id: `device-${randomUUID()}`, create: false }),
  email: email({ email: `${randomUUID()}@example.com`, password: "correct horse" }),
  custom: custom({ id: `custom-${randomUUID()}`, create: false }),
});

describe("linking", () => {
  it.each(["device", "email", "custom"])(
    "A3 · a %s signs in to the account that it was linked to, and no more once it is unlinked",
    async (kind) => {
      const credential = newCredentials()[kind];
      if (credential === undefined) throw new Error(kind);
      const online = await newPlayer();
      await online.link(credential);
      const again = await makeOnline().authenticate(credential);
      expect(again).toMatchObject({ userId: online.session?.userId, isNew: false });
      await online.unlink(credential);
      await expect(makeOnline().authenticate(credential)).rejects.toMatchObject({ code: "not-found" });
    },
  );

  it.each(["device", "email", "custom"])(
    "A3 · a %s that another account has is already-exists",
    async (kind) => {
      const credential = newCredentials()[kind];
      if (credential === undefined) throw new Error(kind);
      await (await newPlayer()).link(credential);
      await expect((await newPlayer()).link(credential)).rejects.toMatchObject({
        code: "already-exists",
        httpStatus: 409,
        grpcCode: 6,
      });
    },
  );

  it("A3 · the last way to sign in cannot be unlinked", async () => {
    const credential = newDevice();
    const online = makeOnline();
    await online.authenticate(credential);
    await expect(online.unlink(credential)).rejects.toMatchObject({
      code: "permission-denied",
      httpStatus: 403,
      serverMessage: expect.stringContaining("Cannot unlink last account identifier"),
    });
  });

  it("A3 · without a sign-in is signed-out", async () => {
    await expect(makeOnline().link(newDevice())).rejects.toMatchObject({ code: "signed-out" });
  });
});

describe("other services reach the server, which refuses what their vendors did not sign", () => {
  const token = "not-signed-by-anybody";
  const refused: Record<string, [credential: Credential, refusal: object, refusalToSignIn?: object]> = {
    steam: [
      steam({ token, importFriends: true }),
      { httpStatus: 400, grpcCode: 9, serverMessage: "Steam authentication is not configured." },
    ],
    apple: [
      apple({ token }),
      { httpStatus: 400, grpcCode: 9, serverMessage: "Apple authentication is not configured." },
    ],
    google: [google({ token }), { httpStatus: 401, grpcCode: 16 }],
    facebook: [facebook({ token, importFriends: true }), { httpStatus: 401, grpcCode: 16 }],
    facebookInstant: [
      facebookInstant({ signedPlayerInfo: token }),
      { httpStatus: 401, grpcCode: 16 },
      { httpStatus: 500, grpcCode: 15 },
    ],
    gameCenter: [
      gameCenter({
        playerId: "G:1",
        bundleId: "com.example.den",
        timestampSec: 1_700_000_000,
        salt: "c2FsdA==",
        signature: "c2lnbmF0dXJl",
        publicKeyUrl: "https://static.gc.apple.com/public-key/gc-prod-4.cer",
      }),
      { httpStatus: 401, grpcCode: 16 },
    ],
  };

  it.each(Object.keys(refused))("A2 · %s: to sign in", async (name) => {
    const [credential, refusal, refusalToSignIn = refusal] = refused[name] ?? [newDevice(), {}];
    await expect(makeOnline().authenticate(credential)).rejects.toMatchObject({
      name: "NakodoError",
      ...refusalToSignIn,
    });
  });

  it.each(Object.keys(refused))("A3 · %s: to link", async (name) => {
    const [credential, refusal] = refused[name] ?? [newDevice(), {}];
    const online = await newPlayer();
    await expect(online.link(credential)).rejects.toMatchObject({ name: "NakodoError", ...refusal });
    expect((await online.api.getAccount()).user?.id).toBe(online.session?.userId);
  });
});
