import { createServer } from "node:http";
import { connect } from "node:net";
import { BrowserPlayer } from "./browser-player.js";
import type { Series } from "./checks.js";
import { expect, expectSame } from "./expect.js";
import { moveAndWatch } from "./moves.js";

/** Two browsers find each other by the matchmaker; the socket of one speaks text, that of the other binary. */
export async function playNow(series: Series, url: string): Promise<void> {
  const players = [await BrowserPlayer.open("Dana", url), await BrowserPlayer.open("Emil", `${url}&binary`)];
  const [dana, emil] = players;
  if (dana === undefined || emil === undefined) throw new Error("two browsers are needed");
  for (const player of players) series.watch(player);
  try {
    await series.check("B12 · a search for players can be given up", async () => {
      await dana.page.locator("#play").click();
      await dana.until("searching", (arena) => arena.state === "MATCHING", undefined);
      await series.picture("searching", dana);
      await dana.page.locator("#cancel").click();
      await dana.until("the lobby", (arena) => arena.state === "LOBBY", undefined);
    });
    await series.check("C1 · two who press “Play now” are put together and see each other move", async () => {
      await Promise.all(players.map((player) => player.page.locator("#play").click()));
      const seen = await Promise.all(
        players.map((player) =>
          player.until(
            "both by name",
            (arena) =>
              arena.state === "PLAYING" &&
              arena.players
                .map((one) => one.name)
                .sort()
                .join() === "Dana,Emil",
            undefined,
          ),
        ),
      );
      expectSame(seen[0]?.hostId, seen[1]?.hostId, "the host");
      expect(seen.filter((one) => one.isHost).length === 1, "one host");
      await moveAndWatch(dana, "KeyS", 1.5, [emil]);
      await moveAndWatch(emil, "KeyS", 1.5, [dana]);
      await series.picture("matchmade", emil);
    });
  } finally {
    await Promise.all(players.map((player) => player.dispose()));
  }
}

/** What the player is told when something is wrong. */
export async function showErrors(series: Series, url: string): Promise<void> {
  const player = await BrowserPlayer.open("Fay", url);
  series.watch(player);
  const alert = player.page.getByRole("alert");
  const expectAlert = async (...words: readonly RegExp[]): Promise<void> => {
    for (const text of words) await alert.filter({ hasText: text }).waitFor();
  };
  try {
    await series.check("C1 · a code of no match: the player is told, and can go on", async () => {
      await player.join("00000-00000-00000-00000-000001");
      await expectAlert(/There is no match with this code\./, /Ask for the code again/);
      await series.picture("wrong-code", player);
      await player.join("hello");
      await expectAlert(/This is no code of a match\./, /Copy all of it/);
      await player.createPrivate();
      await player.until("in play", (arena) => arena.state === "PLAYING", undefined);
      await player.page.locator("#leave").click();
      await player.page.locator("#play").waitFor();
    });
    await series.check(
      "A9 · no server: the player is told where none answers and how to start one",
      async () => {
        const port = await deadPort();
        await player.page.goto(`${new URL(url).origin}/?server=127.0.0.1:${port}`);
        await player.page.locator("#name").fill("Fay");
        await player.page.locator("#private").click();
        await expectAlert(
          new RegExp(`No server answers at 127\\.0\\.0\\.1:${port}\\.`),
          /npm start/,
          /npm run nakama/,
        );
        await series.picture("no-server", player);
      },
    );
  } finally {
    await player.dispose();
  }
}

/** A port at which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  await new Promise((resolve) => server.close(resolve));
  const socket = connect(address.port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", () => resolve());
    socket.once("connect", () => reject(new Error(`somebody listens at ${address.port}`)));
  });
  return address.port;
}
