import type { TransportEvent } from "@nakodo/core";
import { HOST, type MatchPlugin } from "@nakodo/match-rpc";
import { logger, networkConditions, TransportLayer, trafficStatistics } from "@nakodo/match-rpc/plugins";
import { playBack, recorder } from "@nakodo/match-rpc/recording";
import { socketConditions, socketLogger } from "@nakodo/session/plugins";
import { expect, it, vi } from "vitest";
import { newPlayer } from "../session/players.js";
import { BoardRemotes, playTogether, type Seat, seatOf, sitDown, wire } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("X1 · a plugin sees, changes and makes up messages, hears calls, and cleans up", async () => {
  const seen: string[] = [];
  class Rewriting extends TransportLayer {
    override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
      return super.send(opCode, opCode === 7 ? Uint8Array.of(9) : bytes, to);
    }

    protected override receive(event: TransportEvent): void {
      if (event.type !== "message" || event.opCode !== 8) this.makeUp(event);
    }

    makeUp(event: TransportEvent): void {
      this.toMatch(event);
    }
  }
  let layer: Rewriting | undefined;
  const plugin: MatchPlugin = {
    name: "rewriting",
    install(host) {
      host.match.on("playerJoined", ({ peerId }) => seen.push(`joined ${peerId}`));
      host.onCall(({ direction, peerId, path, type, method }) =>
        seen.push(`${direction} ${peerId} ${path} ${type}.${method}`),
      );
      host.wrapTransport((inner) => {
        layer = new Rewriting(inner);
        return layer;
      });
      return () => seen.push("cleaned up");
    },
  };
  const [a, b] = (await playTogether(2, { plugins: [plugin] })) as [Seat, Seat];
  await vi.waitFor(() => expect(a.match.players).toHaveLength(2), settled);
  const data: unknown[] = [];
  b.match.on("data", ({ opCode, bytes }) => data.push([opCode, ...bytes]));
  a.match.send(7, Uint8Array.of(1));
  a.match.send(8, Uint8Array.of(1));
  a.match.send(10, Uint8Array.of(1));
  await vi.waitFor(
    () =>
      expect(data).toEqual([
        [7, 9],
        [10, 1],
      ]),
    settled,
  );
  layer?.makeUp({
    type: "message",
    from: { sessionId: "made up", userId: "", username: "" },
    opCode: 11,
    bytes: Uint8Array.of(2),
  });
  expect(data.at(-1)).toEqual([11, 2]);
  seen.length = 0;
  b.match.rpcId(HOST, b.board, "note", "hi");
  await vi.waitFor(() => expect(a.board.heard).toEqual(["3:hi"]), settled);
  expect(seen).toEqual(["out 1 /board Board.note", "in 3 /board Board.note"]);
  a.match.close();
  a.match.close();
  expect(seen.filter((line) => line === "cleaned up")).toHaveLength(1);
});

it("X1 · the first plugin is nearest to the game", async () => {
  const order: string[] = [];
  const named = (name: string): MatchPlugin => ({
    name,
    install(host) {
      host.wrapTransport(
        (inner) =>
          new (class extends TransportLayer {
            override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
              if (opCode === 7) order.push(name);
              return super.send(opCode, bytes, to);
            }
          })(inner),
      );
      return undefined;
    },
  });
  const seat = await sitDown({ plugins: [named("first"), named("second")] });
  await seat.match.create();
  seat.match.send(7, Uint8Array.of(1));
  expect(order).toEqual(["first", "second"]);
});

it("X2 · the logger tells what happens and never what is said", async () => {
  const lines: string[] = [];
  const log = logger({ write: (line) => lines.push(line), messages: true });
  const host = await sitDown({ plugins: [log] });
  const matchId = await host.match.create();
  const guest = await sitDown();
  await guest.match.join(matchId);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(2), settled);
  guest.match.rpc(guest.board, "note", "a secret");
  await vi.waitFor(() => expect(host.board.heard).toEqual(["3:a secret"]), settled);
  guest.match.leave();
  await vi.waitFor(() => expect(lines.some((line) => line.startsWith("player 3 left"))).toBe(true), settled);
  for (const start of ["state CONNECTING", "host 2", "player 3 joined", "message out", "message in"])
    expect(
      lines.some((line) => line.startsWith(start)),
      start,
    ).toBe(true);
  expect(lines.some((line) => /^call in from 3: \/board Board\.note, \d+ bytes$/.test(line))).toBe(true);
  expect(lines.join()).not.toContain("secret");
});

