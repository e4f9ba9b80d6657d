import { expect, it, vi } from "vitest";
import { type Seat, searchFor, sitDown, wire } from "./table.js";

const settled = { timeout: 20_000, interval: 10 };

/** Both have each other again, with their ids, and what was called meanwhile has run once. */
async function expectBoth(a: Seat, b: Seat): Promise<void> {
  await vi.waitFor(() => {
    for (const seat of [a, b])
      expect(seat.match.players.map(({ peerId, status }) => `${peerId} ${status}`)).toEqual([
        "2 connected",
        "3 connected",
      ]);
    expect(a.match.hostId).toBe(b.match.hostId);
    expect(a.board.heard).toEqual([`${b.match.peerId}:from b`]);
    expect(b.board.heard).toEqual([`${a.match.peerId}:from a`]);
  }, settled);
  for (const seat of [a, b])
    expect(seat.events.filter((event) => /^(left|playerLeft)/.test(event))).toEqual([]);
}

/** Everyone loses the connection at once; `first` is back before the other may try. */
async function cutBoth(
  [a, lineA]: readonly [Seat, Awaited<ReturnType<typeof wire>>],
  [b, lineB]: readonly [Seat, Awaited<ReturnType<typeof wire>>],
  whoIsFirst: "a" | "b",
): Promise<void> {
  for (const line of [lineA, lineB]) {
    line.refuse();
    line.cut();
  }
  await vi.waitFor(() => {
    for (const seat of [a, b]) expect(seat.events).toContain("disconnected");
  }, settled);
  a.match.rpc(a.board, "note", "from a");
  b.match.rpc(b.board, "note", "from b");
  const [first, firstLine, secondLine] = whoIsFirst === "a" ? [a, lineA, lineB] : [b, lineB, lineA];
  const back = first.online.once("socketReconnected");
  firstLine.accept();
  await back;
  // Whoever has had an answer to this has had one to its return as well.
  await first.online.socket.request("ping", {});
  secondLine.accept();
}

it.each(["a", "b"] as const)(
  "C8 · H9 · a private match whose players are all cut off goes on, when %s, of its maker a and its guest b, is back first",
  async (whoIsFirst) => {
    const lines = [await wire(), await wire()] as const;
    const a = await sitDown({}, lines[0]);
    const matchId = await a.match.create();
    const b = await sitDown({}, lines[1]);
    await b.match.join(matchId);
    await vi.waitFor(() => expect(a.match.players).toHaveLength(2), settled);
    await cutBoth([a, lines[0]], [b, lines[1]], whoIsFirst);
    await expectBoth(a, b);
    expect(b.match.matchId).toBe(matchId);
  },
);

it("C8 · H9 · a match that the matchmaker made goes on, too, when all its players are cut off", async () => {
  const lines = [await wire(), await wire()] as const;
  const a = await sitDown({}, lines[0]);
  const b = await sitDown({}, lines[1]);
  const search = searchFor(crypto.randomUUID());
  await Promise.all([a.match.findMatch(search), b.match.findMatch(search)]);
  await vi.waitFor(() => {
    for (const { match } of [a, b])
      expect(match.players.filter(({ status }) => status === "connected")).toHaveLength(2);
  }, settled);
  await cutBoth([a, lines[0]], [b, lines[1]], "b");
  await expectBoth(a, b);
});

it("C8 · a match to which nobody else comes back ends for its guest when its place is not kept any longer", async () => {
  const lines = [await wire(), await wire()] as const;
  const a = await sitDown({}, lines[0]);
  const matchId = await a.match.create();
  const b = await sitDown({ resumeGraceMs: 600 }, lines[1]);
  await b.match.join(matchId);
  lines[0].refuse();
  for (const line of lines) line.cut();
  await vi.waitFor(() => expect(b.events).toContain("left match-not-found"), settled);
});
