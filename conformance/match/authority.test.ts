import { type ObjectAuthority, watchAuthority } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { playTogether, type Seat } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("R4 · C7 · whoever watches an object hears of an authority that it inherits, handed over or by another host", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(a.match.players).toHaveLength(3), settled);
  const heard = [a, b, c].map(({ match }) => {
    const child = {};
    match.add("/board/child", child);
    const list: ObjectAuthority[] = [];
    watchAuthority(match, child, (authority) => list.push(authority));
    return list;
  }) as [ObjectAuthority[], ObjectAuthority[], ObjectAuthority[]];
  a.match.setAuthority(a.board, 4);
  await vi.waitFor(() => {
    expect(heard).toEqual([
      [{ peerId: 4, isMaster: false }],
      [{ peerId: 4, isMaster: false }],
      [{ peerId: 4, isMaster: true }],
    ]);
  }, settled);
  c.match.setAuthority(c.board, 1);
  await vi.waitFor(() => expect(heard.map((list) => list.length)).toEqual([2, 2, 2]), settled);
  expect([heard[0][1], heard[1][1]]).toEqual([
    { peerId: 1, isMaster: true },
    { peerId: 1, isMaster: false },
  ]);
  a.match.leave();
  await vi.waitFor(() => expect(heard[1].at(-1)).toEqual({ peerId: 1, isMaster: true }), settled);
  expect(heard[2]).toHaveLength(2);
  expect(heard[0].at(-1)).toEqual({ peerId: 1, isMaster: false });
});
