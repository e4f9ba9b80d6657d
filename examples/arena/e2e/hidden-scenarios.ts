import { build } from "esbuild";
import { BrowserPlayer } from "./browser-player.js";
import type { Series } from "./checks.js";
import { expect } from "./expect.js";
import { type Tab, TabbedBrowser } from "./tabbed-browser.js";

/** How long a page stays hidden: several times what makes a player silent. */
const HIDDEN_MS = 4000;

/** Pages behind others: their timers fire once a second. */
export async function hidePages(series: Series, url: string): Promise<void> {
  const player = await BrowserPlayer.open("Gus", url);
  series.watch(player);
  const browser = await TabbedBrowser.start();
  try {
    const page = await browser.open(url);
    const front = await browser.open("about:blank");
    await page.toFront();
    await series.check("C14 · a host whose page is hidden hands over before its timers starve", async () => {
      await page.until(`document.querySelector("#private") !== null`);
      await page.run(
        `document.querySelector("#name").value = "Hana"; document.querySelector("#private").click()`,
      );
      await page.until(
        `window.arena?.snapshot().isHost === true && window.arena.snapshot().matchId !== undefined`,
      );
      await player.join(String(await page.run("window.arena.snapshot().matchId")));
      await player.until("both", (arena) => arena.players.length === 2 && !arena.isHost, undefined);
      await front.toFront();
      expect((await page.run("document.visibilityState")) === "hidden", "the page is hidden");
      await player.until("host", (arena) => arena.isHost && arena.players.length === 2, undefined);
      await page.until("!window.arena.snapshot().isHost");
    });
    await series.check("C14 · a hidden page is not taken for silent, and hears what happens", async () => {
      const statuses = player.page.evaluate(
        (ms) =>
          new Promise<string[]>((resolve) => {
            const seen = new Set<string>();
            const look = setInterval(() => {
              for (const one of window.arena?.snapshot().players ?? []) seen.add(one.status);
            }, 20);
            setTimeout(() => {
              clearInterval(look);
              resolve([...seen]);
            }, ms);
          }),
        HIDDEN_MS,
      );
      expect((await timersIn(page, 2000)) < 10, "the page's timers starve");
      expect((await statuses).join() === "connected", `nobody is ${await statuses}`);
      await player.page.keyboard.press("Digit1");
      await page.until(`window.arena.snapshot().players.some((one) => one.name === "Gus" && one.said === 1)`);
    });
    await series.check("C14 · the clock of a worker goes on in a hidden page", async () => {
      expect((await page.run("document.visibilityState")) === "hidden", "the page is hidden");
      const ticks = await page.run(`${await workerClockBundle()}; (async () => {
        const clock = nakodo.workerClock();
        let ticks = 0;
        const tick = () => { ticks++; clock.setTimer(20, tick); };
        const cancel = clock.setTimer(1, () => { ticks = -1000; });
        cancel();
        tick();
        await new Promise((resolve) => clock.setTimer(2000, resolve));
        clock.close();
        return ticks;
      })()`);
      expect(typeof ticks === "number" && ticks >= 30, `${ticks} ticks of 20 ms in 2 s`);
    });
  } finally {
    await browser.stop();
    await player.dispose();
  }
}

/** How often a timer of 20 ms fires in so many milliseconds. */
async function timersIn(page: Tab, ms: number): Promise<number> {
  return Number(
    await page.run(`new Promise((resolve) => {
      let count = 0;
      const timer = setInterval(() => count++, 20);
      setTimeout(() => { clearInterval(timer); resolve(count); }, ${ms});
    })`),
  );
}

/** The subpath as a script that makes a global of it. */
async function workerClockBundle(): Promise<string> {
  const result = await build({
    stdin: {
      contents: 'export * from "@nakodo/match-rpc/worker-clock"',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "nakodo",
    conditions: ["@nakodo/source"],
    target: "es2022",
  });
  return result.outputFiles[0]?.text ?? "";
}
