import { t } from "@nakodo/core";
import { type CallContext, HOST, MatchState, OnlineMatch, remotes } from "@nakodo/match-rpc";
import { describe, expect, inject, it, vi } from "vitest";
import { closing, newPlayer } from "../session/players.js";

const settled = { timeout: 15_000, interval: 10 };

/** A node with Godot's declarations, of which each call is noted with who called. */
class Subject {
  readonly ran: string[] = [];
  match: OnlineMatch | undefined;

  remote(tag: string): void {
    this.#note(tag);
  }
  remotesync(tag: string): void {
    this.#note(tag);
  }
  /** Godot 3's `master`: whoever is not the authority does nothing. */
  master(tag: string): void {
    if (this.match?.isNetworkMaster(this)) this.#note(tag);
  }
  puppet(tag: string): void {
    this.#note(tag);
  }
  puppetsync(tag: string): void {
    this.#note(tag);
  }
  fast(tag: string): void {
    this.#note(tag);
  }
  async later(call: CallContext, tag: string): Promise<number> {
    this.#note(tag);
    await new Promise((resolve) => setImmediate(resolve));
    return call.senderId * 10;
  }
  fail(): void {
    throw new Error("hunter2");
  }
  never(): Promise<void> {
    return new Promise(() => {});
  }

  #note(tag: string): void {
    this.ran.push(`${this.match?.sender}:${tag}`);
  }
}

const args = [t.string(20)] as const;
const SubjectRemotes = remotes("Subject", Subject, {
  remote: { mode: "anyPeer", args },
  remotesync: { mode: "anyPeer", callLocal: true, args },
  master: { mode: "anyPeer", callLocal: true, args },
  puppet: { mode: "authority", args },
  puppetsync: { mode: "authority", callLocal: true, args },
  fast: { mode: "anyPeer", transfer: "unreliableOrdered", args },
  later: { mode: "anyPeer", context: true, args, returns: t.u16 },
  fail: "anyPeer",
  never: "anyPeer",
});

/** Four players in one match, as S, A, B, C in Godot's measurements; A (id 3) is the node's authority. */
async function play() {
  const seats = [];
  for (let i = 0; i < 4; i++) {
    const { host, port } = inject("server");
    const online = await newPlayer({ host, port });
    const match = closing(new OnlineMatch(online, { remotes: [SubjectRemotes], minPlayers: 4 }));
    const subject = new Subject();
    subject.match = match;
    match.add("/subject", subject, { authority: 3 });
    const first = seats[0];
    if (first === undefined) await match.create();
    else await match.join(first.match.matchId ?? "");
    seats.push({ match, subject });
  }
  for (const { match } of seats) await vi.waitFor(() => expect(match.state).toBe(MatchState.READY), settled);
  return seats;
}

