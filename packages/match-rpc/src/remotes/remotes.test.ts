import { NakodoError, t } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { remotes, remotesOf, remotesOfClass } from "./remotes.js";

class Player {
  name = "p";
  move(_x: number, _y: number): void {}
  say(_text: string): void {}
}

class Boss extends Player {
  roar(): void {}
}

/** The code of the NakodoError that `run` throws; whatever else it throws goes on. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("remotes", () => {
  it("R6 · a mode alone stands for reliable, not local and untyped", () => {
    const type = remotes("Player", Player, { say: "authority" });
    expect(type.name).toBe("Player");
    expect(type.constructorOf).toBe(Player);
    expect(type.methods).toEqual([
      {
        type: "Player",
        name: "say",
        mode: "authority",
        callLocal: false,
        transfer: "reliable",
        channel: 0,
        args: undefined,
        context: false,
      },
    ]);
  });

  it("R6 · all options are taken over", () => {
    const options = {
      mode: "anyPeer",
      callLocal: true,
      transfer: "unreliableOrdered",
      channel: 255,
      args: [t.f32, t.u8],
    } as const;
    expect(remotes("Player", Player, { move: options }).methods).toEqual([
      { type: "Player", name: "move", context: false, ...options },
    ]);
  });

  it("R3 · L · channels are 0 to 255, and one past them is invalid-argument", () => {
    for (const channel of [0, 1, 255])
      expect(remotes("Player", Player, { say: { mode: "anyPeer", channel } }).methods[0]?.channel).toBe(
        channel,
      );
    for (const channel of [-1, 256, 1.5, Number.NaN])
      expect(codeOf(() => remotes("Player", Player, { say: { mode: "anyPeer", channel } }))).toBe(
        "invalid-argument",
      );
  });

  it("R6 · without TypeScript, too, options are what they can be, and fields are fields", () => {
    const messageOf = (say: unknown): string => {
      try {
        remotesOfClass("Player", Player, { say });
      } catch (error) {
        if (error instanceof NakodoError && error.code === "invalid-argument") return error.message;
        throw error;
      }
      return "nothing thrown";
    };
    expect(messageOf("any_peer")).toBe("Player.say: mode any_peer is none of authority, anyPeer");
    expect(messageOf({ callLocal: true })).toContain("mode undefined is none of");
    expect(messageOf({ mode: "anyPeer", transfer: "unreliable_ordered" })).toContain(
      "transfer unreliable_ordered",
    );
    for (const field of [{ args: [t.string] }, { args: ["text"] }, { returns: t.list }])
      expect(messageOf({ mode: "anyPeer", ...field })).toContain("is no field type");
    expect(messageOf({ mode: "anyPeer", args: [t.string(8)], returns: t.bool })).toBe("nothing thrown");
  });

  it("R6 · what is given for the class must be one", () => {
    expect(codeOf(() => Reflect.apply(remotes, undefined, ["Player", { say: "anyPeer" }]))).toBe(
      "invalid-argument",
    );
  });

  it("R6 · inherited methods can be declared", () => {
    const methods = remotes("Boss", Boss, { roar: "anyPeer", say: "anyPeer" }).methods;
    expect(methods.map((method) => method.name)).toEqual(["roar", "say"]);
  });

  it("R6 · an empty table declares nothing", () => {
    expect(remotes("Player", Player, {}).methods).toEqual([]);
  });

  it("R6 · a name that cannot stand before a method's is invalid-argument", () => {
    for (const name of ["", " ", "a b", "a.b", "a\n", "\t"]) {
      expect(
        codeOf(() => remotes(name, Player, { say: "anyPeer" })),
        JSON.stringify(name),
      ).toBe("invalid-argument");
      expect(codeOf(() => remotesOf<Player>()(name, { say: "anyPeer" }))).toBe("invalid-argument");
    }
    expect(codeOf(() => remotes("選手-1", Player, { say: "anyPeer" }))).toBe("nothing thrown");
  });

  it("R6 · what is no method of the class is invalid-argument", () => {
    const fromElsewhere: Record<string, "anyPeer"> = { jump: "anyPeer" };
    expect(codeOf(() => remotes<Player, Record<string, "anyPeer">>("Player", Player, fromElsewhere))).toBe(
      "invalid-argument",
    );
    expect(
      codeOf(() => remotes<Player, Record<string, "anyPeer">>("Player", Player, { name: "anyPeer" })),
    ).toBe("invalid-argument");
  });

  it("R6 · objects that are not of one class have a type, too", () => {
    const type = remotesOf<{ kick(force: number): void }>()("Ball", {
      kick: { mode: "anyPeer", args: [t.f32] },
    });
    expect(type).toEqual({
      name: "Ball",
      constructorOf: undefined,
      methods: [
        {
          type: "Ball",
          name: "kick",
          mode: "anyPeer",
          callLocal: false,
          transfer: "reliable",
          channel: 0,
          args: [t.f32],
          context: false,
        },
      ],
    });
  });
});
