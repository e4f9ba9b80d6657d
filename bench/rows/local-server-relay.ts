import { setTimeout as wait } from "node:timers/promises";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";
import { within } from "../harness/within.js";
import { RelayProcess } from "../relay/relay-process.js";
import { type Member, openMatches, openRooms } from "../relay/rooms.js";

const ROOMS = 50;
const ROOM_SIZE = 4;
/** A game's usual message: a few positions. */
const PAYLOAD_BYTES = 48;
/** Ten a second of each of the 200 sockets: 2,000 in, 6,000 out. */
const MESSAGES_PER_SECOND = 2000;
const ROUND_MS = 2000;
const ROUNDS = 4;
/** How often the clients send what is due. */
const TICK_MS = 5;

interface Side {
  readonly server: RelayProcess;
  readonly members: readonly Member[];
}

/**
 * What it costs the embedded server to relay the messages of 200 sockets, in processor time, against a relay that passes
 * on the same messages unread. Every message must arrive before the next round begins.
 */
export async function localServerRelay(): Promise<Measurement[]> {
  const [ours, bare] = await Promise.all([RelayProcess.start("ours"), RelayProcess.start("bare")]);
  try {
    const sides = {
      ours: { server: ours, members: await openMatches(ours.port, ROOMS, ROOM_SIZE, PAYLOAD_BYTES) },
      peer: { server: bare, members: await openRooms(bare.port, ROOMS, ROOM_SIZE, PAYLOAD_BYTES) },
    };
    const times = { ours: [] as number[], peer: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of round % 2 === 0 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
        const cpuMs = await relayRound(sides[name]);
        // In the first round both warm up.
        if (round > 0) times[name].push(cpuMs);
      }
    }
    for (const { members } of Object.values(sides)) for (const { socket } of members) socket.terminate();
    return [
      {
        id: "local-server-relay",
        ours: median(times.ours),
        peer: median(times.peer),
        peerName: "bare ws relay of the same messages",
        unit: `CPU ms per s at ${MESSAGES_PER_SECOND}/s`,
        better: "lower",
      },
    ];
  } finally {
    ours.stop();
    bare.stop();
  }
}

/** Sends at the set pace for a round, waits until all has arrived, and says what a second of it cost the server. */
async function relayRound({ server, members }: Side): Promise<number> {
  const total = (MESSAGES_PER_SECOND * ROUND_MS) / 1000;
  const expected = total * (ROOM_SIZE - 1);
  let arrived = 0;
  const all = new Promise<void>((resolve) => {
    const count = (): void => {
      arrived++;
      if (arrived === expected) resolve();
    };
    for (const { socket } of members) socket.removeAllListeners("message").on("message", count);
  });
  const cpuBeforeMs = await server.cpuMs();
  const startMs = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - startMs) * MESSAGES_PER_SECOND) / 1000);
    for (; sent < due; sent++) {
      const member = members[sent % members.length];
      member?.socket.send(member.text);
    }
    await wait(TICK_MS);
  }
  await within(30_000, `${expected} messages`, all);
  return ((await server.cpuMs()) - cpuBeforeMs) / (ROUND_MS / 1000);
}