describe("Godot's calls on a server", () => {
  it("R2 · R3 · R4 · modes, targets and senders are those of the measured cells", async () => {
    const seats = await play();
    const [s, a, b, c] = seats as [Seat, Seat, Seat, Seat];
    b.match.rpc(b.subject, "remote", "remote 0");
    b.match.rpc(b.subject, "remotesync", "sync 0");
    b.match.rpcId(5, b.subject, "remotesync", "sync C");
    b.match.rpcId(-5, b.subject, "remotesync", "sync -C");
    b.match.rpcId(HOST, b.subject, "remote", "remote S");
    b.match.rpcId(4, b.subject, "remotesync", "sync own");
    b.match.rpcId(-4, b.subject, "remotesync", "sync -own");
    b.match.rpc(b.subject, "master", "master 0");
    a.match.rpc(a.subject, "master", "own master 0");
    a.match.rpc(a.subject, "puppet", "puppet 0");
    a.match.rpc(a.subject, "puppetsync", "puppetsync 0");
    c.match.rpc(c.subject, "fast", "fast 0");
    expect(() => b.match.rpc(b.subject, "puppet", "x")).toThrow(
      expect.objectContaining({ code: "not-authority" }),
    );
    expect(() => b.match.rpcId(4, b.subject, "remote", "x")).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    expect(() => b.match.rpcId(99, b.subject, "remote", "x")).toThrow(
      expect.objectContaining({ code: "unknown-peer" }),
    );
    const expected = [
      [
        "3:puppet 0",
        "3:puppetsync 0",
        "4:remote 0",
        "4:remote S",
        "4:sync -C",
        "4:sync -own",
        "4:sync 0",
        "5:fast 0",
      ],
      [
        "3:own master 0",
        "3:puppetsync 0",
        "4:master 0",
        "4:remote 0",
        "4:sync -C",
        "4:sync -own",
        "4:sync 0",
        "5:fast 0",
      ],
      ["3:puppet 0", "3:puppetsync 0", "4:sync -C", "4:sync 0", "4:sync own", "5:fast 0"],
      ["3:puppet 0", "3:puppetsync 0", "4:remote 0", "4:sync -own", "4:sync 0", "4:sync C"],
    ];
    await vi.waitFor(
      () => expect([s, a, b, c].map((seat) => [...seat.subject.ran].sort())).toEqual(expected),
      settled,
    );
    // Each sender's own order, as Godot keeps it.
    for (const seat of seats) {
      const fromB = seat.subject.ran.filter((line) => line.startsWith("4:"));
      const order = [
        "remote 0",
        "sync 0",
        "sync C",
        "sync -C",
        "remote S",
        "sync own",
        "sync -own",
        "master 0",
      ];
      const places = fromB.map((line) => order.indexOf(line.slice(2)));
      expect(places).toEqual([...places].sort((x, y) => x - y));
    }
  });

  it("R5 · R7 · a result comes back, with the right sender after an await, and failures have their codes", async () => {
    const [s, a, b] = (await play()) as [Seat, Seat, Seat];
    expect(
      await Promise.all([
        a.match.ask(HOST, a.subject, "later", "one"),
        b.match.ask(HOST, b.subject, "later", "two"),
        s.match.ask(HOST, s.subject, "later", "own"),
        s.match.ask(4, s.subject, "later", "three"),
      ]),
    ).toEqual([30, 40, 20, 20]);
    const errors: unknown[] = [];
    s.match.on("methodError", ({ error }) => errors.push(String(error)));
    await expect(a.match.ask(HOST, a.subject, "fail")).rejects.toMatchObject({ code: "remote-error" });
    await expect(a.match.ask({ to: HOST, timeoutMs: 60 }, a.subject, "never")).rejects.toMatchObject({
      code: "timeout",
    });
    const left = b.match.ask(3, b.subject, "never");
    const ended = a.match.ask(HOST, a.subject, "never");
    ended.catch(() => {});
    await vi.waitFor(() => expect(a.match.state).toBe(MatchState.READY), settled);
    a.match.leave();
    await expect(ended).rejects.toMatchObject({ code: "closed" });
    await expect(left).rejects.toMatchObject({ code: "unknown-peer" });
    expect(errors).toEqual(["Error: hunter2"]);
  });

  it("C9 · what a host did not answer before it left, the next one does", async () => {
    const [s, a, b] = (await play()) as [Seat, Seat, Seat];
    const waiting = b.match.ask(HOST, b.subject, "later", "first");
    expect(await waiting).toBe(40);
    s.subject.later = () => new Promise(() => {});
    const asked = b.match.ask(HOST, b.subject, "later", "second");
    const failed = b.match.ask({ to: HOST, onHostChange: "reject" }, b.subject, "later", "third");
    failed.catch(() => {});
    const before = b.match.counters.sentFrames;
    await vi.waitFor(() => expect(b.match.counters.sentFrames).toBeGreaterThan(before), settled);
    s.match.leave();
    expect(await asked).toBe(40);
    await expect(failed).rejects.toMatchObject({ code: "host-left" });
    expect(a.subject.ran.filter((line) => line.endsWith("second"))).toEqual(["4:second"]);
  });
});

type Seat = Awaited<ReturnType<typeof play>>[number];
