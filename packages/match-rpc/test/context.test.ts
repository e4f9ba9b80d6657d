import { describe, expect, it } from "vitest";
import { HOST } from "../src/ids.js";
import { CallContext } from "../src/remotes/call-context.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** An object whose methods wait until the test lets them go on. */
class Desk {
  readonly noted: string[] = [];
  readonly waiting: (() => void)[] = [];
  constructor(readonly peer: SimulatedPeer) {}

  async sign(call: CallContext, name: string): Promise<number> {
    this.noted.push(`${name} begins: ${call.senderId}, ${this.peer.engine.senderId}`);
    await this.#turn();
    this.noted.push(`${name} goes on: ${call.senderId}, ${this.peer.engine.senderId}`);
    await this.#turn();
    this.noted.push(`${name} ends: ${call.senderId}, ${this.peer.engine.senderId}`);
    return call.senderId;
  }

  optional(call: CallContext, first: unknown, second: unknown = "default"): void {
    this.noted.push(`${call instanceof CallContext} ${call.senderId} ${String(first)} ${String(second)}`);
  }

  /** Lets a method that waits go on, inside this call. */
  wake(): void {
    this.waiting.shift()?.();
    this.noted.push(`woken by ${this.peer.engine.senderId}`);
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

const DeskRemotes = remotes("Desk", Desk, {
  sign: { mode: "anyPeer", context: true, callLocal: true },
  optional: { mode: "anyPeer", context: true },
  wake: "anyPeer",
});

function desks(count: number): { match: SimulatedMatch; desks: Desk[] } {
  const match = SimulatedMatch.of(count, 3, undefined, { schema: new Schema([DeskRemotes]) });
  return {
    match,
    desks: match.peers.map((peer) => {
      const desk = new Desk(peer);
      peer.engine.add("/desk", desk);
      return desk;
    }),
  };
}

/** Lets promises go on. */
async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe("who called", () => {
  it("R5 · each of two calls that wait in turn sees its own caller; match.sender is 0, never another's", async () => {
    const { match, desks: all } = desks(3);
    const desk = all[0] as Desk;
    match.peer(1).engine.call(HOST, all[1] as Desk, "sign", ["a"], false);
    match.run(100);
    match.peer(2).engine.call(HOST, all[2] as Desk, "sign", ["b"], false);
    match.run(100);
    desk.waiting.shift()?.();
    await turn();
    // Godot 3 shows the caller of this one in the method that it wakes.
    match.peer(2).engine.call(HOST, all[2] as Desk, "wake", [], false);
    match.run(100);
    await turn();
    for (const go of desk.waiting.splice(0)) go();
    await turn();
    expect(desk.noted).toEqual([
      "a begins: 3, 3",
      "b begins: 4, 4",
      "a goes on: 3, 0",
      "woken by 4",
      "b goes on: 4, 0",
      "a ends: 3, 0",
      "b ends: 4, 0",
    ]);
  });

  it("R5 · a call that runs where it was made has this peer as caller", async () => {
    const { match, desks: all } = desks(2);
    match.peer(1).engine.call(3, all[1] as Desk, "sign", ["own"], false);
    expect(all[1]?.noted).toEqual(["own begins: 3, 3"]);
    const asked = match.peer(1).engine.ask(3, all[1] as Desk, "sign", ["asked"], {});
    for (let i = 0; i < 3; i++) {
      for (const go of all[1]?.waiting.splice(0) ?? []) go();
      await turn();
    }
    expect(await asked).toBe(3);
  });

  it("R5 · C4 · the context is no argument: nobody can send one, and none is missing for it", () => {
    const { match, desks: all } = desks(2);
    const say = (...args: unknown[]): void =>
      match.peer(1).engine.call(HOST, all[1] as Desk, "optional", args, false);
    say("one");
    say(new CallContext(99), "two");
    match.run(100);
    expect(all[0]?.noted).toEqual(["true 3 one default", "true 3 [object Object] two"]);
    say();
    match.run(100);
    expect(match.violations.map((one) => one.reason)).toEqual(["bad-frame"]);
  });
});
