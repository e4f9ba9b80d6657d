import type { NakodoError } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { HOST } from "../src/ids.js";
import * as KIND from "../src/wire/kind.js";
import { Shop, ShopMatch } from "./asks.js";
import { FRAME, streamFrame } from "./crafted.js";

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("asks over a %s link", (_name, link) => {
  it("R7 · C8 · gives the result of one peer's method, which may be asynchronous", async () => {
    const game = new ShopMatch(3, link);
    const outcomes = [
      game.ask(1, 4, "price", ["sword"]),
      game.ask(1, HOST, "later", ["bow"]),
      game.ask(0, 4, "anything", [{ bytes: Uint8Array.of(1, 2), list: [1n, null] }]),
      game.ask(2, 3, "anything", [undefined]),
      game.ask(2, 3, "note", ["x"]),
    ];
    await game.run(1500);
    expect(outcomes.map((one) => one.result)).toEqual([
      50,
      3,
      { bytes: Uint8Array.of(1, 2), list: [1n, null] },
      undefined,
      undefined,
    ]);
    expect(outcomes.map((one) => one.code)).toEqual(Array(5).fill(undefined));
    expect(outcomes.every((one) => "result" in one)).toBe(true);
    expect([...game.shop(2).ran].sort()).toEqual(["2 anything", "3 price sword"]);
    expect(game.match.violations).toEqual([]);
  });

  it("R7 · an ask to this peer itself runs here, by its id and as host", async () => {
    const game = new ShopMatch(2, link);
    const outcomes = [
      game.ask(0, HOST, "price", ["axe"]),
      game.ask(1, 3, "later", ["hat"]),
      game.ask(1, 3, "fail", ["here"]),
    ];
    await game.run(10);
    expect(outcomes.map((one) => one.code ?? one.result)).toEqual([30, 3, "remote-error"]);
    expect([game.shop(0).ran, game.shop(1).ran]).toEqual([["2 price axe"], ["3 later hat", "3 fail here"]]);
  });

  it("C8 · asks and calls of one peer stand in one order", async () => {
    const game = new ShopMatch(2, link);
    const { engine } = game.match.peer(1);
    const outcomes: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      engine.call(HOST, game.shop(1), "note", [`${i}`], false);
      outcomes.push(game.ask(1, HOST, "anything", [i]));
    }
    await game.run(1500);
    expect(outcomes).toEqual([0, 1, 2, 3, 4, 5].map((result) => ({ result })));
    expect(game.shop(0).ran).toEqual([0, 1, 2, 3, 4, 5].flatMap((i) => [`3 ${i}`, "3 anything"]));
  });

  it("C8 · comes once and is answered once, whoever's connection is lost meanwhile", async () => {
    for (const [asker, cut] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [0, 1],
      [1, 0],
    ] as const) {
      for (let afterMs = 0; afterMs <= 160; afterMs += 40) {
        const game = new ShopMatch(3, link);
        const target = asker === 0 ? 3 : asker === 1 ? 4 : 3;
        const outcomes = [0, 1, 2, 3].map((i) => game.ask(asker, target, "price", ["x".repeat(i)]));
        if (afterMs > 0) await game.run(afterMs);
        game.match.peer(cut).transport.cut();
        outcomes.push(game.ask(asker, target, "price", ["xxxx"]));
        await game.run(1000);
        game.match.peer(cut).transport.restore();
        await game.run(5000);
        const name = `${asker} asks, ${cut} is cut after ${afterMs} ms`;
        expect(
          outcomes.map((one) => one.code ?? one.result),
          name,
        ).toEqual([0, 10, 20, 30, 40]);
        expect(game.shop(target - 2).ran, name).toHaveLength(5);
        expect(game.match.violations).toEqual([]);
      }
    }
  });

  it("C9 · what the host did not answer is asked of the next one, which may be the asker", async () => {
    const game = new ShopMatch(3, link);
    const outcomes = [game.ask(1, HOST, "slow", ["a"]), game.ask(2, HOST, "slow", ["b"])];
    const rejected = game.ask(2, HOST, "slow", ["c"], { onHostChange: "reject" });
    await game.run(800);
    expect(game.shop(0).ran).toHaveLength(3);
    game.match.peer(0).engine.leave();
    await game.run(1500);
    expect(rejected.code).toBe("host-left");
    expect(game.match.peer(1).engine.isHost).toBe(true);
    expect([...game.shop(1).ran].sort()).toEqual(["3 slow a", "4 slow b"]);
    for (const [i, open] of game.shop(1).doors.entries()) open(i + 5);
    await game.run(800);
    expect(outcomes.map((one) => one.result).sort()).toEqual([5, 6]);
    expect(game.match.violations).toEqual([]);
  });

  it("C9 · an answered ask is not asked again, and one made while there is no host waits for it", async () => {
    const game = new ShopMatch(3, link);
    const first = game.ask(2, HOST, "price", ["abc"]);
    await game.run(800);
    expect(first.result).toBe(30);
    game.match.peer(0).engine.leave();
    game.match.runUntil(() => game.match.peer(2).engine.hostId !== 2);
    const { engine } = game.match.peer(2);
    engine.call(HOST, game.shop(2), "note", ["before"], false);
    const second = game.ask(2, HOST, "price", ["abcd"]);
    engine.call(HOST, game.shop(2), "note", ["after"], false);
    await game.run(1500);
    expect(second.result).toBe(40);
    expect(game.shop(1).ran).toEqual(["4 before", "4 price abcd", "4 after"]);
  });
});

