import { NetworkScene } from "@nakodo/adapters-three";
import { HOST, OnlineMatch } from "@nakodo/match-rpc";
import { describe, expect, it } from "vitest";
import { ARENA_REMOTES, type ArenaMatch } from "./arena-match.js";
import { Ball } from "./ball.js";
import { BALL_RADIUS } from "./pitch.js";
import { Score } from "./score.js";
import type { Team } from "./teams.js";

const DT_S = 1 / 60;
const QUALITY = { name: "high", antialias: true, shadows: true, maxPixels: 1 } as const;
const TO_THE_RIGHT = Math.PI / 2;

interface Pitch {
  readonly match: ArenaMatch;
  readonly ball: Ball;
  readonly score: Score;
  readonly goals: [Team, number][];
  /** Runs the game until `done`, for half a minute of its time at most. */
  run(done: () => boolean): void;
}

/** An offline match with a ball, a score, and a player who is `distance` from the ball. */
async function pitchWith(distance: number): Promise<Pitch> {
  const match: ArenaMatch = new OnlineMatch(undefined, { remotes: ARENA_REMOTES, minPlayers: 1 });
  const goals: [Team, number][] = [];
  const score = new Score(match, { changed: () => undefined, goal: (team, by) => goals.push([team, by]) });
  const around = {
    distanceOf: (): number => distance,
    scored: (team: Team, by: number): void => score.count(team, by),
  };
  const ball = new Ball(match, new NetworkScene(match), around, QUALITY);
  await match.playOffline();
  const run = (done: () => boolean): void => {
    for (let i = 0; i < 30 / DT_S; i++) {
      ball.update(DT_S);
      if (done()) return;
    }
    throw new Error(`not reached: the ball is at ${ball.look.object.position.toArray()}`);
  };
  return { match, ball, score, goals, run };
}

describe("the ball in a match", () => {
  it("C11 · offline, a kick goes to the host, who is oneself, and ends in a goal that is counted once", async () => {
    const { match, ball, score, goals, run } = await pitchWith(1);
    match.rpcId(HOST, ball, "kick", TO_THE_RIGHT);
    run(() => goals.length > 0);
    expect(goals).toEqual([["blue", match.peerId]]);
    expect(score.goals).toEqual({ blue: 1, coral: 0 });
    run(() => ball.look.object.position.y === BALL_RADIUS && Math.abs(ball.look.object.position.x) < 0.01);
    expect(goals).toHaveLength(1);
    match.close();
  });

  it("C11 · a push makes the ball roll, and not fly", async () => {
    const { match, ball, run } = await pitchWith(1);
    match.rpcId(HOST, ball, "push", TO_THE_RIGHT);
    const { position } = ball.look.object;
    run(() => position.x > 3);
    expect(position.y).toBe(BALL_RADIUS);
    match.close();
  });

  it("R3 · the host does not believe a kick from afar", async () => {
    const { match, ball } = await pitchWith(10);
    match.rpcId(HOST, ball, "kick", TO_THE_RIGHT);
    ball.update(DT_S);
    expect(ball.look.object.position.x).toBe(0);
    match.close();
  });
});
