import { MatchState } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { at, textAt } from "../raw/json.js";
import { joinMatch, sendData } from "../raw/match.js";
import { openSockets } from "../raw/socket.js";
import { playTogether, type Seat, sitDown, wire } from "./table.js";

const settled = { timeout: 20_000, interval: 10 };

it("C7 · when the host leaves, the lowest id becomes host, everyone agrees, and calls to the host go on", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  a.match.leave();
  await vi.waitFor(() => expect([b.match.hostId, c.match.hostId]).toEqual([3, 3]), settled);
  expect(b.match.isHost).toBe(true);
  c.match.rpcId(1, c.board, "note", "to the new host");
  b.match.rpc(b.board, "order", "as host");
  await vi.waitFor(() => {
    expect(b.board.heard).toEqual(["4:to the new host"]);
    expect(c.board.heard).toEqual(["3!as host"]);
  }, settled);
  const late = await sitDown();
  await late.match.join(b.match.matchId ?? "");
  expect(late.match.hostId).toBe(3);
  expect(late.match.peerId).toBeGreaterThan(4);
});

it("C7 · with onHostLeave 'end' the match ends, as in the tutorial", async () => {
  const [a, b] = (await playTogether(2, { onHostLeave: "end" })) as [Seat, Seat];
  await vi.waitFor(() => expect(a.match.players).toHaveLength(2), settled);
  a.match.leave();
  await vi.waitFor(() => expect(b.events).toContain("left host-left"), settled);
  expect(b.match.state).toBe(MatchState.LOBBY);
});

it("C8 · a player whose socket is cut comes back with its id, and nothing reliable is lost or run twice", async () => {
  const a = await sitDown();
  const matchId = await a.match.create();
  const line = await wire();
  const b = await sitDown({}, line);
  await b.match.join(matchId);
  const c = await sitDown();
  await c.match.join(matchId);
  await vi.waitFor(
    () => expect(a.match.players.filter((one) => one.status === "connected")).toHaveLength(3),
    settled,
  );
  a.match.rpc(a.board, "note", "before");
  await vi.waitFor(() => expect(b.board.heard).toEqual(["2:before"]), settled);
  line.refuse();
  line.cut();
  await vi.waitFor(() => expect(a.match.player(3)?.status).toBe("dropped"), settled);
  await vi.waitFor(() => expect(b.events).toContain("disconnected"), settled);
  const expected: string[] = [];
  for (let i = 0; i < 30; i++) {
    a.match.rpc(a.board, "note", `all ${i}`);
    a.match.rpcId(3, a.board, "note", `one ${i}`);
    b.match.rpc(b.board, "note", `from afar ${i}`);
    expected.push(`2:all ${i}`, `2:one ${i}`);
  }
  line.accept();
  await vi.waitFor(() => expect(b.events).toContain("reconnected 3 true"), settled);
  await vi.waitFor(() => {
    expect(b.board.heard).toEqual(["2:before", ...expected]);
    const afar = Array.from({ length: 30 }, (_, i) => `3:from afar ${i}`);
    expect(a.board.heard).toEqual(afar);
    expect(c.board.heard.filter((line) => line.startsWith("3:"))).toEqual(afar);
  }, settled);
  expect(a.match.player(3)?.status).toBe("connected");
  expect(a.events.filter((event) => event.startsWith("playerLeft"))).toEqual([]);
});

it("C7 · C8 · a host whose socket is cut comes back as an ordinary player with its id", async () => {
  const line = await wire();
  const a = await sitDown({}, line);
  const matchId = await a.match.create();
  const b = await sitDown();
  await b.match.join(matchId);
  const c = await sitDown();
  await c.match.join(matchId);
  await vi.waitFor(
    () => expect(a.match.players.filter((one) => one.status === "connected")).toHaveLength(3),
    settled,
  );
  line.cut();
  await vi.waitFor(() => expect(a.events).toContain("reconnected 2 true"), settled);
  await vi.waitFor(() => {
    const hosts = [a, b, c].map((seat) => seat.match.hostId);
    expect(new Set(hosts).size).toBe(1);
    expect([a, b, c].filter((seat) => seat.match.isHost)).toHaveLength(1);
    for (const seat of [a, b, c])
      expect(seat.match.players.map((one) => one.status)).toEqual(["connected", "connected", "connected"]);
  }, settled);
  a.match.rpc(a.board, "note", "back");
  await vi.waitFor(() => expect([b.board.heard, c.board.heard]).toEqual([["2:back"], ["2:back"]]), settled);
});

it("W3 · a stranger's random bytes and the tutorial's own messages under our op codes are counted, and nothing else", async () => {
  const [a, b] = (await playTogether(2)) as [Seat, Seat];
  await vi.waitFor(() => expect(a.match.state).toBe(MatchState.READY), settled);
  const [stranger] = await openSockets(1);
  const matchId = a.match.matchId ?? "";
  const match = await joinMatch(stranger, matchId);
  expect(textAt(match, "match_id")).toBe(matchId);
  expect(at(match, "self")).toBeDefined();
  const tutorial = JSON.stringify({ peer_id: 0, node_path: "/board", method: "note", args: '[ "hi" ]' });
  const messages = [
    Uint8Array.of(0xff, 1, 2, 3),
    Buffer.from(tutorial),
    Uint8Array.of(1, 0, 0x20, 6, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(),
  ];
  for (let round = 0; round < 10; round++) {
    for (const bytes of messages)
      sendData(stranger, matchId, { op_code: "9011", data: Buffer.from(bytes).toString("base64") });
  }
  await vi.waitFor(() => expect(a.match.counters.violations).toBeGreaterThanOrEqual(20), settled);
  a.match.rpc(a.board, "note", "still here");
  await vi.waitFor(() => expect(b.board.heard).toEqual(["2:still here"]), settled);
  expect(a.match.players).toHaveLength(2);
  expect(a.board.heard).toEqual([]);
});
