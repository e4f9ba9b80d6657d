import { NetworkScene } from "@nakodo/adapters-three";
import { HOST } from "@nakodo/match-rpc";
import type { ArenaMatch } from "./arena-match.js";
import type { Phrase } from "./avatar.js";
import { Ball } from "./ball.js";
import { createBoards } from "./boards.js";
import { Confetti } from "./confetti.js";
import { Controls } from "./controls.js";
import { FollowCamera } from "./follow-camera.js";
import { createGround } from "./ground.js";
import { Ping } from "./ping.js";
import { PITCH } from "./pitch.js";
import { Players } from "./players.js";
import type { Quality } from "./quality.js";
import { createScenery } from "./scenery.js";
import { Score, type ScoreListener } from "./score.js";
import { Stage } from "./stage.js";
import { TEAM_COLOURS, type Team } from "./teams.js";
import { TouchControls } from "./touch-controls.js";
import { type Touch, Walker } from "./walker.js";

/** A longer frame is cut: who returns to the page goes on from where it was. */
const MAX_FRAME_S = 0.1;
const PUSH_INTERVAL_MS = 50;
const LOBBY_FRAME_MS = 50;

/** The game in one page: what is drawn, what travels, and the loop that moves it. */
export class Game {
  readonly players: Players;
  readonly ball: Ball;
  readonly score: Score;
  readonly ping: Ping;
  readonly #match: ArenaMatch;
  readonly #stage: Stage;
  readonly #network: NetworkScene;
  readonly #camera: FollowCamera;
  readonly #controls: Controls;
  readonly #confetti = new Confetti();
  readonly #quality: Quality;
  #walker = new Walker();
  #isConnected = true;
  #lastMs = 0;
  #pushedAtMs = 0;

  constructor(canvas: HTMLCanvasElement, match: ArenaMatch, quality: Quality, listener: ScoreListener) {
    this.#match = match;
    this.#quality = quality;
    this.#stage = new Stage(canvas, quality);
    this.#camera = new FollowCamera(this.#stage.camera);
    this.#network = new NetworkScene(match);
    this.#controls = new Controls((phrase) => this.say(phrase));
    new TouchControls(canvas, this.#controls);
    const { scene } = this.#stage;
    this.players = new Players(match, this.#network, scene, quality);
    this.score = new Score(match, {
      changed: listener.changed,
      goal: (team, by) => {
        this.#celebrate(team);
        listener.goal(team, by);
      },
    });
    this.ping = new Ping(match);
    this.ball = new Ball(match, this.#network, this.#surroundings(), quality);
    scene.add(createGround(quality), createBoards(), createScenery());
    scene.add(this.ball.look.object, this.#confetti.object);
    match.on("disconnected", () => {
      this.#isConnected = false;
    });
    match.on("reconnected", () => {
      this.#isConnected = true;
    });
    match.on("left", () => {
      this.#isConnected = true;
      this.#walker = new Walker();
      this.ball.reset();
      this.score.set(0, 0);
    });
  }

  /** Begins to move and draw, once for each of the screen's frames. */
  start(): void {
    requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  /** Says something, on every screen. */
  say(phrase: Phrase): void {
    const { own } = this.players;
    if (own !== undefined && this.#isConnected) this.#match.rpc(own, "say", phrase);
  }

  #frame(nowMs: number): void {
    requestAnimationFrame((nextMs) => this.#frame(nextMs));
    const { own } = this.players;
    // The lobby's view is a backdrop: where drawing is dear it need not be smooth.
    if (own === undefined && this.#quality.name === "low" && nowMs - this.#lastMs < LOBBY_FRAME_MS) return;
    const dtS = Math.min((nowMs - this.#lastMs) / 1000, MAX_FRAME_S);
    this.#lastMs = nowMs;
    if (own !== undefined) this.#walk(nowMs, dtS);
    this.ball.update(dtS);
    this.#network.update(nowMs);
    this.players.animate(nowMs, dtS);
    this.ball.look.animate();
    this.#confetti.animate(dtS);
    this.#camera.update(own?.character.object.position, this.ball.look.object.position, nowMs, dtS);
    this.#stage.draw();
  }

  #walk(nowMs: number, dtS: number): void {
    const { own } = this.players;
    if (own === undefined) return;
    const touch = this.#walker.step(
      own.character.object,
      this.#controls.direction,
      this.#controls.takeAction(),
      this.ball.look.object.position,
      this.players.obstacles(),
      dtS,
    );
    if (touch !== undefined) this.#touch(touch, nowMs);
  }

  #touch({ kind, angle }: Touch, nowMs: number): void {
    // Without a host, or a way to it, nobody moves the ball: what came late would hit a ball that is elsewhere.
    if (this.#match.hostId === undefined || !this.#isConnected) return;
    if (kind === "push") {
      if (nowMs - this.#pushedAtMs < PUSH_INTERVAL_MS) return;
      this.#pushedAtMs = nowMs;
    }
    this.#match.rpcId(HOST, this.ball, kind, angle);
  }

  #surroundings() {
    return {
      distanceOf: (peerId: number, x: number, z: number): number => {
        const position = this.players.get(peerId)?.character.object.position;
        return position === undefined ? Number.POSITIVE_INFINITY : Math.hypot(position.x - x, position.z - z);
      },
      scored: (team: Team, by: number): void => this.score.count(team, by),
    };
  }

  #celebrate(team: Team): void {
    const side = team === "blue" ? 1 : -1;
    this.#confetti.burst(side * (PITCH.halfLength - 0.5), 1, 0, TEAM_COLOURS[team]);
  }
}