describe("asks that are not answered", () => {
  it("R7 · time out on the millisecond, and the late answer is nobody's fault", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const usual = game.ask(1, 2, "slow", ["usual"]);
    const short = game.ask(1, 2, "slow", ["short"], { timeoutMs: 400 });
    game.match.flush();
    await game.run(399);
    expect(short.code).toBeUndefined();
    await game.run(1);
    expect(short.code).toBe("timeout");
    await game.run(9599);
    expect(usual.code).toBeUndefined();
    await game.run(2);
    expect([usual.code, usual.error]).toMatchObject([
      "timeout",
      { message: "/shop slow: no answer within 10000 ms" },
    ]);
    for (const open of game.shop(0).doors) open(1);
    await game.run(100);
    expect(game.match.violations).toEqual([]);
    expect(game.match.peer(1).engine.nextDueMs(game.match.network.nowMs)).toBeUndefined();
  });

  it("R7 · a method that throws says so, and nothing of what it threw leaves its machine", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const thrown: unknown[] = [];
    const heard: string[] = [];
    const { transport } = game.match.peer(0);
    const send = transport.send.bind(transport);
    transport.send = (opCode, bytes, to) => {
      heard.push(new TextDecoder().decode(bytes));
      return send(opCode, bytes, to);
    };
    game.match
      .peer(0)
      .engine.events.on("methodError", ({ error, method }) => thrown.push([String(error), method]));
    const outcomes = [
      game.ask(1, 2, "fail", ["x"]),
      game.ask(1, 2, "failLater", []),
      game.ask(1, 2, "tooMuch", []),
      game.ask(1, 2, "anything", ["echo"]),
    ];
    await game.run(200);
    expect(outcomes.map((one) => one.code ?? one.result)).toEqual([
      "remote-error",
      "remote-error",
      "remote-error",
      "echo",
    ]);
    expect(thrown).toHaveLength(3);
    expect(thrown).toContainEqual(["Error: the password is hunter2", "fail"]);
    expect(thrown).toContainEqual(["Error: the password is hunter2", "failLater"]);
    expect(thrown).toContainEqual(["NakodoError: 256 is no value of u8", "tooMuch"]);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((text) => text.includes("hunter2"))).toEqual([]);
    expect(String(outcomes[0]?.error)).toBe("NakodoError: /shop fail: the method threw at peer 2");
  });

  it("R7 · are refused with the reason of who was asked, which also reports them", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const [host, asker] = [game.match.peer(0), game.match.peer(1)];
    const codes: string[] = [];
    const ask = (path: string, method: string, authority?: number): void => {
      const shop = new Shop(asker);
      asker.engine.add(path, shop, authority);
      asker.engine
        .ask(2, shop, method, [], { timeoutMs: 20_000 })
        .catch((error: NakodoError) => codes.push(`${path} ${error.code}`));
    };
    host.engine.add("/other-type", {});
    host.engine.add("/not-yours", new Shop(host), 2);
    ask("/other-type", "later");
    ask("/not-yours", "owners", 3);
    ask("/nothing", "later");
    // A fault ends its frame, so this one comes last.
    ask("/short", "anything");
    host.engine.add("/short", new Shop(host));
    await game.run(100);
    expect(codes).toEqual(["/other-type not-declared", "/not-yours not-authority", "/short wrong-arguments"]);
    await game.run(LIMITS.waitingCallMs + 200);
    expect(codes.at(-1)).toBe("/nothing not-added");
    expect(host.violations.map((one) => one.reason)).toEqual([
      "not-declared",
      "not-allowed",
      "bad-frame",
      "no-object",
    ]);
  });

  it("C5 · wait for an object that comes, and are answered then", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const [host, asker] = [game.match.peer(0), game.match.peer(1)];
    const shop = new Shop(asker);
    asker.engine.add("/later", shop);
    const answer = asker.engine.ask(2, shop, "price", ["xx"], {});
    await game.run(3000);
    host.engine.add("/later", new Shop(host));
    await game.run(100);
    expect(await answer).toBe(20);
  });

  it("R7 · to a peer that is none, or that leaves for good, fail at once; a dropped one may come back", async () => {
    const game = new ShopMatch(3, LINKS.perfect);
    expect([
      game.ask(1, 99, "price", ["x"]),
      game.ask(1, 0, "price", ["x"]),
      game.ask(1, -4, "price", ["x"]),
    ]).toEqual([{}, {}, {}]);
    const outcome = game.ask(1, 4, "slow", ["x"]);
    const dropped = game.ask(0, 3, "slow", ["y"]);
    await game.run(100);
    game.match.peer(1).transport.cut();
    await game.run(100);
    expect(dropped).toEqual({});
    game.match.peer(1).transport.restore();
    await game.run(2000);
    game.match.peer(2).engine.leave();
    await game.run(50);
    expect(outcome.code).toBe("unknown-peer");
    game.shop(1).doors[0]?.(9);
    await game.run(100);
    expect(dropped.result).toBe(9);
  });

  it("R7 · fail here and now for our own mistakes", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const gone = { aborted: true, reason: "why", addEventListener() {}, removeEventListener() {} };
    const outcomes = [
      game.ask(1, 0, "price", ["x"]),
      game.ask(1, -2, "price", ["x"]),
      game.ask(1, 1.5, "price", ["x"]),
      game.ask(1, 99, "price", ["x"]),
      game.ask(1, 2, "hidden", []),
      game.ask(1, 2, "owners", []),
      game.ask(1, 2, "price", []),
      game.ask(1, 2, "price", [7]),
      game.ask(1, 2, "anything", ["x".repeat(LIMITS.messageBytes)]),
      game.ask(1, 2, "price", ["x"], { timeoutMs: 0 }),
      game.ask(1, 2, "price", ["x"], { timeoutMs: Number.NaN }),
      game.ask(1, 2, "price", ["x"], { signal: gone }),
    ];
    await game.run(100);
    expect(outcomes.map((one) => one.code)).toEqual([
      "invalid-argument",
      "invalid-argument",
      "invalid-argument",
      "unknown-peer",
      "not-declared",
      "not-authority",
      "wrong-arguments",
      "wrong-arguments",
      "message-too-large",
      "invalid-argument",
      "invalid-argument",
      "aborted",
    ]);
    expect(game.shop(0).ran).toEqual([]);
    expect(game.match.peer(1).engine.nextDueMs(game.match.network.nowMs)).toBeUndefined();
  });

  it("R7 · are given up by a signal, and end with the match", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const given = new AbortController();
    const aborted = game.ask(1, 2, "slow", ["x"], { signal: given.signal });
    const ended = game.ask(1, 2, "slow", ["y"]);
    await game.run(50);
    given.abort("enough");
    await game.run(1);
    expect([aborted.code, ended.code]).toEqual(["aborted", undefined]);
    expect(aborted.error).toMatchObject({ cause: "enough" });
    game.match.peer(1).engine.leave();
    await game.run(1);
    expect(ended.code).toBe("closed");
    await game.run(100);
    expect(game.match.violations).toEqual([]);
  });

  it("S6 · end when this peer must begin anew as another one", async () => {
    const game = new ShopMatch(2, LINKS.perfect, { resumeGraceMs: 1000 });
    const outcome = game.ask(1, 2, "slow", ["x"], { timeoutMs: 60_000 });
    await game.run(100);
    game.match.peer(1).transport.cut();
    await game.run(3000);
    game.match.peer(1).transport.restore();
    await game.run(5000);
    expect(game.match.peer(1).engine.selfId).not.toBe(3);
    expect(outcome.code).toBe("connection-lost");
  });
});

