import { describe, expect, it } from "vitest";
import { type ServerModule, VirtualClock } from "../src/index.js";
import { at, Client, start } from "./client.js";

const DAY_MS = 86_400_000;
const NOON_SEC = Date.UTC(2030, 0, 1, 12) / 1000;

/** A module that creates boards and takes down what it is told of them. */
function recorder(create: ServerModule): { readonly module: ServerModule; readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    module: (init) => {
      void create(init);
      const time = (sec: number): string => (sec === 0 ? "never" : new Date(sec * 1000).toISOString());
      init.registerLeaderboardReset(({ id, prevResetSec }, resetSec) => {
        const best = init.server.listRecords(id, { expirySec: resetSec, limit: 1 });
        const winner = best.map(({ score, rank }) => `${rank}: ${score}`);
        told.push(`${id} reset ${time(resetSec)} from ${time(prevResetSec)}, ${winner}`);
      });
      init.registerTournamentEnd(({ id, size }, endSec, resetSec) => {
        told.push(`${id} end ${time(endSec)} before ${time(resetSec)} with ${size}`);
      });
      init.registerTournamentReset(({ id, size, metadata }, _endSec, resetSec) => {
        told.push(`${id} reset ${time(resetSec)} with ${size} ${JSON.stringify(metadata)}`);
      });
    },
  };
}

describe("deadlines on a virtual clock", () => {
  it("B9 · a leaderboard begins anew every day, and its module sees who won", async () => {
    const clock = new VirtualClock(NOON_SEC * 1000);
    const { module, told } = recorder(({ server }) =>
      server.createLeaderboard({ id: "laps", authoritative: false, sort: "desc", reset: "0 12 * * *" }),
    );
    const server = await start({ clock, modules: [module], tokenExpirySec: 1e6 });
    const player = await Client.signIn(server, "the-only-device");
    const list = async (): Promise<unknown> =>
      at(await player.get("GET", "/v2/leaderboard/laps?limit=10"), "records", 0, "score");
    await player.get("POST", "/v2/leaderboard/laps", { score: 7 });
    clock.advance(DAY_MS - 1);
    expect(await list()).toBe("7");
    expect(told).toEqual([]);
    clock.advance(1);
    expect(await list()).toBeUndefined();
    expect(told).toEqual(["laps reset 2030-01-02T12:00:00.000Z from 2030-01-01T12:00:00.000Z, 1: 7"]);
    clock.advance(2 * DAY_MS);
    expect(told.slice(1)).toEqual([
      "laps reset 2030-01-03T12:00:00.000Z from 2030-01-02T12:00:00.000Z, ",
      "laps reset 2030-01-04T12:00:00.000Z from 2030-01-03T12:00:00.000Z, ",
    ]);
  });

  it("B10 · a tournament ends, begins anew with room for others, and ends for good", async () => {
    const clock = new VirtualClock(NOON_SEC * 1000);
    const { module, told } = recorder(({ server }) =>
      server.createTournament({
        id: "cup",
        authoritative: false,
        durationSec: 3600,
        reset: "0 12 * * *",
        endTimeSec: NOON_SEC + 2 * 86_400,
        maxSize: 1,
        metadata: { prize: 3 },
      }),
    );
    const server = await start({ clock, modules: [module], tokenExpirySec: 1e6 });
    const [one, two] = [
      await Client.signIn(server, "first-device"),
      await Client.signIn(server, "second-device"),
    ];
    const submit = async (player: Client): Promise<unknown> => {
      const { status, json } = await player.call("POST", "/v2/tournament/cup", { score: 1 });
      return status === 200 ? status : at(json, "message");
    };
    expect(await submit(one)).toBe(200);
    expect(await submit(two)).toBe("Tournament has reached max size.");
    clock.advance(3_600_000);
    expect(await submit(one)).toBe("Tournament is not active and cannot accept new scores.");
    expect(told).toEqual(["cup end 2030-01-01T13:00:00.000Z before 2030-01-02T12:00:00.000Z with 1"]);
    clock.advance(DAY_MS - 3_600_000);
    expect(told.slice(1)).toEqual(['cup reset 2030-01-02T12:00:00.000Z with 1 {"prize":3}']);
    expect(await submit(two)).toBe(200);
    expect(await submit(one)).toBe("Tournament has reached max size.");
    clock.advance(2 * DAY_MS);
    expect(told.slice(2)).toEqual([
      "cup end 2030-01-02T13:00:00.000Z before 2030-01-03T12:00:00.000Z with 1",
      'cup reset 2030-01-03T12:00:00.000Z with 1 {"prize":3}',
    ]);
    expect(await submit(one)).toBe("Tournament not found or has ended.");
  });

  it("B10 · a tournament that a module creates later has its deadlines too, the earlier ones first", async () => {
    const clock = new VirtualClock(NOON_SEC * 1000);
    const { module, told } = recorder((init) => {
      init.server.createTournament({ id: "long", authoritative: false, durationSec: 5000 });
      init.registerRpc("create", (_context, id) => {
        init.server.createTournament({ id, authoritative: false, durationSec: 60 });
        return "";
      });
    });
    const server = await start({ clock, modules: [module], tokenExpirySec: 1e6 });
    const player = await Client.signIn(server, "the-only-device");
    await player.get("POST", "/v2/rpc/create", "short");
    clock.advance(10_000_000);
    expect(told).toEqual([
      "short end 2030-01-01T12:01:00.000Z before never with 0",
      "long end 2030-01-01T13:23:20.000Z before never with 0",
    ]);
  });

  it("B9 · a hook that throws is reported, and the next period comes all the same", async () => {
    const clock = new VirtualClock(NOON_SEC * 1000);
    const warnings: string[] = [];
    await start({
      clock,
      warn: (text) => warnings.push(text),
      modules: [
        (init) => {
          init.server.createLeaderboard({ id: "laps", reset: "0 12 * * *" });
          init.registerLeaderboardReset(() => Promise.reject(new Error("a slip")));
        },
      ],
    });
    clock.advance(2 * DAY_MS);
    await expect.poll(() => warnings.length).toBe(2);
    expect(warnings[0]).toMatch(/^error in leaderboardReset: Error: a slip\n/);
  });

  it("B13 · the players of a match that the matchmaker made are sent where a module says", async () => {
    const clock = new VirtualClock(NOON_SEC * 1000);
    const server = await start({
      clock,
      matchmakerIntervalSec: 15,
      tokenExpirySec: 1e6,
      modules: [
        (init) => {
          init.registerMatch("den", {
            init: ({ names }) => ({ state: {}, tickRate: 1, label: String(names) }),
            joinAttempt: () => ({ accept: true }),
            loop: () => undefined,
          });
          init.registerMatchmakerMatched((entries) =>
            init.server.createMatch("den", { names: entries.length }),
          );
        },
      ],
    });
    const sockets = await Promise.all(
      ["first-device", "second-device"].map(async (id) => (await Client.signIn(server, id)).socket()),
    );
    const search = { matchmaker_add: { min_count: 2, max_count: 2, query: "*" } };
    for (const socket of sockets) await socket.request(search);
    clock.advance(15_000);
    const ids = await Promise.all(
      sockets.map(async (socket) => at(await socket.nextOf("matchmaker_matched"), "match_id")),
    );
    expect(ids[0]).toMatch(/\.nakama$/);
    expect(ids[1]).toBe(ids[0]);
    for (const socket of sockets) {
      const joined = await socket.request({ match_join: { match_id: ids[0] } });
      expect(at(joined, "match", "label")).toBe("2");
    }
  });
});
