import { BrowserPlayer } from "./browser-player.js";
import type { Series } from "./checks.js";
import { expect, expectSame } from "./expect.js";
import { kickTowards, moveAndWatch, shootUntilGoal, untilSeenWhereItStands } from "./moves.js";
import { steerTo } from "./steer.js";

const BLUE_GOAL = { x: -14, z: 0 };
/** Faster than any ball: what is shown between two frames must not be farther apart. */
const JUMP_M_PER_S = 30;

/** A private match from its making to its third host, with pictures of each step. `url` names the server. */
export async function playPrivateMatch(series: Series, url: string): Promise<void> {
  const open = async (name: string): Promise<BrowserPlayer> => {
    const player = await BrowserPlayer.open(name, url);
    series.watch(player);
    players.push(player);
    return player;
  };
  const players: BrowserPlayer[] = [];
  try {
    const aya = await open("Aya");
    const ben = await open("Ben");
    const code = await meet(series, aya, ben);
    await play(series, aya, ben);
    await loseTheHost(series, aya, ben);
    await joinLate(series, ben, code, open);
  } finally {
    await Promise.all(players.map((player) => player.dispose()));
  }
}

/** Gives the match's code. */
async function meet(series: Series, aya: BrowserPlayer, ben: BrowserPlayer): Promise<string> {
  let code = "";
  await series.picture("lobby", aya);
  await series.check("C1 · a private match is made, and one can walk about while waiting", async () => {
    code = await aya.createPrivate();
    await aya.until("in play, as host", (arena) => arena.state === "PLAYING" && arena.isHost, undefined);
    await moveAndWatch(aya, "KeyW", 1, []);
    await series.picture("waiting", aya);
  });
  await series.check("C1 · the other joins by the code, and both see both by name", async () => {
    await ben.join(code);
    for (const player of [aya, ben]) {
      await player.until(
        "both by name",
        (arena) =>
          arena.players.length === 2 &&
          arena.players.map((one) => one.name).join() === "Aya,Ben" &&
          arena.players.every((one) => one.status === "connected"),
        undefined,
      );
    }
    const [a, b] = [await aya.snapshot(), await ben.snapshot()];
    expectSame(b.matchId, a.matchId, "the match");
    expectSame(b.hostId, a.peerId, "Ben's host");
    expect(a.peerId !== b.peerId && !b.isHost, "two peers, one host");
  });
  return code;
}

async function play(series: Series, aya: BrowserPlayer, ben: BrowserPlayer): Promise<void> {
  await series.check("P5 · both move by keyboard, and each sees the other move", async () => {
    await moveAndWatch(aya, "KeyD", 2, [ben]);
    await moveAndWatch(ben, "KeyA", 1.5, [aya]);
    await moveAndWatch(ben, "KeyW", 1.5, [aya]);
  });
  await series.check("R2 · what one says, the other hears", async () => {
    await ben.page.keyboard.press("Digit1");
    const heard = { name: "Ben" };
    for (const player of [aya, ben]) {
      await player.until(
        "Ben's word",
        (arena, { name }) => arena.players.some((one) => one.name === name && one.said === 1),
        heard,
      );
    }
    await series.picture("two-players-host", aya);
    await series.picture("two-players-other", ben);
  });
  await series.check("R2 · a kick goes to the host, and the ball flies on both screens", async () => {
    const { ball } = await aya.snapshot();
    const flies = Promise.all(
      [aya, ben].map((player) =>
        player.until(
          "the ball fly",
          (arena, from) => Math.hypot(arena.ball.x - from.x, arena.ball.z - from.z) > 1,
          ball,
        ),
      ),
    );
    await kickTowards(ben, BLUE_GOAL);
    await flies;
    await series.picture("kick", ben);
  });
  await series.check("R3 · the host counts a goal, and both screens show it", async () => {
    // Out of the way of the shots.
    await steerTo(aya.page, -12, -7);
    await shootUntilGoal(ben, -1);
    const { score } = await ben.snapshot();
    expect(goals(score) > 0, "a goal is counted");
    await aya.until(
      "the same score",
      (arena, score) => arena.score.blue === score.blue && arena.score.coral === score.coral,
      score,
    );
    await series.picture("goal", aya);
  });
  await series.check("W3 · nothing that was sent had to be refused", () => expectNoFault([aya, ben]));
}

