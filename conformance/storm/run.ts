import { parseArgs } from "node:util";
import { seededRandom } from "@nakodo/core/testing";
import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";
import { LIMITS_MS, RealStorm } from "./real-storm.js";

/** Players at a time. */
const PLAYERS = 5;
/** Stories that are told of the losses which took longest. */
const STORIES = 5;

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: "string", default: "real" },
      deaths: { type: "string", default: "10" },
      stops: { type: "string", default: "3" },
      cuts: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
    },
  });
  const random = seededRandom(Number(values.seed));
  const server =
    values.server === "local"
      ? await startLocalServer({ port: 0 })
      : await startNakama({ temporary: true, quiet: true });
  const storm = new RealStorm(server);
  process.stdout.write(`seed ${values.seed}, ${values.server} server at ${server.host}:${server.port}\n`);
  let faults: string[] = [];
  try {
    for (let i = 0; i < PLAYERS; i++) await storm.start();
    const acts = [
      ...new Array<"killed">(Number(values.deaths)).fill("killed"),
      ...new Array<"stopped">(Number(values.stops)).fill("stopped"),
      ...new Array<"cut">(Number(values.cuts)).fill("cut"),
    ];
    while (acts.length > 0) {
      const [act] = acts.splice(Math.floor(random() * acts.length), 1);
      await new Promise((resolve) => setTimeout(resolve, random() * 400));
      if (act === "cut") storm.cut(storm.players[Math.floor(random() * storm.players.length)]);
      else if (act !== undefined) {
        // Most are back by then; the times are of those that are.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await storm.loseHost(act);
      }
    }
    faults = await storm.compare();
  } catch (error) {
    faults = [error instanceof Error ? error.message : String(error)];
  } finally {
    await storm.stop();
    await server.stop();
  }
  const { killed, stopped } = storm.tookMs;
  for (const [name, times] of [
    ["killed", killed],
    ["stopped", stopped],
  ] as const) {
    if (times.length === 0) continue;
    const [whole, own] = [times, storm.tookSinceSeenMs[name]].map((list) => {
      const [half, most] = [0.5, 0.99].map((part) => percentile(list, part).toFixed(1));
      return `${half} ms (p50), ${most} ms (p99`;
    });
    process.stdout.write(
      `host ${name} ${times.length} times: next one's first order at all after ${whole}; at most ${LIMITS_MS[name]} on a machine of its own); ${own}) of it since the first saw that it is gone\n`,
    );
  }
  process.stdout.write(`${storm.cuts} cuts\n`);
  for (const { how, tookMs, lines } of storm.stories.sort((a, b) => b.tookMs - a.tookMs).slice(0, STORIES))
    process.stdout.write(
      `host ${how}, ${tookMs.toFixed(0)} ms:\n${lines.map((line) => `  ${line}\n`).join("")}`,
    );
  for (const fault of faults) process.stdout.write(`  ✗ ${fault}\n`);
  process.stdout.write(faults.length === 0 ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
  return faults.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
