import { hash32, NakodoError, t } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { remotes, remotesOf } from "./remotes.js";
import { Schema } from "./schema.js";

class Node {
  move(_x: number): void {}
  say(_text: string): void {}
}
class Player extends Node {
  fire(): void {}
}
class Boss extends Player {}
class Door {
  open(): void {}
}

const NodeRemotes = remotes("Node", Node, { say: "anyPeer", move: { mode: "authority", args: [t.f32] } });
const PlayerRemotes = remotes("Player", Player, { fire: { mode: "anyPeer", callLocal: true } });
const DoorRemotes = remotes("Door", Door, { open: { mode: "anyPeer", transfer: "unreliable" } });

/** The hash of a schema with one method, declared so. */
function hashOf(...declaration: Parameters<typeof declare>): number {
  return new Schema([declare(...declaration)]).hash;
}

function declare(type: string, name: "a" | "b", options: object | string) {
  const table: Record<string, unknown> = { [name]: options };
  return remotesOf<Record<"a" | "b", (one: number) => void>>()(type, table);
}

describe("Schema", () => {
  it("C2 · a method's number is its place by type and name, in whatever order types and methods were declared", () => {
    const names = ["Door.open", "Node.move", "Node.say", "Player.fire"];
    const orders = [
      [NodeRemotes, PlayerRemotes, DoorRemotes],
      [DoorRemotes, PlayerRemotes, NodeRemotes],
      [
        PlayerRemotes,
        remotes("Node", Node, { move: { mode: "authority", args: [t.f32] }, say: "anyPeer" }),
        DoorRemotes,
      ],
    ];
    for (const types of orders) {
      const schema = new Schema(types);
      expect(schema.methods.map((method) => `${method.type}.${method.name}`)).toEqual(names);
      expect(schema.hash).toBe(new Schema([NodeRemotes, PlayerRemotes, DoorRemotes]).hash);
    }
    const schema = new Schema([NodeRemotes, PlayerRemotes, DoorRemotes]);
    expect(schema.find(DoorRemotes, "open")?.index).toBe(0);
    expect(schema.find(NodeRemotes, "move")?.index).toBe(1);
    expect(schema.find(NodeRemotes, "say")?.index).toBe(2);
    expect(schema.find(PlayerRemotes, "fire")?.index).toBe(3);
    expect(schema.find(PlayerRemotes, "open")?.index).toBeUndefined();
    expect(new Schema([DoorRemotes]).find(NodeRemotes, "say")).toBeUndefined();
  });

  it("C2 · names are sorted by their units, not by any language's order", () => {
    const types = ["b", "B", "a", "ä", "Z"].map((name) => declare(name, "a", "anyPeer"));
    expect(new Schema(types).methods.map((method) => method.type)).toEqual(["B", "Z", "a", "b", "ä"]);
  });

  it("C2 · each part of a declaration changes the hash", () => {
    const hashes = [
      hashOf("T", "a", "anyPeer"),
      hashOf("U", "a", "anyPeer"),
      hashOf("T", "b", "anyPeer"),
      hashOf("T", "a", "authority"),
      hashOf("T", "a", { mode: "anyPeer", callLocal: true }),
      hashOf("T", "a", { mode: "anyPeer", transfer: "unreliable" }),
      hashOf("T", "a", { mode: "anyPeer", transfer: "unreliableOrdered" }),
      hashOf("T", "a", { mode: "anyPeer", args: [] }),
      hashOf("T", "a", { mode: "anyPeer", args: [t.f32] }),
      hashOf("T", "a", { mode: "anyPeer", args: [t.f64] }),
      hashOf("T", "a", { mode: "anyPeer", args: [t.f32, t.f32] }),
      hashOf("T", "a", { mode: "anyPeer", returns: t.u8 }),
      hashOf("T", "a", { mode: "anyPeer", returns: t.u16 }),
      new Schema([]).hash,
      new Schema([declare("T", "a", "anyPeer"), declare("U", "a", "anyPeer")]).hash,
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("C2 · a default that is written out changes nothing", () => {
    const written = { mode: "anyPeer", callLocal: false, transfer: "reliable" };
    expect(hashOf("T", "a", written)).toBe(hashOf("T", "a", "anyPeer"));
  });

  it("C2 · describes each method in a line, and hashes what it says", () => {
    const schema = new Schema([PlayerRemotes, NodeRemotes, DoorRemotes]);
    expect(schema.describe().split("\n")).toEqual([
      "Door.open anyPeer unreliable (…)",
      `Node.move authority reliable (${t.f32.schema})`,
      "Node.say anyPeer reliable (…)",
      "Player.fire anyPeer callLocal reliable (…)",
    ]);
    expect(schema.hash).toBe(hash32(schema.describe()));
  });

  it("C2 · two types of one name are invalid-argument", () => {
    let thrown: unknown;
    try {
      new Schema([NodeRemotes, remotes("Node", Door, { open: "anyPeer" })]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NakodoError);
    expect(thrown).toMatchObject({ code: "invalid-argument", message: expect.stringContaining("Node") });
  });

  it("C2 · what is no remote type is invalid-argument, and says what to give", () => {
    expect(() => Reflect.construct(Schema, [[Door]])).toThrow(
      "Door in the match's remotes: give what remotes(…) gave",
    );
  });

  it("A3 · names the first line in which two schemas differ", () => {
    const ours = new Schema([NodeRemotes, PlayerRemotes]);
    expect(ours.firstDifference(ours.describe())).toBeUndefined();
    expect(new Schema([]).firstDifference("")).toBeUndefined();
    const changed = remotes("Node", Node, { say: "authority", move: { mode: "authority", args: [t.f32] } });
    expect(ours.firstDifference(new Schema([changed, PlayerRemotes]).describe())).toEqual({
      ours: "Node.say anyPeer reliable (…)",
      theirs: "Node.say authority reliable (…)",
    });
  });

  it("A3 · a method that only one side has is named, too", () => {
    const fire = "Player.fire anyPeer callLocal reliable (…)";
    const more = new Schema([NodeRemotes, PlayerRemotes]);
    const fewer = new Schema([NodeRemotes]);
    expect(more.firstDifference(fewer.describe())).toEqual({ ours: fire, theirs: "(none)" });
    expect(fewer.firstDifference(more.describe())).toEqual({ ours: "(none)", theirs: fire });
    expect(new Schema([]).firstDifference(new Schema([PlayerRemotes]).describe())).toEqual({
      ours: "(none)",
      theirs: fire,
    });
    expect(new Schema([PlayerRemotes]).firstDifference("")).toEqual({ ours: fire, theirs: "(none)" });
  });

  it("R6 · an object is of the most derived type that was declared for its class, in whatever order", () => {
    for (const types of [
      [NodeRemotes, PlayerRemotes, DoorRemotes],
      [PlayerRemotes, DoorRemotes, NodeRemotes],
    ]) {
      const schema = new Schema(types);
      expect(schema.typeOf(new Node())).toBe(NodeRemotes);
      expect(schema.typeOf(new Player())).toBe(PlayerRemotes);
      expect(schema.typeOf(new Boss())).toBe(PlayerRemotes);
      expect(schema.typeOf(new Door())).toBe(DoorRemotes);
      expect(schema.typeOf({})).toBeUndefined();
    }
  });

  it("R6 · a type has its base types' methods, and its own before theirs", () => {
    const own = remotes("Boss", Boss, { say: "authority" });
    for (const types of [
      [NodeRemotes, PlayerRemotes, own],
      [own, PlayerRemotes, NodeRemotes],
      [PlayerRemotes, own, NodeRemotes],
    ]) {
      const schema = new Schema(types);
      const found = (name: string): string => {
        const method = schema.find(own, name);
        return `${method?.type} ${method?.mode}`;
      };
      expect([found("say"), found("fire"), found("move"), found("open")]).toEqual([
        "Boss authority",
        "Player anyPeer",
        "Node authority",
        "undefined undefined",
      ]);
      expect(schema.find(PlayerRemotes, "say")?.index).toBe(schema.find(NodeRemotes, "say")?.index);
      expect(schema.find(NodeRemotes, "fire")?.index).toBeUndefined();
    }
  });

  it("R6 · a type without a class is nobody's by class", () => {
    const Ball = remotesOf<{ kick(): void }>()("Ball", { kick: "anyPeer" });
    expect(new Schema([Ball]).typeOf({ kick() {} })).toBeUndefined();
    expect(new Schema([Ball, NodeRemotes]).typeOf(new Player())).toBe(NodeRemotes);
  });
});