async function loseTheHost(series: Series, aya: BrowserPlayer, ben: BrowserPlayer): Promise<void> {
  const before = await ben.snapshot();
  await series.check(
    "C7 · the host's window is closed: the other is host by the same id, and the ball does not jump",
    async () => {
      series.unwatch(aya);
      const { ball } = await ben.snapshot();
      const rolling = rollOn(ben);
      // Awaited below; when something else fails first, that is the failure.
      rolling.catch(() => undefined);
      await kickTowards(ben, { x: ball.x, z: ball.z > 0 ? -7 : 7 });
      const [{ jump }] = await Promise.all([
        rolling,
        ben.page.getByText("You are host now").waitFor(),
        aya.closeWindow(),
      ]);
      expect(jump === undefined, `the ball does not jump: ${jump}`);
      const after = await ben.until(
        "host, alone",
        (arena) => arena.isHost && arena.players.length === 1,
        undefined,
      );
      expectSame(after.peerId, before.peerId, "Ben's id");
      expectSame(after.score, before.score, "the score");
      await series.picture("host-gone", ben);
    },
  );
  await series.check("C7 · the game goes on: the new host walks, kicks and scores", async () => {
    await moveAndWatch(ben, "KeyD", 1, []);
    const { ball } = await ben.snapshot();
    const flies = ben.until(
      "the ball fly",
      (arena, from) => Math.hypot(arena.ball.x - from.x, arena.ball.z - from.z) > 1,
      ball,
    );
    await kickTowards(ben, BLUE_GOAL);
    await flies;
    await shootUntilGoal(ben, -1);
    const { score } = await ben.snapshot();
    expect(goals(score) > goals(before.score), "the new host counts on");
    await series.picture("new-host-plays-on", ben);
  });
}

async function joinLate(
  series: Series,
  ben: BrowserPlayer,
  code: string,
  open: (name: string) => Promise<BrowserPlayer>,
): Promise<void> {
  const cleo = await open("Cleo");
  await series.check("C5 · a third joins late and sees the same scene", async () => {
    await cleo.join(code);
    const host = await ben.until(
      "Cleo",
      (arena) => arena.players.length === 2 && arena.players.every((one) => one.name !== ""),
      undefined,
    );
    const late = await cleo.until(
      "Ben, by name",
      (arena) => arena.players.length === 2 && arena.players.every((one) => one.name !== ""),
      undefined,
    );
    const who = ({ peerId, seat, name }: { peerId: number; seat: number; name: string }) => ({
      peerId,
      seat,
      name,
    });
    expectSame(late.players.map(who), host.players.map(who), "the players");
    expectSame(late.hostId, host.peerId, "the host");
    expect(
      late.peerId > host.peerId,
      `a new id is higher than every id there was: ${late.peerId} after ${host.peerId}`,
    );
    await cleo.until(
      "the score",
      (arena, score) => arena.score.blue === score.blue && arena.score.coral === score.coral,
      host.score,
    );
    await untilSeenWhereItStands(ben, [cleo]);
    await untilSameBall(ben, cleo);
    await series.picture("late-joiner", cleo);
    await series.picture("late-joiner-host", ben);
  });
  await series.check("P5 · the late one and the host see each other move", async () => {
    await moveAndWatch(cleo, "KeyS", 1.5, [ben]);
    await moveAndWatch(ben, "KeyW", 1.5, [cleo]);
  });
  await series.check(
    "C7 · the host's browser dies without a word: the last one is host and plays on",
    async () => {
      const { score, peerId } = await cleo.snapshot();
      series.unwatch(ben);
      await ben.kill();
      const after = await cleo.until("host", (arena) => arena.isHost, undefined);
      expectSame(after.peerId, peerId, "Cleo's id");
      await moveAndWatch(cleo, "KeyW", 1, []);
      await shootUntilGoal(cleo, 1);
      const now = (await cleo.snapshot()).score;
      expect(goals(now) > goals(score), "the new host counts on");
      await series.picture("second-migration", cleo);
    },
  );
  await series.check("W3 · nobody's page has thrown", () => expectNoFault([cleo]));
}

function goals({ blue, coral }: { readonly blue: number; readonly coral: number }): number {
  return blue + coral;
}

/** Waits until the ball lies in the same place on both screens. */
async function untilSameBall(one: BrowserPlayer, other: BrowserPlayer): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const [a, b] = [(await one.snapshot()).ball, (await other.snapshot()).ball];
    if (Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) < 0.05) return;
    await other.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  throw new Error("the ball lies in two places");
}

async function expectNoFault(players: readonly BrowserPlayer[]): Promise<void> {
  for (const player of players) {
    const { violations, errors } = await player.snapshot();
    expectSame(
      { violations, errors, thrown: player.pageErrors },
      { violations: 0, errors: [], thrown: [] },
      player.name,
    );
  }
}

/** Watches the ball until the player has become host and the ball has come to rest, or rolled a metre, under it. */
function rollOn(player: BrowserPlayer): Promise<{ jump: string | undefined }> {
  return player.page.evaluate(
    (fastest) =>
      new Promise((resolve) => {
        let last: { x: number; y: number; z: number; ms: number } | undefined;
        let rolledM = 0;
        let still = 0;
        let jump: string | undefined;
        const frame = (ms: number): void => {
          const { ball, isHost } = window.arena?.snapshot() ?? {};
          if (ball !== undefined) {
            const at = { ...ball, ms };
            const movedM = last === undefined ? 0 : Math.hypot(at.x - last.x, at.y - last.y, at.z - last.z);
            if (last !== undefined && movedM > (fastest * (ms - last.ms)) / 1000 + 0.1) {
              jump = JSON.stringify([last, at]);
            }
            last = at;
            if (isHost === true) {
              rolledM += movedM;
              still = movedM < 0.001 ? still + 1 : 0;
            }
          }
          if (rolledM > 1 || still > 30) resolve({ jump });
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    JUMP_M_PER_S,
  );
}
