import { readFileSync } from "node:fs";
import { t } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { ALL, HOST } from "../../src/ids.js";
import { remotes, remotesOf } from "../../src/remotes/remotes.js";
import { Schema } from "../../src/remotes/schema.js";
import type { SimulatedPeer } from "../simulated-match.js";
import { GODOT3_STORIES } from "./godot3-stories.js";
import { LETTERS, LetteredMatch, thrownCode } from "./letters.js";

/** A node that notes what runs, and does inside a call what a story wants. */
class Teller {
  readonly ran: string[] = [];
  inside: ((text: string) => void) | undefined;
  constructor(readonly peer: SimulatedPeer) {}

  remote(text: string): void {
    this.#note(text);
  }
  remotesync(text: string): void {
    this.#note(text);
  }
  puppet(text: string): void {
    this.#note(text);
  }
  master(text: string): void {
    if (this.peer.engine.hasAuthority(this)) this.#note(text);
  }
  fast(text: string): void {
    this.#note(text);
  }
  two(one: string, other: string): void {
    this.#note(`${one} ${other}`);
  }
  typed(one: number): void {
    this.#note(`${one}`);
  }
  grow(list: number[]): void {
    list.push(0);
    this.#note(`${list.length}`);
  }
  many(...all: number[]): void {
    this.#note(`${all.length}`);
  }
  answer(): number {
    this.#note("answer");
    return 42;
  }
  unlisted(): void {
    this.#note("unlisted");
  }

  #note(text: string): void {
    this.ran.push(`${this.peer.engine.senderId}:${text}`);
    this.inside?.(text);
  }
}

/** Overrides one method without a declaration, and declares another anew. */
class Heir extends Teller {
  override remote(text: string): void {
    super.remote(`heir's ${text}`);
  }
}

const TellerRemotes = remotes("Teller", Teller, {
  remote: "anyPeer",
  remotesync: { mode: "anyPeer", callLocal: true },
  puppet: "authority",
  master: { mode: "anyPeer", callLocal: true },
  fast: { mode: "anyPeer", transfer: "unreliable" },
  two: { mode: "anyPeer", callLocal: true },
  typed: { mode: "anyPeer", callLocal: true, args: [t.i32] },
  grow: { mode: "anyPeer", callLocal: true },
  many: "anyPeer",
  answer: { mode: "anyPeer", callLocal: true },
});
const schema = new Schema([
  TellerRemotes,
  remotes("Heir", Heir, { remotesync: "authority" }),
  remotesOf<{ other(): void }>()("Bare", { other: "anyPeer" }),
]);

/** S, A, B and C, with a teller each. */
function story(Kind: typeof Teller = Teller) {
  const lettered = new LetteredMatch({ schema });
  const tellers = LETTERS.map((letter) => new Kind(lettered.peer(letter))) as [
    Teller,
    Teller,
    Teller,
    Teller,
  ];
  for (const [i, teller] of tellers.entries()) lettered.match.peer(i).engine.add("/node", teller);
  const [s, a, b, c] = tellers;
  return {
    match: lettered.match,
    s,
    a,
    b,
    c,
    /** Calls, from the machine of `from`. */
    rpc: (from: Teller, method: string, ...args: unknown[]): void =>
      from.peer.engine.call(ALL, from, method, args, false),
    rpcId: (from: Teller, to: number, method: string, ...args: unknown[]): void =>
      from.peer.engine.call(to, from, method, args, false),
    settle: (): void => lettered.settle(),
    takeOut: (teller: Teller): void => {
      const objects = lettered.objectsOf(teller.peer);
      objects.remove(objects.of(teller));
    },
    masterOf: (teller: Teller, path: string): number => lettered.objectsOf(teller.peer).authorityOf(path),
    reasons: (teller: Teller): string[] => teller.peer.violations.map((one) => one.reason),
  };
}

const [S, A, B, C] = [2, 3, 4, 5];

