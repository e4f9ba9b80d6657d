import { HOST } from "@nakodo/match-rpc";
import { networkConditions } from "@nakodo/match-rpc/plugins";
import { expect, it, vi } from "vitest";
import { type Seat, sitDown } from "./table.js";

const settled = { timeout: 20_000, interval: 10 };

/** Three players, of whom the one named is in a tunnel when told to: its socket stays open, and nothing passes. */
async function sitInTunnel(who: "host" | "guest"): Promise<[Seat, Seat, Seat, (silent: boolean) => void]> {
  const tunnel = networkConditions();
  // Where the host is not to be replaced, no pause of this machine shall do it.
  const times = who === "host" ? {} : { hostSilenceMs: Number.POSITIVE_INFINITY };
  const host = await sitDown(who === "host" ? { ...times, plugins: [tunnel] } : times);
  const matchId = await host.match.create();
  const guest = await sitDown(who === "guest" ? { ...times, plugins: [tunnel] } : times);
  await guest.match.join(matchId);
  const other = await sitDown(times);
  await other.match.join(matchId);
  for (const { match } of [host, guest, other])
    await vi.waitFor(
      () => expect(match.players.map(({ status }) => status)).toEqual(Array(3).fill("connected")),
      settled,
    );
  return [host, guest, other, (silent) => tunnel.setSilent(silent)];
}

it("C13 · a player that falls silent without closing is shown as such, and comes back with nothing lost", async () => {
  const [host, guest, other, setSilent] = await sitInTunnel("guest");
  setSilent(true);
  for (const { match } of [host, other])
    await vi.waitFor(() => expect(match.player(3)?.status).toBe("silent"), settled);
  host.match.rpc(host.board, "note", "are you there?");
  guest.match.rpc(guest.board, "note", "in a tunnel");
  setSilent(false);
  await vi.waitFor(() => {
    expect(guest.board.heard).toEqual(["2:are you there?"]);
    expect(host.board.heard).toEqual(["3:in a tunnel"]);
    expect(other.board.heard.toSorted()).toEqual(["2:are you there?", "3:in a tunnel"]);
    expect([host, other].map(({ match }) => match.player(3)?.status)).toEqual(["connected", "connected"]);
  }, settled);
  expect(host.match.isHost).toBe(true);
  expect(other.events.filter((event) => event.startsWith("playerLeft"))).toEqual([]);
});

it("C13 · a host that falls silent is replaced, and comes back as a player with its id and its calls", async () => {
  const [host, guest, other, setSilent] = await sitInTunnel("host");
  setSilent(true);
  await vi.waitFor(() => expect([guest.match.hostId, other.match.hostId]).toEqual([3, 3]), settled);
  other.match.rpcId(HOST, other.board, "note", "to the next host");
  await vi.waitFor(() => expect(guest.board.heard).toEqual(["4:to the next host"]), settled);
  guest.match.rpc(guest.board, "order", "I am host");
  host.match.rpc(host.board, "note", "from the tunnel");
  setSilent(false);
  await vi.waitFor(() => {
    expect([host, guest, other].map(({ match }) => match.hostId)).toEqual([3, 3, 3]);
    expect(host.match.peerId).toBe(2);
    expect(host.board.heard).toEqual(["3!I am host"]);
    expect(guest.board.heard).toEqual(["4:to the next host", "2:from the tunnel"]);
    expect(other.board.heard.toSorted()).toEqual(["2:from the tunnel", "3!I am host"]);
  }, settled);
});
