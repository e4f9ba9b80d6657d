import { parseArgs } from "node:util";
import { startSoakServer } from "./server.js";
import { soak } from "./soak.js";

/** `npm run soak -- --server real --minutes 10 --token-seconds 15`, which are the defaults. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: "string", default: "real" },
      minutes: { type: "string", default: "10" },
      "token-seconds": { type: "string", default: "15" },
    },
  });
  const { server: kind } = values;
  const durationMs = Number(values.minutes) * 60_000;
  const tokenExpirySec = Number(values["token-seconds"]);
  if (kind !== "real" && kind !== "local") throw new Error(`--server ${kind}: real or local.`);
  if (!(durationMs > 0 && tokenExpirySec > 0)) throw new Error("--minutes and --token-seconds: above 0.");
  const server = await startSoakServer(kind, tokenExpirySec);
  try {
    const { failures, ...counts } = await soak({ host: server.host, port: server.port, durationMs });
    process.stdout.write(
      `${JSON.stringify({ server: kind, tokenExpirySec, ...counts, failed: failures.length })}\n`,
    );
    for (const failure of failures.slice(0, 20)) process.stdout.write(`${failure}\n`);
    return failures.length === 0 && counts.renewals > 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