describe("Godot 3's stories", () => {
  it("R3 · the 48 of them are here, and each claim has its test", () => {
    expect(GODOT3_STORIES).toHaveLength(48);
    expect(new Set(GODOT3_STORIES.map((one) => one.id)).size).toBe(48);
    for (const { id, verdict, godot, proof } of GODOT3_STORIES) {
      expect([id, verdict === "none", verdict === "differs"]).toEqual([
        id,
        proof === undefined,
        godot !== undefined,
      ]);
      if (proof === undefined) continue;
      const [file, title] = proof;
      const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8");
      const titles = text.split("\n").filter((line) => /^\s*(it(\.each)?\(|["'`])/.test(line));
      expect(
        titles.some((line) => line.includes(title)),
        `${id}: ${file} › ${title}`,
      ).toBe(true);
    }
  });

  it("R1 · node-recreated · node-renamed · a call finds whatever is at its path, and waits while nothing is", () => {
    const { match, s, a, b, c, rpc, settle, reasons, takeOut } = story();
    rpc(a, "remote", "1");
    settle();
    const node = b.peer.engine;
    const again = new Teller(b.peer);
    const renamed = new Teller(b.peer);
    takeOut(b);
    rpc(a, "remote", "2");
    settle();
    node.add("/node", again);
    rpc(a, "remote", "3");
    settle();
    expect([b.ran, again.ran, c.ran]).toEqual([["3:1"], ["3:2", "3:3"], ["3:1", "3:2", "3:3"]]);
    takeOut(again);
    node.add("/new-name", renamed);
    rpc(a, "remote", "4");
    match.run(10_100);
    expect([renamed.ran, s.ran.length, reasons(b)]).toEqual([[], 4, ["no-object"]]);
  });

  it("R3 · no-script · an object without the method refuses the call", () => {
    const { a, b, s, rpc, settle, reasons } = story();
    a.peer.engine.add("/bare", new Teller(a.peer));
    b.peer.engine.add("/bare", {});
    const bare = new Teller(s.peer);
    s.peer.engine.add("/bare", bare);
    rpc(bare, "remote", "1");
    settle();
    expect([reasons(a), reasons(b)]).toEqual([[], ["not-declared"]]);
  });

  it("R3 · arguments · a wrong number or type runs nowhere, and the match goes on", () => {
    const { s, a, b, rpc, settle, reasons } = story();
    expect(thrownCode(() => rpc(a, "typed", "text"))).toBe("wrong-arguments");
    expect(thrownCode(() => rpc(a, "typed"))).toBe("wrong-arguments");
    expect(thrownCode(() => rpc(a, "typed", 1, 2))).toBe("wrong-arguments");
    settle();
    expect([a.ran, s.ran]).toEqual([[], []]);
    rpc(a, "two", "one");
    settle();
    expect([reasons(s), reasons(b), s.ran]).toEqual([["bad-frame"], ["bad-frame"], []]);
    rpc(a, "typed", 7);
    settle();
    expect([s.ran, b.ran]).toEqual([["3:7"], ["3:7"]]);
  });

  it("R3 · argument-copies · the caller's own list here, a copy there", () => {
    const { s, a, rpc, settle } = story();
    const list = [1];
    rpc(a, "grow", list);
    settle();
    expect([list, a.ran, s.ran]).toEqual([[1, 0], ["3:2"], ["3:2"]]);
  });

  it("R3 · argument-limit · there is none of 255", () => {
    const { s, a, rpc, settle } = story();
    rpc(a, "many", ...Array.from({ length: 300 }, (_, i) => i));
    settle();
    expect(s.ran).toEqual(["3:300"]);
  });

  it("R3 · return-value · a call gives nothing back, even when it runs here", () => {
    const { a, settle } = story();
    expect([
      a.peer.engine.call(ALL, a, "answer", [], false),
      a.peer.engine.call(A, a, "answer", [], false),
    ]).toEqual([undefined, undefined]);
    settle();
    expect(a.ran).toEqual(["3:answer", "3:answer"]);
  });

  it("R5 · nested · the outer sender is back after a nested call, three deep", () => {
    const { s, a, rpcId, settle } = story();
    const seen: string[] = [];
    s.inside = (text) => {
      seen.push(`${text} ${s.peer.engine.senderId}`);
      if (text === "outer") rpcId(s, HOST, "remotesync", "second");
      if (text === "second") rpcId(s, S, "remotesync", "third");
      seen.push(`${text} after ${s.peer.engine.senderId}`);
    };
    rpcId(a, HOST, "remote", "outer");
    settle();
    expect(seen).toEqual([
      "outer 3",
      "second 2",
      "third 2",
      "third after 2",
      "second after 2",
      "outer after 3",
    ]);
  });

  it("R3 · nested-order · a call is sent before it runs locally", () => {
    const { s, a, b, rpc, settle } = story();
    a.inside = (text) => {
      if (text === "outer") rpc(a, "remote", "from within");
    };
    rpc(a, "remotesync", "outer");
    settle();
    expect([s.ran, b.ran]).toEqual([
      ["3:outer", "3:from within"],
      ["3:outer", "3:from within"],
    ]);
  });

  it("R5 · sender-outside · 0 outside of a call, and in a plain call of the method", () => {
    const { s } = story();
    s.remote("plain");
    expect([s.peer.engine.senderId, s.ran]).toEqual([0, ["0:plain"]]);
  });

  it("R3 · handler-fails · an error ends that call only", () => {
    const { s, a, b, rpc, settle } = story();
    const errors: string[] = [];
    s.peer.engine.events.on("methodError", ({ error }) => errors.push(String(error)));
    s.inside = (text) => {
      if (text === "boom") throw new Error("half way");
    };
    rpc(a, "remote", "boom");
    rpc(a, "remote", "next");
    settle();
    expect([s.ran, b.ran, errors, s.peer.engine.senderId]).toEqual([
      ["3:boom", "3:next"],
      ["3:boom", "3:next"],
      ["Error: half way"],
      0,
    ]);
  });

  it("R4 · master-default · the host, as 1", () => {
    const { s, a, masterOf } = story();
    expect([masterOf(s, "/node"), s.peer.engine.hasAuthority(s)]).toEqual([HOST, true]);
    expect([masterOf(a, "/node"), a.peer.engine.hasAuthority(a)]).toEqual([HOST, false]);
  });

  it("R4 · master-recursive · children inherit, later ones, too, and keep what is their own", () => {
    const { s, a, settle, masterOf } = story();
    const masters = (teller: Teller, ...paths: string[]): number[] =>
      paths.map((path) => masterOf(teller, path));
    for (const { peer } of [s, a]) {
      peer.engine.add("/p", {});
      peer.engine.add("/p/k", {});
      peer.engine.add("/p/k/g", {});
      peer.engine.add("/p/own", {}, C);
    }
    s.peer.engine.setAuthority("/p", A);
    settle();
    expect(masters(a, "/p", "/p/k", "/p/k/g", "/p/own")).toEqual([A, A, A, C]);
    expect(masters(s, "/p", "/p/k", "/p/k/g", "/p/own")).toEqual([A, A, A, C]);
    s.peer.engine.add("/p/late", {});
    expect(masters(s, "/p/late")).toEqual([A]);
    a.peer.engine.setAuthority("/p/k", B);
    settle();
    expect(masters(s, "/p", "/p/k", "/p/k/g", "/p/late")).toEqual([A, B, B, A]);
    for (const nobody of [0, -5, 99])
      expect(thrownCode(() => s.peer.engine.setAuthority("/p", nobody))).toBe("unknown-peer");
  });

  it("R4 · master-differs · master-two-believe · each side judges by the authority that it knows", () => {
    const { s, a, b, c, settle, rpc, reasons } = story();
    const believe = [S, A, S, S];
    const two = [s, a, b, c].map((teller, i) => {
      const one = new Teller(teller.peer);
      teller.peer.engine.add("/two", one, believe[i]);
      return one;
    }) as [Teller, Teller, Teller, Teller];
    rpc(two[2], "master", "to both");
    rpc(two[1], "puppet", "of A");
    rpc(two[0], "puppet", "of S");
    settle();
    expect(two.map((one) => one.ran)).toEqual([["4:to both"], ["4:to both"], ["2:of S"], ["2:of S"]]);
    expect([s, a, b, c].map(reasons)).toEqual([
      ["not-allowed"],
      ["not-allowed"],
      ["not-allowed"],
      ["not-allowed"],
    ]);
  });

  it("R4 · master-changed-in-call · counts for the next call of the burst", () => {
    const { s, b, rpcId, settle } = story();
    s.inside = (text) => {
      if (text === "hand it on") s.peer.engine.setAuthority("/node", A);
    };
    rpcId(b, HOST, "master", "before");
    rpcId(b, HOST, "remote", "hand it on");
    rpcId(b, HOST, "master", "after");
    settle();
    expect(s.ran).toEqual(["4:before", "4:hand it on"]);
  });

  it("R9 · order · one sender's calls keep their order over objects, targets and transfer modes", () => {
    const { s, a, b, c, settle, rpc, rpcId } = story();
    const others = [s, a, b, c].map((teller) => {
      const other = new Teller(teller.peer);
      Object.assign(other, { ran: teller.ran });
      teller.peer.engine.add("/other", other);
      return other;
    }) as [Teller, Teller, Teller, Teller];
    for (let i = 1; i <= 12; i++) {
      const from = i % 2 === 0 ? a : others[1];
      if (i % 3 === 0) rpcId(from, B, "remote", `${i}`);
      else rpc(from, i % 5 === 0 ? "fast" : "remote", `${i}`);
    }
    settle();
    const heard = (teller: Teller): number[] => teller.ran.map((line) => Number(line.slice(2)));
    expect(heard(b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect([heard(s), heard(c)]).toEqual([
      [1, 2, 4, 5, 7, 8, 10, 11],
      [1, 2, 4, 5, 7, 8, 10, 11],
    ]);
  });

  it("R1 · freed-by-caller · a call of what is taken out at once is sent", () => {
    const { s, a, rpc, settle, takeOut } = story();
    rpc(a, "remotesync", "x");
    takeOut(a);
    settle();
    expect([a.ran, s.ran]).toEqual([["3:x"], ["3:x"]]);
  });

  it("R1 · freed-by-handler · the rest of the burst waits for an object at that path", () => {
    const { s, a, rpcId, settle, takeOut } = story();
    s.inside = (text) => {
      if (text === "free yourself") takeOut(s);
    };
    rpcId(a, HOST, "remote", "free yourself");
    rpcId(a, HOST, "remote", "next");
    settle();
    expect(s.ran).toEqual(["3:free yourself"]);
    const again = new Teller(s.peer);
    s.peer.engine.add("/node", again);
    expect(again.ran).toEqual(["3:next"]);
  });

  it("R1 · built-in-methods · nothing but what is declared can be called", () => {
    const { a, rpc } = story();
    for (const method of ["unlisted", "constructor", "toString", "hasOwnProperty", "__proto__", "ran"])
      expect(
        thrownCode(() => rpc(a, method)),
        method,
      ).toBe("not-declared");
  });

  it("R6 · inheritance · an override keeps the declaration, unless its type declares the method anew", () => {
    const { s, a, rpc, settle } = story(Heir);
    rpc(a, "remote", "x");
    expect(thrownCode(() => rpc(a, "remotesync", "x"))).toBe("not-authority");
    rpc(s, "remotesync", "y");
    settle();
    expect([s.ran, a.ran]).toEqual([["3:heir's x"], ["2:y"]]);
  });

  it("R1 · out-of-tree · an object that was not added cannot be called", () => {
    const { a, rpc } = story();
    expect(thrownCode(() => rpc(new Teller(a.peer), "remote", "x"))).toBe("not-added");
    expect(thrownCode(() => a.peer.engine.hasAuthority({}))).toBe("not-added");
  });

  it("R2 · server-alone · local calls run, and nothing is said of the rest", () => {
    const { match, s, a, b, c, rpc, rpcId } = story();
    for (const { peer } of [a, b, c]) peer.engine.leave();
    match.run(500);
    for (const method of ["remote", "remotesync", "master", "puppet"]) rpc(s, method, method);
    rpcId(s, HOST, "remotesync", "own");
    expect(s.ran).toEqual(["2:remotesync", "2:master", "2:own"]);
    expect(s.peer.violations).toEqual([]);
  });

  it("C5 · connecting · join-race · a newcomer's first broadcast reaches everyone, and it misses none of theirs after the first", () => {
    for (let startMs = 0; startMs < 60; startMs += 7) {
      const { match, s, a, b, c, rpc } = story();
      const late = match.prepare("late", { schema });
      const newcomer = new Teller(late);
      late.engine.add("/node", newcomer);
      late.engine.events.on("admitted", () => rpc(newcomer, "remote", "hello"));
      match.run(startMs);
      match.start(late);
      for (let i = 0; i < 60; i++) {
        rpc(a, "remote", `${i}`);
        match.run(16);
      }
      match.run(500);
      const numbers = newcomer.ran.map((line) => Number(line.slice(2)));
      expect(numbers.length).toBeGreaterThan(20);
      expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
      expect(numbers.at(-1)).toBe(59);
      for (const one of [s, a, b, c]) expect(one.ran.filter((line) => line === "6:hello")).toHaveLength(1);
      expect(match.violations).toEqual([]);
    }
  });

  it("C4 · leave-in-handler · the rest of the burst is dropped", () => {
    const { match, s, b, rpcId, settle } = story();
    b.inside = (text) => {
      if (text === "leave") b.peer.engine.leave();
    };
    rpcId(s, B, "remote", "leave");
    rpcId(s, B, "remote", "next");
    settle();
    expect(b.ran).toEqual(["2:leave"]);
    match.run(500);
    expect(s.peer.engine.player(B)).toBeUndefined();
  });
});
