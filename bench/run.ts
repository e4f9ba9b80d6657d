import { writeFileSync } from "node:fs";
import { isAsked, readOptions } from "./harness/options.js";
import { type Measurement, type Row, toRow } from "./harness/row.js";
import { table } from "./harness/table.js";
import { apiOverhead } from "./rows/api-overhead.js";
import { bundleGzip, matchGzip, sessionGzip } from "./rows/bundle-gzip.js";
import { engineSpeed } from "./rows/engine-speed.js";
import { latency } from "./rows/latency.js";
import { localServerRelay } from "./rows/local-server-relay.js";
import { localServerStart } from "./rows/local-server-start.js";
import { migrate } from "./rows/migrate.js";
import { reauthStorm } from "./rows/reauth-storm.js";
import { rpcBytes } from "./rows/rpc-bytes.js";
import { rpcCodec } from "./rows/rpc-codec.js";
import { rpcFrame } from "./rows/rpc-frame.js";
import { rpcGarbage } from "./rows/rpc-garbage.js";
import { star64 } from "./rows/star-64.js";
import { type BenchServer, BenchServers, type ServerKind } from "./servers.js";

/** A measurement and the rows that it gives. */
interface Bench {
  readonly ids: readonly string[];
  /** The kind of server whose numbers count (default: the embedded one, which every machine has). */
  readonly on?: ServerKind;
  measure(server: BenchServer): Promise<readonly Measurement[]>;
}

const BENCHES: readonly Bench[] = [
  { ids: ["rpc-encode", "rpc-decode"], measure: rpcCodec },
  { ids: ["rpc-bytes", "rpc-bytes-undeclared"], measure: rpcBytes },
  { ids: ["rpc-frame-up", "rpc-frame-down", "socket-bytes"], measure: rpcFrame },
  { ids: ["rpc-garbage"], measure: rpcGarbage },
  {
    ids: ["latency-p50", "latency-p99", "latency-text-p50", "latency-text-p99"],
    on: "real",
    measure: latency,
  },
  {
    ids: ["star-64-bytes", "star-64-p99", "star-64-arrived", "star-64-held", "star-64-join"],
    on: "real",
    measure: star64,
  },
  { ids: ["migrate-killed", "migrate-silent"], measure: migrate },
  { ids: ["engine-speed"], measure: engineSpeed },
  { ids: ["local-server-relay"], measure: localServerRelay },
  { ids: ["local-server-start"], measure: localServerStart },
  { ids: ["bundle-gzip"], measure: bundleGzip },
  { ids: ["match-gzip"], measure: matchGzip },
  { ids: ["session-gzip"], measure: sessionGzip },
  { ids: ["api-overhead"], on: "real", measure: apiOverhead },
  { ids: ["reauth-storm"], measure: reauthStorm },
];

async function main(): Promise<void> {
  const { only, json, server: kind } = readOptions(process.argv.slice(2));
  const asked = BENCHES.filter(({ ids }) => ids.some((id) => isAsked(only, id)));
  if (asked.length === 0) {
    throw new Error(`no row "${only}": there are ${BENCHES.flatMap(({ ids }) => ids).join(", ")}`);
  }
  const servers = new BenchServers(kind);
  try {
    const rows: Row[] = [];
    for (const bench of asked) {
      const measured = await bench.measure(await servers.get(bench.on ?? "local"));
      rows.push(...measured.filter(({ id }) => isAsked(only, id)).map(toRow));
    }
    process.stdout.write(`${table(rows)}\n`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  } finally {
    await servers.stop();
  }
}

// nakama-js leaves timers behind that would keep the process for half a minute.
main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
