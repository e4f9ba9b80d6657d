import { t } from "@nakodo/core";
import { describe, expectTypeOf, it } from "vitest";
import type { CallContext } from "./call-context.js";
import {
  type MethodArgs,
  type MethodName,
  type MethodResult,
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

class Shop {
  async buy(context: CallContext, _item: number): Promise<boolean> {
    return context.senderId > 0;
  }
  sell(_context: CallContext): void {}
  any(..._all: unknown[]): void {}
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

  it("R5 · R6 · a context is no argument of the caller's", () => {
    expectTypeOf<MethodArgs<Shop, "buy">>().toEqualTypeOf<[_item: number]>();
    expectTypeOf<MethodArgs<Shop, "sell">>().toEqualTypeOf<[]>();
    expectTypeOf<MethodArgs<Shop, "any">>().toEqualTypeOf<unknown[]>();
    const type = remotes("Shop", Shop, {
      buy: { mode: "anyPeer", context: true, args: [t.u8], returns: t.bool },
      sell: { mode: "anyPeer", context: true },
      any: "anyPeer",
    });
    expectTypeOf(type).toEqualTypeOf<RemoteType<Shop, "buy" | "sell" | "any">>();
  });

  it("R7 · a method's result is what its promise gives", () => {
    expectTypeOf<MethodResult<Shop, "buy">>().toEqualTypeOf<boolean>();
    expectTypeOf<MethodResult<Player, "load">>().toEqualTypeOf<number>();
    expectTypeOf<MethodResult<Player, "move">>().toEqualTypeOf<void>();
    expectTypeOf<MethodResult<Player, "name">>().toBeNever();
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
      // @ts-expect-error a wrong name beside a right one
      remotes("Player", Player, { move: "anyPeer", jump: "anyPeer" });
      // @ts-expect-error a property beside a method
      remotes("Player", Player, { move: "anyPeer", name: "anyPeer" });
      // @ts-expect-error a misspelt option
      remotes("Player", Player, { move: { mode: "anyPeer", calllocal: true } });
      // @ts-expect-error a misspelt option of one method beside another
      remotesOf<Player>()("Player", { say: "anyPeer", move: { mode: "anyPeer", tranfer: "unreliable" } });
      // @ts-expect-error a wrong name beside a right one
      remotesOf<Player>()("Player", { say: "anyPeer", jump: "anyPeer" });
      // @ts-expect-error the result is a number, and no text
      remotes("Player", Player, { load: { mode: "anyPeer", returns: t.string(8) } });
      // @ts-expect-error a method that takes a context must be declared so
      remotes("Shop", Shop, { buy: "anyPeer" });
      // @ts-expect-error a method that takes a context must be declared so
      remotes("Shop", Shop, { buy: { mode: "anyPeer", args: [t.u8] } });
      // @ts-expect-error a method that takes no context must not be declared so
      remotes("Player", Player, { move: { mode: "anyPeer", context: true } });
      // @ts-expect-error the context is not the caller's to give
      remotes("Shop", Shop, { buy: { mode: "anyPeer", context: true, args: [t.u8, t.u8] } });
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
