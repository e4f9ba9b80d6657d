import { HOST, OnlineMatch } from "@nakodo/match-rpc";
import { Group, Object3D, Quaternion, Scene, Vector3 } from "three";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NetworkScene, type SceneBinding, TransformRemotes } from "../src/index.js";
import { codeOf } from "./code-of.js";
import { Stage, type Window } from "./stage.js";

const TURNED = new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), 1);

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

/** Two windows with the crate bound in both; the first is host. */
async function twoWithCrate(): Promise<[Window, Window]> {
  await stage.playing(2);
  for (const { network, crate } of stage.windows) network.bind(crate);
  return [stage.windowAt(0), stage.windowAt(1)];
}

const xOf = (window: Window): number => window.crate.position.x;

describe("in one match", () => {
  it("E1 · one call makes a transform travel from its authority to the others, at its place in the scene", async () => {
    await stage.playing(2);
    const bindings = stage.windows.map(({ network, crate }) => network.bind(crate));
    expect(bindings.map(({ path }) => path)).toEqual(["/props/crate", "/props/crate"]);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    host.crate.position.set(1.5, 2, -3);
    host.crate.quaternion.copy(TURNED);
    await stage.until(() => xOf(guest) === 1.5);
    expect(bindings.map(({ isMaster }) => isMaster)).toEqual([true, false]);
    expect(guest.crate.position.toArray()).toEqual([1.5, 2, -3]);
    expect(guest.crate.quaternion.angleTo(TURNED)).toBeLessThan(0.0002);
    expect(guest.crate.scale.toArray()).toEqual([1, 1, 1]);
  });

  it("E1 · the authority may be a player, and the host's own object is then the one that follows", async () => {
    const [host, guest] = [await stage.playing(2), stage.windowAt(1)];
    const peerId = guest.match.peerId;
    for (const { network, crate } of stage.windows)
      network.bind(crate, { path: "/avatar", authority: peerId });
    guest.crate.position.x = 3;
    await stage.until(() => host.every((window) => xOf(window) === 3));
  });

  it("E1 · without an authority of its own an object has that of its path, even of a parent added later", async () => {
    await stage.playing(2);
    const guest = stage.windowAt(1);
    const bindings = stage.windows.map(({ network, crate }) => network.bind(crate, { path: "/players/3" }));
    await stage.until(() => bindings[0]?.isMaster === true);
    for (const { match } of stage.windows) match.add("/players", {}, { authority: guest.match.peerId });
    guest.crate.position.x = 2;
    await stage.until(() => xOf(stage.windowAt(0)) === 2);
    expect(bindings.map(({ authority }) => authority)).toEqual([guest.match.peerId, guest.match.peerId]);
  });

  it("E1 · the scale travels where it is asked for", async () => {
    await stage.playing(2);
    for (const { network, crate } of stage.windows) network.bind(crate, { scale: true });
    stage.windowAt(0).crate.scale.set(2, 3, 4);
    await stage.until(() => stage.windowAt(1).crate.scale.z === 4);
    expect(stage.windowAt(1).crate.scale.toArray()).toEqual([2, 3, 4]);
  });

  it("E1 · an own object is never touched, and another's is put back where its authority has it", async () => {
    const [host, guest] = await twoWithCrate();
    host.crate.position.x = 1;
    await stage.until(() => xOf(guest) === 1);
    guest.crate.position.x = 50;
    stage.frame();
    expect([xOf(host), xOf(guest)]).toEqual([1, 1]);
    host.crate.position.x = 2;
    await stage.until(() => xOf(guest) === 2);
    expect(xOf(host)).toBe(2);
  });

  it("E1 · who binds late asks for the present pose of what rests, of more objects than calls are kept for", async () => {
    await stage.playing(2);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    const count = 400;
    const [ours, theirs] = [0, 1].map(() => Array.from({ length: count }, () => new Object3D())) as [
      Object3D[],
      Object3D[],
    ];
    for (const [i, object] of ours.entries()) {
      object.position.x = i + 1;
      host.network.bind(object, { path: `/many/${i}` });
    }
    await stage.rest();
    for (const [i, object] of theirs.entries()) guest.network.bind(object, { path: `/many/${i}` });
    await stage.until(() => theirs.every((object, i) => object.position.x === i + 1));
  });

  it("E1 · who joins late is shown the scene as it is, at once", async () => {
    const [host] = await twoWithCrate();
    host.crate.position.set(7, 8, 9);
    await stage.until(() => xOf(stage.windowAt(1)) === 7);
    await stage.rest();
    const late = await stage.window();
    late.network.bind(late.crate);
    await late.match.join(host.match.matchId ?? "");
    const seen = new Set<number>();
    await stage.until(() => {
      seen.add(xOf(late));
      return xOf(late) === 7;
    });
    expect([...seen]).toEqual([0, 7]);
    expect(late.crate.position.toArray()).toEqual([7, 8, 9]);
  });

  it("E1 · an object of the host goes on under the next host from where it was shown", async () => {
    const [host, next] = await twoWithCrate();
    const third = await stage.join();
    third.network.bind(third.crate);
    host.crate.position.x = 5;
    await stage.until(() => xOf(next) === 5 && xOf(third) === 5);
    host.match.leave();
    await stage.until(() => next.match.isHost);
    expect(xOf(next)).toBe(5);
    const shown: number[] = [];
    await stage.until(
      () => {
        shown.push(xOf(third));
        return xOf(third) === 6;
      },
      () => {
        next.crate.position.x = Math.min(6, next.crate.position.x + 0.05);
      },
    );
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(5 - 1e-6);
    await stage.rest();
    expect([xOf(next), xOf(third)]).toEqual([6, 6]);
  });

  it("E1 · an authority that is handed over goes on from where the object was, without a jump on either side", async () => {
    await stage.playing(2);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    const bindings = stage.windows.map(({ network, crate }) => network.bind(crate));
    host.crate.position.x = 1;
    await stage.until(() => xOf(guest) === 1);
    // The host has moved it on, and nobody has heard of it: the word of the new authority counts.
    host.crate.position.x = 2;
    bindings[0]?.setAuthority(guest.match.peerId);
    const shown: number[] = [];
    await stage.until(() => {
      shown.push(xOf(host));
      return bindings[1]?.isMaster === true && xOf(host) === 1;
    });
    expect(shown.some((x) => x > 1.05 && x < 1.95)).toBe(true);
    expect([xOf(guest), ...bindings.map(({ isMaster }) => isMaster)]).toEqual([1, false, true]);
    guest.crate.position.x = 2;
    await stage.until(() => xOf(host) === 2);
  });

  it("E1 · what a player said last before leaving is shown to its end", async () => {
    await stage.playing(2);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    const authority = guest.match.peerId;
    for (const { network, crate } of stage.windows) network.bind(crate, { authority });
    guest.crate.position.x = 1;
    await stage.until(() => xOf(host) === 1);
    guest.crate.position.x = 2;
    for (let i = 0; i < 3; i++) stage.frame();
    guest.match.leave();
    await stage.until(() => host.match.players.length === 1 && xOf(host) === 2);
  });

  it("P5 · a teleport is shown as one, and so is a way longer than teleportDistance; a shorter one is walked", async () => {
    const [host, guest] = await twoWithCrate();
    const binding = host.network.bind(host.other);
    guest.network.bind(guest.other);
    await stage.rest();
    host.crate.position.x = 6;
    host.other.position.x = 2;
    binding.teleport();
    const shown = new Set<number>();
    const shownOther = new Set<number>();
    await stage.until(() => {
      shown.add(xOf(guest));
      shownOther.add(guest.other.position.x);
      return shown.has(6) && shownOther.has(2);
    });
    expect([[...shown], [...shownOther]]).toEqual([
      [0, 6],
      [0, 2],
    ]);
    await stage.rest();
    host.crate.position.x = 8;
    await stage.until(() => {
      shown.add(xOf(guest));
      return xOf(guest) === 8;
    });
    expect([...shown].some((x) => x > 6 && x < 8)).toBe(true);
  });

  it("E1 · an object says where it goes, that it stopped, then reliably that it rests, and nothing from then on", async () => {
    const [host] = await twoWithCrate();
    await stage.rest();
    const rpc = vi.spyOn(host.match, "rpc");
    host.crate.position.x = 1;
    await stage.rest();
    await stage.rest();
    expect(rpc.mock.calls.map(([, method]) => method)).toEqual(["move", "move", "place"]);
    expect(rpc.mock.lastCall?.at(-1)).toEqual({ jump: false, rest: true });
  });

  it("E1 · a pose costs 29 bytes, and all objects of one tick share a message", async () => {
    await stage.playing(2);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    const objects = Array.from({ length: 20 }, () => new Object3D());
    for (const [i, object] of objects.entries()) {
      host.network.bind(object, { path: `/many/${i}` });
      guest.network.bind(new Object3D(), { path: `/many/${i}` });
    }
    await stage.rest();
    const before = host.match.counters;
    for (const object of objects) object.position.x = 1;
    // Three frames hold one tick; what it says is sent when the running task ends.
    for (let i = 0; i < 3; i++) stage.frame();
    await Promise.resolve();
    const after = host.match.counters;
    expect(after.sentFrames - before.sentFrames).toBe(1);
    const bytes = after.sentBytes - before.sentBytes;
    expect(bytes).toBeGreaterThanOrEqual(20 * 29);
    expect(bytes).toBeLessThan(20 * 29 + 10);
  });

  it("E1 · dispose ends the traffic, frees the path, leaves the object, and is safe twice", async () => {
    await stage.playing(2);
    const [host, guest] = [stage.windowAt(0), stage.windowAt(1)];
    const bindings = stage.windows.map(({ network, crate }) => network.bind(crate));
    host.crate.position.x = 1;
    await stage.until(() => xOf(guest) === 1);
    await stage.rest();
    for (const binding of bindings) {
      binding.dispose();
      binding.dispose();
    }
    const rpc = vi.spyOn(host.match, "rpc");
    host.crate.position.x = 2;
    await stage.rest();
    expect(rpc).not.toHaveBeenCalled();
    expect([xOf(guest), bindings[0]?.isMaster]).toEqual([1, false]);
    for (const { network, crate } of stage.windows) network.bind(crate);
    await stage.until(() => xOf(guest) === 2);
    expect(guest.match.counters.violations).toBe(0);
  });

  it("E1 · a scene that is disposed frees every path and binds nothing more", async () => {
    const [host] = await twoWithCrate();
    host.network.dispose();
    host.network.dispose();
    expect(codeOf(() => host.network.bind(host.crate))).toBe("closed");
    new NetworkScene(host.match).bind(host.crate);
  });

  it("E1 · a dropped connection comes back to the pose of what came to rest meanwhile", async () => {
    const [host, guest] = await twoWithCrate();
    host.crate.position.x = 1;
    await stage.until(() => xOf(guest) === 1);
    let back = false;
    guest.match.on("reconnected", () => {
      back = true;
    });
    guest.match.once("disconnected").then(() => {
      host.crate.position.x = 3;
    });
    stage.dropSockets(guest);
    await stage.until(() => back && xOf(guest) === 3);
    expect(guest.crate.position.toArray()).toEqual([3, 0, 0]);
  });

  it("E1 · one scene serves one match after the other, and nothing of the first shows in the second", async () => {
    const [host, guest] = await twoWithCrate();
    host.crate.position.x = 1;
    await stage.until(() => xOf(guest) === 1);
    guest.match.leave();
    host.match.leave();
    guest.crate.position.x = 2;
    stage.frame();
    expect(xOf(guest)).toBe(2);
    const other = await stage.window();
    other.network.bind(other.crate);
    other.crate.position.x = 3;
    await other.match.create();
    await guest.match.join(other.match.matchId ?? "");
    const shown = new Set<number>();
    await stage.until(() => {
      shown.add(xOf(guest));
      return xOf(guest) === 3;
    });
    expect([...shown].every((x) => x === 2 || x === 3)).toBe(true);
  });
});

