import { describe, expect, it } from "vitest";
import { LocalServerError, ModuleError, type ServerModule } from "../src/index.js";
import { HOOKED_ROUTES, hookName } from "../src/modules/hook-names.js";
import { at, basic, Client, request, start } from "./client.js";

function methodsOf(): ReadonlySet<NonNullable<ReturnType<typeof hookName>>> {
  return new Set(
    HOOKED_ROUTES.flatMap((route) => {
      const [method = "", path = ""] = route.split(" ");
      return hookName({ method, path }) ?? [];
    }),
  );
}

/** Refuses every call with the name of its hook. */
const refuseAll: ServerModule = (init) => {
  for (const method of methodsOf()) {
    if (method === "AuthenticateDevice") continue;
    init.registerBefore(method, () => {
      throw new ModuleError(`before ${method}`, 9);
    });
  }
};

describe("hooks", () => {
  it("B3 · every route of Nakama's is served and has its hook", async () => {
    const server = await start({ modules: [refuseAll] });
    const player = await Client.signIn(server, "the-only-device");
    for (const route of HOOKED_ROUTES) {
      const [method = "", path = ""] = route.split(" ");
      const name = hookName({ method, path });
      if (name === "AuthenticateDevice") continue;
      const isServerKeys = path.startsWith("/v2/account/authenticate") || name === "SessionRefresh";
      const key = isServerKeys ? basic(server.serverKey) : `Bearer ${player.token}`;
      const concrete = path.replaceAll(/\{\w+\}/g, player.userId);
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      expect([route, await request(server, method, concrete, key, body)]).toEqual([
        route,
        { status: 400, json: { code: 9, message: `before ${name}` } },
      ]);
    }
    expect(HOOKED_ROUTES.length).toBeGreaterThan(80);
  });

  it.each([
    ["registerAfter", "AuthenticateDevise"],
    ["registerBefore", "toString"],
    ["registerRealtimeBefore", "MatchCreate"],
    ["registerRealtimeAfter", "cid"],
  ] as const)(
    "B3 · %s for %s, which is none of Nakama's, is refused, and the server does not start",
    async (register, name) => {
      const misspelt: ServerModule = (init) => {
        Reflect.apply(init[register], init, [name, () => undefined]);
      };
      const failure = await start({ modules: [misspelt] }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(LocalServerError);
      expect(failure).toMatchObject({ code: "invalid-option", message: expect.stringContaining(name) });
    },
  );
});

describe("a module's mistakes that no client is told of", () => {
  it("B3 · in a hook after a call: the call is served", async () => {
    const warnings: string[] = [];
    const server = await start({
      warn: (text) => warnings.push(text),
      modules: [
        (init) =>
          init.registerAfter("GetAccount", () => {
            throw new Error("a slip");
          }),
      ],
    });
    const player = await Client.signIn(server, "the-only-device");
    expect((await player.call("GET", "/v2/account")).status).toBe(200);
    expect(warnings).toEqual([expect.stringMatching(/^error in the hook after GetAccount: Error: a slip\n/)]);
  });

  it("B12 · in matchmakerMatched: the players get a token for a match of their own", async () => {
    const warnings: string[] = [];
    const server = await start({
      warn: (text) => warnings.push(text),
      matchmakerIntervalSec: 0.05,
      modules: [
        (init) =>
          init.registerMatchmakerMatched(() => {
            throw new Error("a slip");
          }),
      ],
    });
    const sockets = await Promise.all(
      ["first-device", "second-device"].map(async (id) => (await Client.signIn(server, id)).socket()),
    );
    const search = { matchmaker_add: { min_count: 2, max_count: 2, query: "*" } };
    for (const socket of sockets) await socket.request(search);
    for (const socket of sockets) {
      expect(at(await socket.nextOf("matchmaker_matched"), "token")).toBeTypeOf("string");
    }
    expect(warnings).toEqual([expect.stringMatching(/^error in matchmakerMatched: Error: a slip\n/)]);
  });

  it("B13 · in a match: the match is over", async () => {
    const warnings: string[] = [];
    const server = await start({
      warn: (text) => warnings.push(text),
      modules: [
        (init) => {
          init.registerMatch("frail", {
            init: () => ({ state: {}, tickRate: 60 }),
            joinAttempt() {
              throw new Error("a slip");
            },
            loop: () => undefined,
          });
          init.registerRpc("create", () => init.server.createMatch("frail", {}));
        },
      ],
    });
    const socket = await (await Client.signIn(server, "the-only-device")).socket();
    const id = at(await socket.request({ rpc: { id: "create" } }), "rpc", "payload");
    const join = { match_join: { match_id: id } };
    expect(at(await socket.request(join), "error", "message")).toBe("Match join rejected");
    expect(at(await socket.request(join), "error", "message")).toBe("Match not found");
    expect(warnings).toEqual([
      expect.stringMatching(/^error in the match "frail", which ends: Error: a slip\n/),
    ]);
  });
});
