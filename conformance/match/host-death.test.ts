import { t } from "@nakodo/core";
import { HOST, OnlineMatch, remotes } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { closing, newPlayer } from "../session/players.js";
import { wire } from "./table.js";

const settled = { timeout: 20_000, interval: 10 };

/** What the host decides; a shop may be closed, and then gives no answer. */
class Shop {
  readonly ran: string[] = [];
  isClosed = false;

  note(text: string): void {
    this.ran.push(text);
  }

  buy(item: string): Promise<number> {
    this.ran.push(item);
    return this.isClosed ? new Promise(() => {}) : Promise.resolve(item.length);
  }
}

const ShopRemotes = remotes("Shop", Shop, {
  note: { mode: "anyPeer", args: [t.string(20)] },
  buy: { mode: "anyPeer", args: [t.string(20)], returns: t.u8 },
});

interface Seat {
  readonly match: OnlineMatch<readonly [typeof ShopRemotes]>;
  readonly shop: Shop;
}

/** Three players in one match, the first of them its host, on a wire that can break. */
async function open() {
  const line = await wire();
  const seats: Seat[] = [];
  let matchId = "";
  for (let i = 0; i < 3; i++) {
    const online = await newPlayer(i === 0 ? { host: line.host, port: line.port } : {});
    const match = closing(new OnlineMatch(online, { remotes: [ShopRemotes] }));
    const shop = new Shop();
    match.add("/shop", shop);
    if (i === 0) matchId = await match.create();
    else await match.join(matchId);
    seats.push({ match, shop });
  }
  const [host, next, asker] = seats;
  if (host === undefined || next === undefined || asker === undefined) throw new Error("three sit here");
  await vi.waitFor(() => {
    for (const { match } of seats)
      expect(match.players.filter(({ status }) => status === "connected")).toHaveLength(3);
  }, settled);
  return { line, host, next, asker };
}

it("C9 · C7 · the host dies with an ask unanswered: the next one runs it and answers; a call that it had run is not said again", async () => {
  const { line, host, next, asker } = await open();
  expect(await asker.match.ask(HOST, asker.shop, "buy", "one")).toBe(3);
  host.shop.isClosed = true;
  asker.match.rpcId(HOST, asker.shop, "note", "once");
  const bought = asker.match.ask(HOST, asker.shop, "buy", "three");
  await vi.waitFor(() => expect(host.shop.ran).toEqual(["one", "once", "three"]), settled);
  line.refuse();
  line.cut();
  expect(await bought).toBe(5);
  expect(next.match.isHost).toBe(true);
  asker.match.rpcId(HOST, asker.shop, "note", "later");
  await vi.waitFor(() => expect(next.shop.ran).toEqual(["three", "later"]), settled);
  line.accept();
  await vi.waitFor(() => expect(asker.match.player(2)?.status).toBe("connected"), settled);
  // What it is told now comes after all that it missed.
  asker.match.rpcId(2, asker.shop, "note", "back");
  await vi.waitFor(() => expect(host.shop.ran).toContain("back"), settled);
  expect(host.shop.ran).toEqual(["one", "once", "three", "back"]);
  expect(next.shop.ran).toEqual(["three", "later"]);
});

it("C9 · C13 · the host falls silent with an ask on its way: the next one answers, and nobody runs it twice", async () => {
  const { line, host, next, asker } = await open();
  line.freeze();
  const bought = asker.match.ask(HOST, asker.shop, "buy", "four");
  asker.match.rpcId(HOST, asker.shop, "note", "unheard");
  expect(await bought).toBe(4);
  expect(next.match.isHost).toBe(true);
  expect(next.shop.ran).toEqual(["four"]);
  line.thaw();
  await vi.waitFor(() => expect(host.match.hostId).toBe(next.match.peerId), settled);
  asker.match.rpcId(2, asker.shop, "note", "back");
  await vi.waitFor(() => expect(host.shop.ran).toContain("back"), settled);
  // It was said to whoever was host then, and runs there or nowhere.
  expect(host.shop.ran.filter((line) => line === "unheard").length).toBeLessThanOrEqual(1);
  expect(host.shop.ran.filter((line) => line === "four").length).toBeLessThanOrEqual(1);
  expect(next.shop.ran).toEqual(["four"]);
  expect(asker.shop.ran).toEqual([]);
});
