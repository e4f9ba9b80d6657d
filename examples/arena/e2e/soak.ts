import { startNakama } from "@nakodo-private/nakama";
import { BrowserPlayer } from "./browser-player.js";
import type { Series } from "./checks.js";
import { startCuttingProxy } from "./cutting-proxy.js";
import { expect, expectSame } from "./expect.js";
import { moveAndWatch } from "./moves.js";

const SOAK_MS = 180_000;
const TOKEN_LIFE_SEC = 60;

const ROUND = ["KeyD", "KeyS", "KeyA", "KeyW"] as const;

/**
 * Three minutes on a real server whose tokens live for one, with the host's line cut once in the middle. The players
 * walk in circles all the time, and each step must be seen by the other.
 */
export async function soak(series: Series, pageUrl: string): Promise<void> {
  const nakama = await startNakama({
    temporary: true,
    quiet: true,
    tokenExpirySec: TOKEN_LIFE_SEC,
    matchmakerIntervalSec: 1,
  });
  const proxy = await startCuttingProxy(nakama.port);
  const players: BrowserPlayer[] = [];
  try {
    const aya = await BrowserPlayer.open("Aya", `${pageUrl}?server=127.0.0.1:${proxy.port}`);
    players.push(aya);
    const ben = await BrowserPlayer.open("Ben", `${pageUrl}?server=127.0.0.1:${nakama.port}`);
    players.push(ben);
    for (const player of players) series.watch(player);
    await ben.join(await aya.createPrivate());
    for (const player of players) {
      await player.until(
        "both",
        (arena) => arena.players.filter((one) => one.name !== "").length === 2,
        undefined,
      );
    }
    const startedAtMs = performance.now();
    const ids = await Promise.all(players.map(async (player) => (await player.snapshot()).peerId));
    let steps = 0;
    const walkUntil = async (atMs: number): Promise<void> => {
      while (performance.now() - startedAtMs < atMs) {
        const key = ROUND[steps % ROUND.length] ?? "KeyD";
        await moveAndWatch(aya, key, 1.5, [ben]);
        await moveAndWatch(ben, key, 1.5, [aya]);
        steps++;
      }
    };
    await series.check("A5 · both walk and see each other past the end of the first tokens", () =>
      walkUntil(SOAK_MS / 2),
    );
    await series.check(
      "C8 · the line of one is cut: it is back with the same id, and both see each other",
      async () => {
        expect(proxy.cut() > 0, "there was a connection to cut");
        await aya.until("back", (arena) => arena.resumes === 1, undefined);
        await Promise.all(
          players.map((player) =>
            player.until(
              "both connected",
              (arena) =>
                arena.players.length === 2 && arena.players.every((one) => one.status === "connected"),
              undefined,
            ),
          ),
        );
        await walkUntil(SOAK_MS / 2 + 10_000);
      },
    );
    await series.check("A5 · they play on to the end of the third minute", () => walkUntil(SOAK_MS));
    await series.check(
      "C6 · after all that the ids are the same and nothing was thrown or refused",
      async () => {
        for (const [index, player] of players.entries()) {
          const { peerId, errors, violations } = await player.snapshot();
          expectSame(peerId, ids[index], `${player.name}'s id`);
          expectSame(
            { errors, violations, thrown: player.pageErrors },
            { errors: [], violations: 0, thrown: [] },
            player.name,
          );
        }
      },
    );
    await series.check("A6 · a call to the server finds a valid session by itself", async () => {
      for (const player of players) {
        const account = await player.page.evaluate(() => window.arena?.account());
        expect(account?.userId !== undefined, `${player.name} is signed in`);
      }
      await series.picture("after-three-minutes", aya);
    });
    process.stdout.write(
      `soak: ${Math.round((performance.now() - startedAtMs) / 1000)} s, ${steps * 2} walks seen by the other\n`,
    );
  } finally {
    await Promise.all(players.map((player) => player.dispose()));
    await proxy.stop();
    await nakama.stop();
  }
}
