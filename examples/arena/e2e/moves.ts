import { PITCH } from "../src/pitch.js";
import type { BrowserPlayer } from "./browser-player.js";
import { steerTo } from "./steer.js";

type Key = "KeyW" | "KeyA" | "KeyS" | "KeyD";

const KEYS: Readonly<Record<Key, { readonly axis: "x" | "z"; readonly sign: 1 | -1 }>> = {
  KeyW: { axis: "z", sign: -1 },
  KeyA: { axis: "x", sign: -1 },
  KeyS: { axis: "z", sign: 1 },
  KeyD: { axis: "x", sign: 1 },
};

/** Two players' pages show the same place when they differ by less, in metres. */
const SAME_PLACE_M = 0.1;
/** From how far the ball is kicked, in metres between the centres. */
const KICK_FROM_M = 1.35;
/** How far to the side of the ball one gets past it, in metres. */
const ASIDE_M = 2;

/**
 * `mover` holds a key until it has gone `metres` on its own screen; then every one of `watchers` must show it where it
 * stands.
 */
export async function moveAndWatch(
  mover: BrowserPlayer,
  key: Key,
  metres: number,
  watchers: readonly BrowserPlayer[],
): Promise<void> {
  const { axis, sign } = KEYS[key];
  const before = await mover.snapshot();
  const start = before.players.find((player) => player.peerId === before.peerId)?.[axis] ?? Number.NaN;
  await mover.page.keyboard.down(key);
  const goal = { axis, sign, until: start + sign * metres };
  await Promise.all([
    mover.until(
      `walked ${metres} m`,
      (arena, { axis, sign, until }) => {
        const own = arena.players.find((player) => player.peerId === arena.peerId);
        return own !== undefined && (own[axis] - until) * sign > 0;
      },
      goal,
    ),
    ...watchers.map((watcher) =>
      watcher.until(
        `${mover.name} under way`,
        (arena, { id, axis, sign, start }) => {
          const other = arena.players.find((player) => player.peerId === id);
          return other !== undefined && (other[axis] - start) * sign > 0.3;
        },
        { id: before.peerId, axis, sign, start },
      ),
    ),
  ]);
  await mover.page.keyboard.up(key);
  await untilSeenWhereItStands(mover, watchers);
}

/** Waits until all `watchers` show `mover` where it stands on its own screen. */
export async function untilSeenWhereItStands(
  mover: BrowserPlayer,
  watchers: readonly BrowserPlayer[],
): Promise<void> {
  await untilStill(mover);
  const { players, peerId } = await mover.snapshot();
  const own = players.find((player) => player.peerId === peerId);
  if (own === undefined) throw new Error(`${mover.name} is in no match`);
  for (const watcher of watchers) {
    await watcher.until(
      `${mover.name} at ${own.x.toFixed(2)}, ${own.z.toFixed(2)}`,
      (arena, { id, x, z, near }) => {
        const other = arena.players.find((player) => player.peerId === id);
        return other !== undefined && Math.hypot(other.x - x, other.z - z) < near;
      },
      { id: peerId, x: own.x, z: own.z, near: SAME_PLACE_M },
    );
  }
}

/** Waits until the player's character has stopped sliding. */
async function untilStill(player: BrowserPlayer): Promise<void> {
  await player.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let last = { x: Number.NaN, z: Number.NaN };
        const frame = (): void => {
          const snapshot = window.arena?.snapshot();
          const own = snapshot?.players.find((one) => one.peerId === snapshot.peerId);
          const moved = own === undefined ? 1 : Math.hypot(own.x - last.x, own.z - last.z);
          if (own !== undefined) last = { x: own.x, z: own.z };
          if (moved < 0.0005) resolve();
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  );
}

/** A place on the ground. */
export interface Spot {
  readonly x: number;
  readonly z: number;
}

/** When the ball rests, goes behind it, as seen from `target`, and kicks; then the ball must move. */
export async function kickTowards(player: BrowserPlayer, target: Spot): Promise<void> {
  await untilBallRests(player);
  const { ball, players, peerId } = await player.snapshot();
  const own = players.find((one) => one.peerId === peerId);
  if (own === undefined) throw new Error(`${player.name} is in no match`);
  const length = Math.hypot(target.x - ball.x, target.z - ball.z);
  const [ux, uz] = [(target.x - ball.x) / length, (target.z - ball.z) / length];
  const behind = { x: ball.x - ux * KICK_FROM_M, z: ball.z - uz * KICK_FROM_M };
  // Not through the ball: first to its side, the one where the player is unless there is a wall, then behind it.
  if ((own.x - ball.x) * ux + (own.z - ball.z) * uz > -0.8) {
    const near = (own.x - ball.x) * -uz + (own.z - ball.z) * ux < 0 ? -1 : 1;
    const side =
      [near, -near].find((one) => isOnPitch(ball.x - uz * one * ASIDE_M, ball.z + ux * one * ASIDE_M)) ??
      near;
    const [sx, sz] = [-uz * side * ASIDE_M, ux * side * ASIDE_M];
    await steerTo(player.page, clampX(ball.x + sx), clampZ(ball.z + sz));
    await steerTo(player.page, clampX(behind.x + sx), clampZ(behind.z + sz));
  }
  await steerTo(player.page, clampX(behind.x), clampZ(behind.z));
  await player.page.keyboard.press("Space");
  await player.until(
    "the kicked ball move",
    (arena, from) => Math.hypot(arena.ball.x - from.x, arena.ball.z - from.z) > 0.3,
    ball,
  );
}

function isOnPitch(x: number, z: number): boolean {
  return clampX(x) === x && clampZ(z) === z;
}

function clampX(x: number): number {
  return Math.max(-PITCH.halfLength + 0.5, Math.min(PITCH.halfLength - 0.5, x));
}

function clampZ(z: number): number {
  return Math.max(-PITCH.halfWidth + 0.5, Math.min(PITCH.halfWidth - 0.5, z));
}

/** Kicks towards the goal at the end of `side` until the score is another and the ball is back at rest. */
export async function shootUntilGoal(player: BrowserPlayer, side: -1 | 1): Promise<void> {
  const before = (await player.snapshot()).score;
  for (let shot = 0; shot < 25; shot++) {
    await kickTowards(player, { x: side * (PITCH.halfLength + 1), z: 0 });
    await untilBallRests(player);
    const { score } = await player.snapshot();
    if (score.blue + score.coral > before.blue + before.coral) return;
  }
  throw new Error(`${player.name} did not score in 25 shots`);
}

/** Waits until the ball has all but stopped on the player's screen. */
async function untilBallRests(player: BrowserPlayer): Promise<void> {
  await player.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const STILL_M_PER_FRAME = 0.004;
        const STILL_FRAMES = 15;
        let last: { x: number; y: number; z: number } | undefined;
        let still = 0;
        const frame = (): void => {
          const ball = window.arena?.snapshot().ball;
          const movedM =
            last === undefined || ball === undefined
              ? 1
              : Math.hypot(ball.x - last.x, ball.y - last.y, ball.z - last.z);
          last = ball;
          still = movedM < STILL_M_PER_FRAME ? still + 1 : 0;
          if (still >= STILL_FRAMES) resolve();
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  );
}
