import { randomUUID } from "node:crypto";
import { Client } from "@heroiclabs/nakama-js";
import { compiledPackages } from "../harness/compiled-packages.js";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";
import type { BenchServer } from "../servers.js";

const CALLS = 1500;
/** Calls that warm both up. */
const WARM_UP_CALLS = 300;

/**
 * A hundred `getAccount`, one after the other: ours, with session and checked answer, against bare nakama-js with a
 * session that it has no cause to renew. The two take turns, call by call; a hundred times the median call, because
 * on a busy machine a few calls wait for others' work.
 */
export async function apiOverhead(server: BenchServer): Promise<Measurement[]> {
  const { device, Online } = await compiledPackages();
  const id = `device-${randomUUID()}`;
  const online = new Online({ host: server.host, port: server.port });
  await online.authenticate(device({ id }));
  const client = new Client("defaultkey", server.host, String(server.port), false, undefined, false);
  const session = await client.authenticateDevice(id);
  const sides = {
    ours: () => online.api.getAccount(),
    peer: () => client.getAccount(session),
  };
  const spentMs = { ours: [] as number[], peer: [] as number[] };
  for (let call = -WARM_UP_CALLS; call < CALLS; call++) {
    for (const side of call % 2 === 0 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      const startMs = performance.now();
      await sides[side]();
      if (call >= 0) spentMs[side].push(performance.now() - startMs);
    }
  }
  await online.close();
  const peerName = `bare nakama-js, 100 getAccount (${server.name})`;
  return [
    {
      id: "api-overhead",
      ours: 100 * median(spentMs.ours),
      peer: 100 * median(spentMs.peer),
      peerName,
      unit: "ms",
      better: "lower",
    },
  ];
}
