import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import { createBoard, createTournament, standings, submit, submitted } from "../raw/leaderboard.js";
import { signIn } from "../raw/player.js";
import { callOnSocket } from "../raw/rpc.js";
import { RawSocket } from "../raw/socket.js";

/** A test that comes too late for a reset waits for the next one, a minute later. */
const TIMEOUT_MS = 90_000;

const FULL = refusal(400, 9, "Tournament has reached max size.");
const CLOSED = refusal(400, 9, "Tournament is not active and cannot accept new scores.");

/** Once a minute, and that soon: the first of seven fields is the second. */
function soonEveryMinute(): string {
  return `${(Math.floor(Date.now() / 1000) + 4) % 60} * * * * * *`;
}

async function listener(id: string): Promise<RawSocket> {
  const socket = await RawSocket.open();
  await callOnSocket(socket, "stream_join", { label: id });
  return socket;
}

/** Waits for what the module was told of the period that ended at `resetSec`. */
async function told(socket: RawSocket, event: string, resetSec: number): Promise<unknown> {
  for (;;) {
    const data: unknown = JSON.parse(String(at(await socket.nextOf("stream_data"), "data")));
    if (at(data, "event") === event && at(data, "reset") === resetSec) return data;
  }
}

function expiryOf(record: unknown): number {
  return Date.parse(String(at(record, "expiry_time"))) / 1000;
}

/** A tournament that ends soon, but not before somebody has listened and submitted. */
async function endingTournament(
  afterSec = 3,
): Promise<{ readonly id: string; readonly socket: RawSocket; readonly endSec: number }> {
  const id = await createTournament({ endTime: Math.floor(Date.now() / 1000) + afterSec });
  const socket = await listener(id);
  const { status, json } = await submit(socket.player, `tournament/${id}`, { score: 10 });
  return status === 200 ? { id, socket, endSec: expiryOf(json) } : endingTournament(2 * afterSec);
}

describe("a schedule", () => {
  it(
    "B9 · begins a leaderboard anew, of which its module is told; the old records stay to be listed",
    async () => {
      const id = await createBoard({ reset: soonEveryMinute() });
      const socket = await listener(id);
      const resetSec = expiryOf(await submitted(socket.player, `leaderboard/${id}`, { score: 10 }));
      expect(await told(socket, "reset", resetSec)).toMatchObject({ nextReset: resetSec });
      const now = await call("GET", `/v2/leaderboard/${id}?limit=10`, socket.player);
      expect(standings(now.json)).toEqual([]);
      const before = await call("GET", `/v2/leaderboard/${id}?limit=10&expiry=${resetSec}`, socket.player);
      expect(standings(before.json)).toEqual([[10, 1]]);
    },
    TIMEOUT_MS,
  );

  it(
    "B10 · ends a tournament's period, of which its module is told, and begins the next, in which there is room again",
    async () => {
      const id = await createTournament({ reset: soonEveryMinute(), duration: 59, maxSize: 1 });
      const socket = await listener(id);
      const [one, two] = [socket.player, await signIn()];
      const path = `tournament/${id}`;
      const resetSec = expiryOf(await submitted(one, path, { score: 10 }));
      const late = await outcome("POST", `/v2/${path}`, { ...two, body: { score: 20 } });
      expect([FULL, CLOSED]).toContainEqual(late);
      expect(await told(socket, "end", resetSec)).toMatchObject({ end: resetSec - 1, size: 1 });
      expect(await told(socket, "reset", resetSec)).toMatchObject({ end: resetSec - 1, size: 1 });
      const second = await submitted(two, path, { score: 20 });
      expect(second).toMatchObject({ score: "20", rank: "1" });
      expect(expiryOf(second)).toBe(resetSec + 60);
      const before = await call("GET", `/v2/${path}?expiry=${resetSec}`, one);
      expect(standings(before.json)).toEqual([[10, 1]]);
    },
    TIMEOUT_MS,
  );

  it(
    "B10 · a tournament that has ended for good takes no scores, and its module is told as if it began anew",
    async () => {
      const { id, socket, endSec } = await endingTournament();
      const path = `tournament/${id}`;
      // A real server tells of both at once, in either order.
      const both = [await socket.nextOf("stream_data"), await socket.nextOf("stream_data")];
      expect(both.map((one) => JSON.parse(textAt(one, "data")))).toEqual(
        expect.arrayContaining(
          ["end", "reset"].map((event) => expect.objectContaining({ event, end: endSec, reset: endSec })),
        ),
      );
      expect(await outcome("POST", `/v2/${path}`, { ...socket.player, body: { score: 20 } })).toEqual(
        refusal(404, 5, "Tournament not found or has ended."),
      );
      expect(await outcome("GET", `/v2/${path}`, socket.player)).toEqual(
        refusal(404, 5, "Tournament has ended."),
      );
    },
    TIMEOUT_MS,
  );
});
