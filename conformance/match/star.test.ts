import { expect, it, vi } from "vitest";
import { playTogether, type Seat, sitDown, wire } from "./table.js";

const settled = { timeout: 20_000, interval: 10 };

/** Until everyone sees everyone, and goes the same way. */
async function everyoneIsIn(seats: readonly Seat[], route: "mesh" | "star"): Promise<void> {
  await vi.waitFor(() => {
    for (const { match } of seats) {
      expect(match.players.filter((one) => one.status === "connected")).toHaveLength(seats.length);
      expect(match.route).toBe(route);
    }
  }, settled);
}

/** What `seat` has heard of notes by `from`, in order. */
function notesOf(seat: Seat, from: number): string[] {
  const start = `${from}:`;
  return seat.board.heard.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`);
}

/** Everyone says the numbers from `first` up to `end` to all. */
function sayAll(seats: readonly Seat[], first: number, end: number): void {
  for (let i = first; i < end; i++) for (const { match, board } of seats) match.rpc(board, "note", `${i}`);
}

/** Until each of `seats` has heard every number of each of the others once, in order. */
async function allHeard(seats: readonly Seat[], count: number): Promise<void> {
  const ids = seats.map(({ match }) => match.peerId);
  await vi.waitFor(() => {
    for (const seat of seats)
      for (const id of ids) if (id !== seat.match.peerId) expect(notesOf(seat, id)).toEqual(numbered(count));
  }, settled);
}

it("R11 · in a star calls reach all, one, and all but one, by the sender's id", async () => {
  const seats = await playTogether(5, { maxPlayers: 5, route: "star" });
  await everyoneIsIn(seats, "star");
  const [a, b, c, d, e] = seats as [Seat, Seat, Seat, Seat, Seat];
  b.match.rpc(b.board, "note", "all");
  c.match.rpcId(5, c.board, "note", "one");
  d.match.rpcId(-2, d.board, "note", "not the host");
  e.match.rpcId(1, e.board, "note", "the host");
  a.match.rpc(a.board, "order", "by the host");
  await vi.waitFor(() => {
    expect([...a.board.heard].sort()).toEqual(["3:all", "6:the host"]);
    expect([...b.board.heard].sort()).toEqual(["2!by the host", "5:not the host"]);
    expect([...c.board.heard].sort()).toEqual(["2!by the host", "3:all", "5:not the host"]);
    expect([...d.board.heard].sort()).toEqual(["2!by the host", "3:all", "4:one"]);
    expect([...e.board.heard].sort()).toEqual(["2!by the host", "3:all", "5:not the host"]);
  }, settled);
  expect(() => b.match.rpc(b.board, "order", "not mine to say")).toThrow("for its authority");
  for (const { events } of seats) expect(events.filter((event) => event.startsWith("violation"))).toEqual([]);
});

it("R11 · C7 · the host of a star goes while all talk, and nothing is lost or run twice", async () => {
  const seats = await playTogether(5, { maxPlayers: 5, route: "star" });
  await everyoneIsIn(seats, "star");
  const [host, ...rest] = seats as [Seat, ...Seat[]];
  sayAll(rest, 0, 20);
  host.match.leave();
  sayAll(rest, 20, 40);
  await vi.waitFor(() => {
    for (const { match } of rest) expect(match.hostId).toBe(3);
  }, settled);
  sayAll(rest, 40, 60);
  await allHeard(rest, 60);
});

it("R11 · C8 · who is cut off from a star comes back to all that was said", async () => {
  const a = await sitDown({ route: "star" });
  const matchId = await a.match.create();
  const line = await wire();
  const b = await sitDown({ route: "star" }, line);
  await b.match.join(matchId);
  const c = await sitDown({ route: "star" });
  await c.match.join(matchId);
  const seats = [a, b, c];
  await everyoneIsIn(seats, "star");
  sayAll(seats, 0, 10);
  line.refuse();
  line.cut();
  await vi.waitFor(() => expect(a.match.player(3)?.status).toBe("dropped"), settled);
  await vi.waitFor(() => expect(b.events).toContain("disconnected"), settled);
  sayAll(seats, 10, 30);
  line.accept();
  await vi.waitFor(() => expect(b.events).toContain("reconnected 3 true"), settled);
  sayAll(seats, 30, 40);
  await allHeard(seats, 40);
});

it("R11 · a match that grows becomes a star, one that shrinks a mesh, and nothing is lost between", async () => {
  const options = { maxPlayers: 8, route: "auto", starFrom: 4 } as const;
  const seats = await playTogether(2, options);
  await everyoneIsIn(seats, "mesh");
  const talkers = [...seats];
  sayAll(talkers, 0, 10);
  const matchId = seats[0]?.match.matchId ?? "";
  for (let i = 0; i < 3; i++) {
    const late = await sitDown(options);
    const joined = late.match.join(matchId);
    sayAll(talkers, 10 + 10 * i, 20 + 10 * i);
    await joined;
    seats.push(late);
  }
  await everyoneIsIn(seats, "star");
  for (const seat of seats.splice(2)) seat.match.leave();
  sayAll(talkers, 40, 50);
  await vi.waitFor(() => {
    for (const { match } of talkers) expect(match.route).toBe("mesh");
  }, settled);
  sayAll(talkers, 50, 60);
  await allHeard(talkers, 60);
});

it("R11 · R5 · 17 who come one after the other make a star, 11 who stay a mesh, and each hears every call since it came once", async () => {
  const options = { maxPlayers: 17 } as const;
  const seats = await playTogether(3, options);
  const talkers = [...seats];
  const matchId = seats[0]?.match.matchId ?? "";
  let said = 0;
  const talk = (): void => {
    sayAll(talkers, said, said + 5);
    said += 5;
  };
  while (seats.length < 17) {
    const late = await sitDown(options);
    const joined = late.match.join(matchId);
    talk();
    await joined;
    seats.push(late);
    talk();
  }
  await everyoneIsIn(seats, "star");
  talk();
  for (const seat of seats.splice(3, 6)) {
    seat.match.leave();
    talk();
  }
  await everyoneIsIn(seats, "mesh");
  talk();
  await allHeard(talkers, said);
  const all = numbered(said);
  await vi.waitFor(() => {
    for (const seat of seats.slice(3))
      for (const { match } of talkers) {
        const heard = notesOf(seat, match.peerId);
        // It came before the last ten were said, and missed nothing since.
        expect(heard.length).toBeGreaterThanOrEqual(10);
        expect(heard).toEqual(all.slice(-heard.length));
      }
  }, settled);
  for (const { events } of seats) {
    expect(events.filter((event) => event.startsWith("violation"))).toEqual([]);
    expect(events).not.toContain("disconnected");
  }
});
