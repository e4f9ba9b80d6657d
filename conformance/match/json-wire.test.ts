import { jsonWire } from "@nakodo/match-rpc/json-wire";
import { expect, it, vi } from "vitest";
import { at } from "../raw/json.js";
import { joinMatch } from "../raw/match.js";
import { openSockets } from "../raw/socket.js";
import { playTogether, type Seat, sitDown } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("W1 · J1 · a match on the text wire: whoever reads the socket can read the calls", async () => {
  const [a, b] = (await playTogether(2, { wire: jsonWire })) as [Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(2), settled);
  const [reader] = await openSockets(1);
  await joinMatch(reader, a.match.matchId ?? "");
  const read = reader.next((envelope) => {
    const data = at(envelope, "match_data", "data");
    return typeof data === "string" && Buffer.from(data, "base64").toString().includes("steer");
  });
  b.match.rpc(b.board, "note", "x".repeat(9000));
  b.match.rpc(b.board, "steer", 1, 2);
  const text = Buffer.from(String(at(await read, "match_data", "data")), "base64").toString();
  expect(JSON.parse(text)).toMatchObject({
    say: expect.arrayContaining([{ kind: "call", path: "/board", method: "Board.steer", args: [1, 2] }]),
  });
  await vi.waitFor(() => expect(a.board.heard).toHaveLength(2), settled);
});

it("C5 · J2 · who comes with another wire is refused by name, either way", async () => {
  const text = await sitDown({ wire: jsonWire });
  const textId = await text.match.create();
  const bytes = await sitDown();
  const bytesId = await bytes.match.create();
  await expect((await sitDown()).match.join(textId)).rejects.toMatchObject({
    code: "protocol-mismatch",
    message: expect.stringContaining("json on json-wire"),
  });
  await expect((await sitDown({ wire: jsonWire })).match.join(bytesId)).rejects.toMatchObject({
    code: "protocol-mismatch",
    message: expect.stringContaining("json on json-wire"),
  });
  expect([text.match.players.length, bytes.match.players.length]).toEqual([1, 1]);
});
