import { t } from "@nakodo/core";
import { describe, expectTypeOf, it } from "vitest";
import { HOST } from "../ids.js";
import { CallContext } from "../remotes/call-context.js";
import { type RemoteType, remotes, remotesOf } from "../remotes/remotes.js";
import { OnlineMatch } from "./online-match.js";
import type { RemoteName } from "./remote-call.js";

class Player {
  name = "p";
  move(_x: number, _y: number): void {}
  say(_text: string, _loud?: boolean): void {}
  secret(): void {}
}

class Boss extends Player {
  roar(_volume: number): void {}
}

interface Ball {
  kick(force: number): void;
  /** Waits until it lies. */
  rest(call: CallContext, limitMs: number): Promise<{ readonly x: number }>;
}

const PlayerRemotes = remotes("Player", Player, {
  move: { mode: "authority", args: [t.f32, t.f32] },
  say: "anyPeer",
});
const BossRemotes = remotes("Boss", Boss, { roar: "anyPeer" });
const BallRemotes = remotesOf<Ball>()("Ball", {
  kick: "anyPeer",
  rest: { mode: "anyPeer", context: true },
});

const types = [PlayerRemotes, BossRemotes, BallRemotes] as const;
type Types = typeof types;

/** As in Godot, where a node calls its own methods. Without declared results its type and the match's would need each other. */
class Echo {
  readonly #match: OwnMatch;

  constructor(match: OwnMatch) {
    this.#match = match;
  }

  async call(): Promise<number> {
    const match = this.#match;
    match.rpc(this, "shout", "hi");
    match.rpcId(2, this, "shout", "hi");
    match.rpcSync(this, "shout", "hi");
    match.rpcIdSync(HOST, this, "answer", 3);
    // @ts-expect-error there is no such method
    match.rpc(this, "whistle");
    // @ts-expect-error a method that was not declared
    match.rpc(this, "call");
    // @ts-expect-error a number is no text
    match.rpc(this, "shout", 3);
    // @ts-expect-error an argument too few
    match.rpcId(2, this, "shout");
    // @ts-expect-error an argument too many
    match.rpcSync(this, "shout", "hi", 1);
    // @ts-expect-error a method of another type
    match.rpcIdSync(2, this, "roar", 1);
    // @ts-expect-error the context is not the caller's to give
    await match.ask(2, this, "answer", new CallContext(2), 3);
    // @ts-expect-error the result is no text
    const text: string = await match.ask(2, this, "answer", 3);
    text.length;
    return match.ask({ to: HOST, timeoutMs: 50 }, this, "answer", 3);
  }

  shout(text: string): void {
    this.#match.rpc(this, "answer", text.length);
  }

  answer(call: CallContext, times: number): number {
    if (times > 1) this.#match.rpcId(call.senderId, this, "shout", "ho");
    return times;
  }
}

const EchoRemotes = remotes("Echo", Echo, { shout: "anyPeer", answer: { mode: "anyPeer", context: true } });
type OwnMatch = OnlineMatch<readonly [typeof EchoRemotes, ...Types]>;