describe("without a server", () => {
  it("E1 · binding twice to one path is an error that names the path", () => {
    const network = new NetworkScene(new OnlineMatch(undefined, { remotes: [TransformRemotes] }));
    network.bind(new Object3D(), { path: "/crate" });
    expect(() => network.bind(new Object3D(), { path: "/crate" })).toThrowError(/\/crate\/transform/);
    expect(codeOf(() => network.bind(new Object3D(), { path: "/crate" }))).toBe("path-taken");
  });

  it("E1 · a place in the scene without names gives no path, and the error says what to do", () => {
    const network = new NetworkScene(new OnlineMatch(undefined, { remotes: [TransformRemotes] }));
    const [scene, group, object] = [new Scene(), new Group(), new Object3D()];
    scene.add(group.add(object));
    object.name = "crate";
    expect(() => network.bind(object)).toThrowError(/a parent of "crate".*name it/);
    group.name = "my props";
    expect(codeOf(() => network.bind(object))).toBe("invalid-argument");
    group.name = "props";
    expect(network.bind(object).path).toBe("/props/crate");
  });

  it("E1 · a match that does not know TransformRemotes is told of at the first update, with the cure", async () => {
    const match: OnlineMatch = new OnlineMatch(undefined, {});
    await match.playOffline();
    const network = new NetworkScene(match);
    const binding: SceneBinding = network.bind(new Object3D(), { path: "/crate" });
    expect(binding.authority).toBe(HOST);
    expect(() => network.update(0)).toThrowError(/\/crate.*add TransformRemotes to the match's remotes/);
    match.close();
  });

  it("E1 · a transform that is not finite throws at its owner and names the object", async () => {
    const match = new OnlineMatch(undefined, { remotes: [TransformRemotes] });
    await match.playOffline();
    const network = new NetworkScene(match);
    const object = new Object3D();
    network.bind(object, { path: "/crate" });
    object.position.x = Number.NaN;
    expect(() => network.update(0)).toThrowError(/\/crate: place, argument 2/);
    match.close();
  });

  it("E3 · options and times that make no sense are refused", () => {
    const match = new OnlineMatch(undefined, { remotes: [TransformRemotes] });
    expect(codeOf(() => new NetworkScene(match, { rateHz: 0 }))).toBe("invalid-argument");
    expect(codeOf(() => new NetworkScene(match, { rateHz: 61 }))).toBe("invalid-argument");
    expect(codeOf(() => new NetworkScene(match, { maxDelayMs: -1 }))).toBe("invalid-argument");
    expect(codeOf(() => new NetworkScene(match).update(Number.NaN))).toBe("invalid-argument");
  });
});