describe("limits of asks", () => {
  it("L · 256 asks wait for their answers, and one more does not", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    expect([LIMITS.asks, LIMITS.answersOwed]).toEqual([256, 256]);
    const outcomes = Array.from({ length: LIMITS.asks }, (_, i) => game.ask(1, 2, "slow", [`${i}`]));
    const over = game.ask(1, 2, "slow", ["over"]);
    await game.run(500);
    expect([over.code, outcomes.filter((one) => one.code !== undefined)]).toEqual(["queue-full", []]);
    expect(game.shop(0).ran).toHaveLength(LIMITS.asks);
    game.shop(0).doors[0]?.(1);
    await game.run(100);
    expect(outcomes[0]?.result).toBe(1);
    const next = game.ask(1, 2, "price", ["x"]);
    await game.run(100);
    expect(next.result).toBe(10);
  });

  it("L · one peer is owed 256 answers, and the next ask is refused and reported", async () => {
    const game = new ShopMatch(2, LINKS.perfect);
    const first = Array.from({ length: LIMITS.answersOwed }, (_, i) =>
      game.ask(1, 2, "slow", [`${i}`], { timeoutMs: 300 }),
    );
    await game.run(600);
    expect(first.every((one) => one.code === "timeout")).toBe(true);
    const over = game.ask(1, 2, "price", ["x"]);
    await game.run(100);
    expect(over.code).toBe("queue-full");
    expect(game.match.peer(0).violations).toMatchObject([{ reason: "limit", peerId: 3 }]);
    game.shop(0).doors[0]?.(1);
    await game.run(100);
    const next = game.ask(1, 2, "price", ["x"]);
    await game.run(100);
    expect(next.result).toBe(10);
  });
});