describe("types of remote calls", () => {
  it("R6 · the methods that can be called are those declared for the object's type and its base types", () => {
    expectTypeOf<RemoteName<Types, Player>>().toEqualTypeOf<"move" | "say">();
    expectTypeOf<RemoteName<Types, Boss>>().toEqualTypeOf<"move" | "say" | "roar">();
    expectTypeOf<RemoteName<Types, Ball>>().toEqualTypeOf<"kick" | "rest">();
    expectTypeOf<RemoteName<Types, Date>>().toBeNever();
    expectTypeOf<RemoteName<readonly [], Player>>().toBeNever();
  });

  it("R6 · a match knows its types by itself", () => {
    const make = () => new OnlineMatch(undefined, { remotes: [PlayerRemotes, BallRemotes] });
    expectTypeOf(make).returns.toEqualTypeOf<
      OnlineMatch<readonly [typeof PlayerRemotes, typeof BallRemotes]>
    >();
    expectTypeOf(() => new OnlineMatch(undefined)).returns.toEqualTypeOf<
      OnlineMatch<readonly RemoteType[]>
    >();
  });

  it("R6 · right calls compile", () => {
    const calls = (match: OnlineMatch<Types>, player: Player, boss: Boss, ball: Ball): void => {
      match.rpc(player, "move", 1, 2);
      match.rpc(player, "say", "hi");
      match.rpc(player, "say", "hi", true);
      match.rpc(boss, "roar", 3);
      match.rpc(boss, "move", 1, 2);
      match.rpcId(1, ball, "kick", 4);
      match.rpcSync(player, "say", "hi");
      match.rpcIdSync(-3, ball, "kick", 4);
    };
    expectTypeOf(calls).toBeFunction();
  });

  it("R6 · wrong calls do not compile", () => {
    const calls = (match: OnlineMatch<Types>, player: Player, ball: Ball): void => {
      // @ts-expect-error there is no such method
      match.rpc(player, "jump");
      // @ts-expect-error a method that was not declared
      match.rpc(player, "secret");
      // @ts-expect-error a property is no method
      match.rpc(player, "name");
      // @ts-expect-error a method of a type below
      match.rpc(player, "roar", 3);
      // @ts-expect-error a text is no number
      match.rpc(player, "move", "1", 2);
      // @ts-expect-error an argument too few
      match.rpc(player, "move", 1);
      // @ts-expect-error an argument too many
      match.rpc(player, "move", 1, 2, 3);
      // @ts-expect-error no arguments at all
      match.rpc(player, "say");
      // @ts-expect-error a method of another type
      match.rpc(ball, "say", "hi");
      // @ts-expect-error an object of no declared type
      match.rpc(new Date(), "getTime");
      // @ts-expect-error no target
      match.rpcId(ball, "kick", 4);
      // @ts-expect-error a target is a number
      match.rpcId("2", ball, "kick", 4);
      // @ts-expect-error a text is no number
      match.rpcId(2, ball, "kick", "4");
      // @ts-expect-error a method that was not declared
      match.rpcSync(player, "secret");
      // @ts-expect-error an argument too few
      match.rpcIdSync(2, player, "move", 1);
    };
    expectTypeOf(calls).toBeFunction();
  });

  it("R6 · an object's own methods call others of `this`, and wrong calls of theirs do not compile", () => {
    expectTypeOf<OwnMatch>().toExtend<object>();
    expectTypeOf<Echo["call"]>().returns.toEqualTypeOf<Promise<number>>();
  });

  it("R5 · R7 · an ask gives the method's result, and takes no context", () => {
    const asks = async (match: OnlineMatch<Types>, player: Player, ball: Ball): Promise<void> => {
      expectTypeOf(await match.ask(HOST, ball, "rest", 5)).toEqualTypeOf<{ readonly x: number }>();
      expectTypeOf(await match.ask({ to: 3, timeoutMs: 50 }, player, "say", "hi")).toEqualTypeOf<void>();
      match.rpc(ball, "rest", 5);
      // @ts-expect-error the context is not the caller's to give
      match.rpc(ball, "rest", new CallContext(2), 5);
      // @ts-expect-error an argument too few
      await match.ask(HOST, ball, "rest");
      // @ts-expect-error a method that was not declared
      await match.ask(HOST, player, "secret");
      // @ts-expect-error nobody is asked
      await match.ask({ timeoutMs: 50 }, player, "say", "hi");
      // @ts-expect-error there is no such option
      await match.ask({ to: 3, timeout: 50 }, player, "say", "hi");
      // @ts-expect-error a target is no text
      await match.ask("3", player, "say", "hi");
      // @ts-expect-error the result is no text
      const text: string = await match.ask(HOST, ball, "rest", 5);
      text.length;
    };
    expectTypeOf(asks).toBeFunction();
  });

  it("R6 · where the types are not known, a match takes every method, and checks arguments all the same", () => {
    const calls = (match: OnlineMatch, player: Player): void => {
      match.rpc(player, "secret");
      match.rpc(player, "move", 1, 2);
      // @ts-expect-error there is no such method
      match.rpc(player, "jump");
      // @ts-expect-error an argument too few
      match.rpc(player, "move", 1);
      // @ts-expect-error a text is no number
      match.rpcId(2, player, "move", 1, "2");
    };
    expectTypeOf(calls).toBeFunction();
  });

  it("R6 · a match without remote types takes no call", () => {
    const calls = (match: OnlineMatch<readonly []>, player: Player): void => {
      // @ts-expect-error nothing was declared
      match.rpc(player, "move", 1, 2);
    };
    expectTypeOf(calls).toBeFunction();
  });
});
