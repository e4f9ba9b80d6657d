import { type LocalServer, startLocalServer } from "@nakodo/local-server";
import { OnlineMatch } from "@nakodo/match-rpc";
import { device, Online } from "@nakodo/session";
import { Group, Object3D, Scene } from "three";
import { vi } from "vitest";
import { NetworkScene, TransformRemotes } from "../src/index.js";

/** What one browser window has: an account, a match, and a scene with two props in it. */
export class Window {
  readonly match: OnlineMatch<[typeof TransformRemotes]>;
  readonly network: NetworkScene;
  readonly crate = new Object3D();
  readonly other = new Object3D();

  /** `aheadMs`: by how much its clock is ahead of the stage's. */
  constructor(
    readonly online: Online,
    readonly aheadMs: number,
  ) {
    this.match = new OnlineMatch(online, { remotes: [TransformRemotes], minPlayers: 1 });
    this.network = new NetworkScene(this.match);
    const props = new Group();
    props.name = "props";
    this.crate.name = "crate";
    this.other.name = "other";
    new Scene().add(props.add(this.crate, this.other));
  }
}

/** A real server on a free port, and players on it. Time in their scenes passes only while somebody waits. */
export class Stage {
  readonly windows: Window[] = [];
  readonly #server: LocalServer;
  #nowMs = 1000;

  private constructor(server: LocalServer) {
    this.#server = server;
  }

  static async open(): Promise<Stage> {
    return new Stage(await startLocalServer({ port: 0 }));
  }

  windowAt(index: number): Window {
    const window = this.windows[index];
    if (window === undefined) throw new Error(`there is no window ${index}`);
    return window;
  }

  /** Another player, signed in and in no match. */
  async window(): Promise<Window> {
    const online = new Online({ port: this.#server.port });
    await online.authenticate(device({ id: `device-of-player-${this.windows.length}` }));
    const window = new Window(online, 1e8 - 1e7 * this.windows.length);
    this.windows.push(window);
    return window;
  }

  /** Another player, in the match of the first. */
  async join(): Promise<Window> {
    const window = await this.window();
    await window.match.join(this.windowAt(0).match.matchId ?? "");
    await this.until(() => this.windows.every(({ match }) => match.players.length === this.windows.length));
    return window;
  }

  /** Several players in one match; the first is its host. */
  async playing(count: number): Promise<Window[]> {
    await (await this.window()).match.create();
    while (this.windows.length < count) await this.join();
    return this.windows;
  }

  /** Cuts a player's socket as a broken line does. */
  dropSockets(window: Window): void {
    this.#server.dropSockets(window.online.session?.userId ?? "nobody");
  }

  /** Draws frames, `before` before each, until `condition` holds after one. */
  async until(condition: () => boolean, before: () => void = () => undefined): Promise<void> {
    await vi.waitFor(
      () => {
        before();
        this.frame();
        if (!condition()) throw new Error(`it never came to ${condition}`);
      },
      { interval: 4, timeout: 10_000 },
    );
  }

  /** Draws frames for a second of the scenes' time: what was moved has come to rest by then. */
  async rest(): Promise<void> {
    const endMs = this.#nowMs + 1000;
    await this.until(() => this.#nowMs >= endMs);
  }

  /** One frame of 60 a second, in every window by a clock of its own. */
  frame(): void {
    this.#nowMs += 1000 / 60;
    for (const { network, aheadMs } of this.windows) network.update(this.#nowMs + aheadMs);
  }

  async close(): Promise<void> {
    for (const { network, match, online } of this.windows) {
      network.dispose();
      match.close();
      online.close();
    }
    await this.#server.stop();
  }
}
