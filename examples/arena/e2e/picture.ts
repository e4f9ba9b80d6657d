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
    await mia.until("all by name", (arena) => arena.players.every((one) => one.name !== ""), undefined);
    await Promise.all([stopAtWord(mia), repeatUntilStopped(jun, mia)]);
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

/** Stops the picture soon after somebody has said something, when the page has had time to answer calls. */
function stopAtWord(player: BrowserPlayer): Promise<void> {
  return player.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let words = 0;
        let framesSince = 9;
        const request = requestAnimationFrame.bind(window);
        const frame = (): void => {
          const { players = [], pingMs = 1000 } = window.arena?.snapshot() ?? {};
          const said = players.reduce((sum, one) => sum + one.said, 0);
          framesSince = said > words ? 0 : framesSince + 1;
          words = said;
          if (framesSince >= 1 && framesSince <= 3 && pingMs < 40) {
            window.requestAnimationFrame = () => 0;
            document.body.dataset["stopped"] = "yes";
            resolve();
          } else request(frame);
        };
        request(frame);
      }),
  );
}

/** Says something again and again until the picture stands. */
async function repeatUntilStopped(speaker: BrowserPlayer, viewer: BrowserPlayer): Promise<void> {
  for (let word = 0; word < 20; word++) {
    await speaker.page.keyboard.press("Digit2");
    const stopped = viewer.page.locator("body[data-stopped]");
    if (
      await stopped.waitFor({ timeout: 2000, state: "attached" }).then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error("the page had no time to answer calls: let the machine rest");
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
