import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { newGame } from "../raw/matchmaking.js";
import { createParty } from "../raw/party.js";
import type { Player } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

async function list(player: Player, query: Readonly<Record<string, string>>): Promise<unknown> {
  const { json } = await call("GET", `/v2/party?${new URLSearchParams(query)}`, player);
  return json;
}

/** Lists until as many parties are found: the real server's index is a second late. */
async function listUntil(
  player: Player,
  query: Readonly<Record<string, string>>,
  count: number,
): Promise<unknown> {
  for (;;) {
    const found = await list(player, { limit: "100", ...query });
    if (listAt(found, "parties").length === count) return found;
  }
}

describe("listing parties", () => {
  it("B11 · finds those that are not hidden by label, with all that is known of them", async () => {
    const [one, two, hidden] = [await RawSocket.open(), await RawSocket.open(), await RawSocket.open()];
    const game = newGame();
    const label = `{"game":"${game}","level":5}`;
    const first = textAt(await createParty(one, { label, max_size: 3 }), "party_id");
    const second = textAt(await createParty(two, { label: `{"game":"${game}"}`, open: false }), "party_id");
    await createParty(hidden, { label, hidden: true });
    const query = `+label.game:${game}`;
    const found = await listUntil(one.player, { query }, 2);
    expect(listAt(found, "parties")).toEqual(
      expect.arrayContaining([
        { party_id: first, open: true, max_size: 3, label },
        { party_id: second, max_size: 8, label: `{"game":"${game}"}` },
      ]),
    );
    expect(at(found, "cursor")).toBeUndefined();
    const ids = async (query: Readonly<Record<string, string>>): Promise<unknown> =>
      listAt(await list(one.player, query), "parties").map((party) => at(party, "party_id"));
    expect(await ids({ query, open: "true" })).toEqual([first]);
    expect(await ids({ query, open: "false" })).toEqual([second]);
    expect(await ids({ query: `${query} +label.level:>=5` })).toEqual([first]);
    expect(await ids({ query: `${query} +label.level:>5` })).toEqual([]);
  });

  it("B11 · goes page by page, each party once, with a cursor for this list only", async () => {
    const sockets = await Promise.all([1, 2, 3].map(() => RawSocket.open()));
    const game = newGame();
    const parties = await Promise.all(
      sockets.map((socket) => createParty(socket, { label: `{"game":"${game}"}` })),
    );
    const [socket] = sockets;
    if (socket === undefined) throw new Error("three were opened");
    const query = `+label.game:${game}`;
    await listUntil(socket.player, { query }, 3);
    const first = await list(socket.player, { query, limit: "2" });
    const cursor = textAt(first, "cursor");
    const second = await list(socket.player, { query, limit: "2", cursor });
    expect(at(second, "cursor")).toBeUndefined();
    const ids = (of: readonly unknown[]): string[] => of.map((one) => textAt(one, "party_id")).sort();
    expect(ids([...listAt(first, "parties"), ...listAt(second, "parties")])).toEqual(ids(parties));
    const failed = refusal(500, 13, "Error listing matches.");
    const other = { limit: "1", query, cursor };
    expect(await outcome("GET", `/v2/party?${new URLSearchParams(other)}`, socket.player)).toEqual(failed);
    const none = { limit: "2", query, cursor: "nonsense" };
    expect(await outcome("GET", `/v2/party?${new URLSearchParams(none)}`, socket.player)).toEqual(failed);
  });

  it("B11 · refuses limits below 1 and above 100, and a query that cannot be read", async () => {
    const { player } = await RawSocket.open();
    for (const limit of ["0", "101"]) {
      expect(await outcome("GET", `/v2/party?limit=${limit}`, player)).toEqual(
        refusal(400, 3, "Invalid limit - limit must be between 1 and 100."),
      );
    }
    expect(await outcome("GET", `/v2/party?${new URLSearchParams({ query: '+"' })}`, player)).toEqual(
      refusal(500, 13, "Error listing matches."),
    );
  });
});