describe("answers that nobody asked for", () => {
  it("R7 · C8 · are reported: to no ask, by another than who was asked, and results that are none", async () => {
    const game = new ShopMatch(3, LINKS.perfect);
    const liar = game.match.peer(2);
    const to = [game.match.peer(1).transport.self.sessionId];
    const say = (...body: number[]): boolean =>
      liar.transport.send(FRAME, streamFrame(KIND.answer, Uint8Array.from(body)), to);
    const told = (): string[] => game.match.peer(1).violations.map((one) => `${one.reason} ${one.peerId}`);
    say(1, 0, 7, 0);
    await game.run(50);
    expect(told()).toEqual(["not-asked 4"]);
    const ask = game.ask(1, 2, "slow", ["x"]);
    await game.run(50);
    say(1, 0, 7);
    say(1, 1);
    say(2, 1);
    await game.run(50);
    expect(told()).toEqual(["not-asked 4", "not-asked 4", "not-asked 4", "not-asked 4"]);
    expect(ask).toEqual({});
    game.shop(0).doors[0]?.(9);
    await game.run(50);
    expect(ask.result).toBe(9);
    const bad = [0, 1, 2].map(() => game.ask(1, 4, "slow", ["x"]));
    await game.run(50);
    // A byte too many, one too few, a refusal that there is none.
    say(2, 0, 7, 7);
    say(3, 0);
    say(4, 9);
    await game.run(50);
    expect(bad.map((one) => one.code)).toEqual(["bad-response", "bad-response", undefined]);
    expect(told().slice(4)).toEqual(["bad-frame 4", "bad-frame 4", "bad-frame 4"]);
    // A second answer to what was answered already comes too late, as far as this peer can tell.
    say(2, 1);
    await game.run(50);
    expect(told()).toHaveLength(7);
  });
});
