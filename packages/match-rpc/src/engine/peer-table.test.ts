import { describe, expect, it } from "vitest";
import type { TableRow } from "../wire/table.js";
import { type PeerRow, PeerTable, type RowStatus, toPlayer, toTableRow } from "./peer-table.js";

function tableRow(peerId: number, seat = peerId - 2, sessionId = `s${peerId}`): TableRow {
  return {
    peerId,
    seat,
    sessionId,
    userId: `u${peerId}`,
    username: `n${peerId}`,
    proofHash: new Uint8Array(16).fill(peerId),
    arrived: true,
  };
}

/** A table of peers by id. */
function tableOf(statuses: Readonly<Record<number, RowStatus>>): PeerTable {
  const table = new PeerTable();
  for (const [id, status] of Object.entries(statuses)) table.put(tableRow(Number(id)), status, 0);
  return table;
}

/** The row of a peer that must be there. */
function rowOf(table: PeerTable, peerId: number): PeerRow {
  const row = table.get(peerId);
  if (row === undefined) throw new Error(`no peer ${peerId}`);
  return row;
}

describe("PeerTable", () => {
  it("C4 · finds a peer by id and by connection, and lists all by id", () => {
    const table = new PeerTable();
    const five = table.put(tableRow(5), "connected", 0);
    const three = table.put(tableRow(3), "connected", 0);
    expect(table.rows).toEqual([three, five]);
    expect([table.size, table.get(5), table.bySession("s3")]).toEqual([2, five, three]);
    expect([table.get(4), table.bySession("s4"), table.bySession("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("C4 · a row that comes again changes the one that is there", () => {
    const table = tableOf({ 3: "connected" });
    const row = rowOf(table, 3);
    row.leaving = true;
    expect(table.put({ ...tableRow(3, 4, "other"), username: "new" }, "connected", 9)).toBe(row);
    expect(row).toMatchObject({ seat: 4, sessionId: "other", username: "new", leaving: false });
    expect([table.bySession("s3"), table.bySession("other"), table.size]).toEqual([undefined, row, 1]);
  });

  it("A8 · a dropped peer keeps its place, and has no connection", () => {
    const table = tableOf({ 3: "connected" });
    const row = rowOf(table, 3);
    table.drop(row, 700);
    expect(row).toMatchObject({ status: "dropped", sessionId: "", awaySinceMs: 700, seat: 1 });
    expect([table.get(3), table.bySession("s3"), table.bySession("")]).toEqual([row, undefined, undefined]);
    table.put(tableRow(3, 1, "again"), "connected", 900);
    expect(row).toMatchObject({ status: "connected", sessionId: "again", awaySinceMs: undefined });
  });

  it("A7 · the connection of a row that counts as away is not kept", () => {
    const table = tableOf({ 3: "dropped" });
    expect([rowOf(table, 3).sessionId, table.bySession("s3")]).toEqual(["", undefined]);
  });

  it("A8 · the time away counts from when it began, however often the row comes again", () => {
    const table = new PeerTable();
    table.put(tableRow(3), "connecting", 100);
    expect(rowOf(table, 3).awaySinceMs).toBe(100);
    table.put(tableRow(3), "dropped", 200);
    expect(rowOf(table, 3).awaySinceMs).toBe(100);
    table.put(tableRow(3), "connected", 300);
    expect(rowOf(table, 3).awaySinceMs).toBeUndefined();
    table.put(tableRow(3), "dropped", 400);
    expect(rowOf(table, 3).awaySinceMs).toBe(400);
    table.put({ ...tableRow(3), awayMs: 399 }, "dropped", 500);
    expect(rowOf(table, 3).awaySinceMs).toBe(400);
    table.put({ ...tableRow(4), awayMs: 399 }, "dropped", 500);
    expect(rowOf(table, 4).awaySinceMs).toBe(101);
  });

  it("C6 · a seat is the smallest that is free, also of those who are away", () => {
    const table = new PeerTable();
    expect(table.freeSeat()).toBe(0);
    table.put(tableRow(2, 0), "connected", 0);
    table.put(tableRow(3, 1), "dropped", 0);
    table.put(tableRow(4, 3), "connecting", 0);
    expect(table.freeSeat()).toBe(2);
    table.put(tableRow(5, 2), "connected", 0);
    expect(table.freeSeat()).toBe(4);
    table.delete(rowOf(table, 2));
    expect(table.freeSeat()).toBe(0);
  });

  it("C6 · the next id is past every one that was ever there", () => {
    const table = new PeerTable();
    expect(table.nextPeerId).toBe(2);
    table.put(tableRow(7), "connected", 0);
    expect(table.nextPeerId).toBe(8);
    table.put(tableRow(3), "connected", 0);
    expect(table.nextPeerId).toBe(8);
    table.delete(rowOf(table, 7));
    table.delete(rowOf(table, 3));
    expect([table.nextPeerId, table.size, table.rows, table.bySession("s3")]).toEqual([8, 0, [], undefined]);
  });

  it("A8 · a removed peer is found neither by id nor by connection", () => {
    const table = tableOf({ 3: "connected", 4: "connected" });
    table.delete(rowOf(table, 3));
    expect([table.get(3), table.bySession("s3"), table.size]).toEqual([undefined, undefined, 1]);
    expect(table.bySession("s4")).toBe(rowOf(table, 4));
  });

  it("H2 · the successor is the lowest id that is there and is not leaving", () => {
    const table = tableOf({ 2: "dropped", 3: "connecting", 5: "connected", 4: "connected", 6: "connected" });
    expect(table.lowestConnected()?.peerId).toBe(4);
    rowOf(table, 4).leaving = true;
    expect(table.lowestConnected()?.peerId).toBe(5);
    table.drop(rowOf(table, 5), 0);
    expect(table.lowestConnected()?.peerId).toBe(6);
    table.delete(rowOf(table, 6));
    expect(table.lowestConnected()).toBeUndefined();
  });

  it("C4 · a player is a copy, and has nothing of what only the engine knows", () => {
    const table = tableOf({ 3: "connected" });
    const player = toPlayer(rowOf(table, 3));
    table.drop(rowOf(table, 3), 5);
    expect(player).toEqual({
      peerId: 3,
      seat: 1,
      sessionId: "s3",
      userId: "u3",
      username: "n3",
      status: "connected",
      isReady: false,
    });
  });

  it("W3 · a row travels as it is, and says whether the peer ever arrived", () => {
    const table = tableOf({ 2: "connecting", 3: "connected", 4: "dropped" });
    rowOf(table, 4).awaySinceMs = 600.4;
    expect(table.rows.map((row) => toTableRow(row, 1000))).toEqual([
      { ...tableRow(2), arrived: false },
      { ...tableRow(3), arrived: true },
      { ...tableRow(4), sessionId: "", arrived: true, awayMs: 400 },
    ]);
  });
});