it("X2 · traffic is counted by method and by peer, and told once a second", async () => {
  const traffic = trafficStatistics({ sampleMs: 50 });
  const host = await sitDown({ plugins: [traffic] });
  const matchId = await host.match.create();
  const guests = [await sitDown(), await sitDown()];
  for (const guest of guests) await guest.match.join(matchId);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(3), settled);
  const [b, c] = guests as [Seat, Seat];
  for (let i = 0; i < 3; i++) b.match.rpc(b.board, "note", "xxxx");
  c.match.rpcId(2, c.board, "note", "x");
  host.match.rpc(host.board, "note", "xx");
  await vi.waitFor(() => expect(host.board.heard).toHaveLength(4), settled);
  // Path, method, length and text: 4 + 1 + 1 and the characters.
  expect(traffic.byMethod.get("Board.note")).toEqual({
    sentCalls: 1,
    sentBytes: 8,
    receivedCalls: 4,
    receivedBytes: 37,
  });
  expect(traffic.byPeer.get(3)?.receivedCalls).toBe(3);
  expect(traffic.byPeer.get(4)?.receivedCalls).toBe(1);
  await vi.waitFor(() => expect(traffic.total.sentMessages).toBe(host.match.counters.sentFrames), settled);
  expect(traffic.total.sentBytes).toBe(host.match.counters.sentBytes);
  const sample = await traffic.once("sample", { where: (one) => one.durationMs >= 50 });
  expect(sample.sentBytes).toBeGreaterThanOrEqual(0);
});

it("X2 · a match under bad conditions goes on, and they can be changed on the way", async () => {
  const conditions = networkConditions({
    latencyMs: 30,
    jitterMs: 20,
    lossRatio: 0.05,
    duplicateRatio: 0.05,
  });
  const host = await sitDown();
  const matchId = await host.match.create();
  const guest = await sitDown({ plugins: [conditions] });
  await guest.match.join(matchId);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(2), settled);
  const expected: string[] = [];
  for (let i = 0; i < 50; i++) {
    guest.match.rpc(guest.board, "note", `${i}`);
    expected.push(`3:${i}`);
  }
  await vi.waitFor(() => expect(host.board.heard).toEqual(expected), settled);
  conditions.set({ latencyMs: 0, jitterMs: 0, lossRatio: 0, duplicateRatio: 0 });
  conditions.setSilent(true);
  host.match.rpc(host.board, "note", "into the tunnel");
  guest.match.rpc(guest.board, "note", "out of the tunnel");
  conditions.setSilent(false);
  await vi.waitFor(() => expect(guest.board.heard).toEqual(["2:into the tunnel"]), settled);
  await vi.waitFor(() => expect(host.board.heard.at(-1)).toBe("3:out of the tunnel"), settled);
});

it("X1 · X2 · the socket's plugins see its requests, and cut it so that the match resumes", async () => {
  const lines: string[] = [];
  const conditions = socketConditions({ latencyMs: 10, jitterMs: 5 });
  const online = await newPlayer({
    plugins: [socketLogger({ write: (line) => lines.push(line) }), conditions],
    reconnect: { baseDelayMs: 20, maxDelayMs: 100 },
  });
  const host = await sitDown();
  const matchId = await host.match.create();
  const guest = seatOf(online);
  await guest.match.join(matchId);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(2), settled);
  conditions.cut();
  await vi.waitFor(() => expect(host.match.player(3)?.status).toBe("dropped"), settled);
  await vi.waitFor(
    () => expect(lines.filter((line) => line.startsWith("socket reconnecting")).length).toBeGreaterThan(2),
    settled,
  );
  host.match.rpc(host.board, "note", "meanwhile");
  conditions.restore();
  await vi.waitFor(() => expect(guest.board.heard).toEqual(["2:meanwhile"]), settled);
  expect(guest.events).toContain("reconnected 3 true");
  expect(
    lines.some((line) => /^POST \/v2\/account\/authenticate\/device: 200 after \d+ ms$/.test(line)),
  ).toBe(true);
  expect(lines.join()).not.toMatch(/token|Bearer|Basic/);
});

it("X3 · a match on real sockets, with a lost connection in it, plays back bit for bit on each side", async () => {
  const recorders = [recorder(), recorder()];
  const host = await sitDown({ plugins: recorders.slice(0, 1) });
  const matchId = await host.match.create();
  const line = await wire();
  const guest = await sitDown({ plugins: recorders.slice(1) }, line);
  await guest.match.join(matchId);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(2), settled);
  for (let i = 0; i < 20; i++) guest.match.rpc(guest.board, "steer", i, i);
  host.match.rpc(host.board, "note", "x".repeat(8000));
  host.match.setAuthority(host.board, 3);
  await vi.waitFor(() => expect(guest.match.isNetworkMaster(guest.board)).toBe(true), settled);
  line.cut();
  host.match.rpc(host.board, "note", "meanwhile");
  await vi.waitFor(() => expect(guest.board.heard.at(-1)).toBe("2:meanwhile"), settled);
  guest.match.rpc(guest.board, "order", "as its authority");
  await vi.waitFor(() => expect(host.board.heard.at(-1)).toMatch(/^3!/), settled);
  await Promise.all([host, guest].map((seat) => seat.match.barrier("end")));
  guest.match.leave();
  await vi.waitFor(() => expect(host.match.players).toHaveLength(1), settled);
  for (const { recording } of recorders) {
    const played = playBack(recording, { remotes: [BoardRemotes] });
    expect(played.difference).toBeUndefined();
    expect(played.sentMessages).toBeGreaterThan(5);
    expect(played.violations).toEqual([]);
  }
});
