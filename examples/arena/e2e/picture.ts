import { startLocalServer } from "@nakodo/local-server";
import { BrowserPlayer } from "./browser-player.js";
import { servePage } from "./page-server.js";
import { steerTo } from "./steer.js";

/** Takes the picture for the README: `node --conditions=@nakodo/source --import tsx e2e/picture.ts FILE.png`. */
async function takePicture(file: string): Promise<void> {
  const server = await startLocalServer({ port: 0 });
  const page = await servePage();
  const players: BrowserPlayer[] = [];
  try {
    const url = `${page.url}?server=127.0.0.1:${server.port}`;
    const mia = await BrowserPlayer.open("Mia", `${url}&quality=high`, { width: 1280, height: 720 });
    players.push(mia);
    const code = await mia.createPrivate();
    for (const name of ["Jun", "Noor"]) {
      const player = await BrowserPlayer.open(name, url, { width: 320, height: 180 });
      players.push(player);
      await player.join(code);
      await player.until("in play", (arena) => arena.peerId !== 0, undefined);
    }
    const [, jun, noor] = players;
    if (jun === undefined || noor === undefined) throw new Error("three players are needed");
    await steerTo(noor.page, -5.6, -2.2);
    await steerTo(noor.page, -5.2, -1.2);
    await steerTo(jun.page, 3.4, -1.6);
    await steerTo(jun.page, 2.6, -1.1);
    await steerTo(mia.page, -3.2, 1.2);
    await steerTo(mia.page, -2.2, 2.2);
    await mia.page.evaluate(slowDown);
    await mia.until("the ping of an idle page", (arena) => (arena.pingMs ?? 1000) < 10, undefined);
    await jun.page.keyboard.press("Digit2");
    await mia.until(
      "all three, and Jun's word",
      (arena) => arena.players.every((one) => one.name !== "") && arena.players.some((one) => one.said > 0),
      undefined,
    );
    await mia.screenshot(file);
  } finally {
    await Promise.all(players.map((player) => player.dispose()));
    await page.stop();
    await server.stop();
  }
}

/** Draws now and then only: drawing in software leaves the page no time for anything else. */
function slowDown(): void {
  const request = requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (frame) => window.setTimeout(() => request(frame), 400);
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("Name the file to write: picture.ts FILE.png\n");
  process.exit(1);
}
takePicture(file).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
