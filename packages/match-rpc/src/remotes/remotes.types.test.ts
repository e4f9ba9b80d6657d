import { t } from "@nakodo/core";
import { describe, expectTypeOf, it } from "vitest";
import {
  type MethodArgs,
  type MethodName,
  type RemoteTable,
  type RemoteType,
  remotes,
  remotesOf,
} from "./remotes.js";

class Player {
  name = "p";
  readonly onHit = (_damage: number): void => {};
  move(_x: number, _y: number): void {}
  say(_text: string, _loud?: boolean): void {}
  async load(_bytes: Uint8Array): Promise<number> {
    return 1;
  }
}

abstract class Door {
  abstract open(wide: boolean): void;
}

describe("types of remote declarations", () => {
  it("R6 · the methods of a class are its functions, and nothing else", () => {
    expectTypeOf<MethodName<Player>>().toEqualTypeOf<"onHit" | "move" | "say" | "load">();
    expectTypeOf<MethodArgs<Player, "move">>().toEqualTypeOf<[_x: number, _y: number]>();
    expectTypeOf<MethodArgs<Player, "say">>().toEqualTypeOf<[_text: string, _loud?: boolean | undefined]>();
    expectTypeOf<MethodArgs<Player, "load">>().toEqualTypeOf<[_bytes: Uint8Array]>();
    expectTypeOf<MethodArgs<Player, "name">>().toBeNever();
  });

  it("R6 · a declared type knows its objects and the names of its methods", () => {
    const type = remotes("Player", Player, { move: "authority", say: { mode: "anyPeer", callLocal: true } });
    expectTypeOf(type).toEqualTypeOf<RemoteType<Player, "move" | "say">>();
    expectTypeOf(remotesOf<Player>()("Player", { load: "anyPeer" })).toEqualTypeOf<
      RemoteType<Player, "load">
    >();
    expectTypeOf(remotes("Nothing", Player, {}).remoteNames).toEqualTypeOf<undefined>();
    expectTypeOf(type).toExtend<RemoteType>();
  });

  it("R6 · abstract classes can be declared", () => {
    class Gate extends Door {
      override open(_wide: boolean): void {}
    }
    expectTypeOf(remotes("Gate", Gate, { open: "anyPeer" })).toEqualTypeOf<RemoteType<Gate, "open">>();
    expectTypeOf(remotes<Door, { open: "anyPeer" }>)
      .parameter(1)
      .toEqualTypeOf<abstract new (...args: never) => Door>();
  });

  it("R6 · fields fit the method's parameters", () => {
    expectTypeOf({
      move: { mode: "anyPeer", args: [t.f32, t.quant(0, 1, 0.1)] },
      load: { mode: "anyPeer", args: [t.bytes(8)] },
      say: "authority",
    } as const).toExtend<RemoteTable<Player>>();
  });

  it("R6 · a wrong declaration does not compile", () => {
    const neverRun = (): void => {
      // @ts-expect-error there is no such method
      remotes("Player", Player, { jump: "anyPeer" });
      // @ts-expect-error a property is no method
      remotes("Player", Player, { name: "anyPeer" });
      // @ts-expect-error there is no such mode
      remotes("Player", Player, { move: "everyone" });
      // @ts-expect-error a mode must be said
      remotes("Player", Player, { move: { callLocal: true } });
      // @ts-expect-error there is no such transfer
      remotes("Player", Player, { move: { mode: "anyPeer", transfer: "fast" } });
      // @ts-expect-error a text is no number
      remotes("Player", Player, { move: { mode: "anyPeer", args: [t.string(8), t.f32] } });
      // @ts-expect-error a field too few
      remotes("Player", Player, { move: { mode: "anyPeer", args: [t.f32] } });
      // @ts-expect-error a field too many
      remotes("Player", Player, { move: { mode: "anyPeer", args: [t.f32, t.f32, t.f32] } });
      // @ts-expect-error the name comes first
      remotes(Player, { move: "anyPeer" });
      // @ts-expect-error there is no such method
      remotesOf<Player>()("Player", { jump: "anyPeer" });
      // @ts-expect-error a number is no text
      remotesOf<Player>()("Player", { say: { mode: "anyPeer", args: [t.f32] } });
    };
    expectTypeOf(neverRun).toBeFunction();
  });
});
