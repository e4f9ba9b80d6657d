import { expect, inject, it } from "vitest";
import { startSoakServer } from "../soak/server.js";
import { soak } from "../soak/soak.js";
import { closing } from "./players.js";

it("A6 · half a minute of calls over HTTP and the socket with tokens of 5 s: none fails", {
  timeout: 120_000,
}, async () => {
  const server = await startSoakServer(inject("server").kind === "local" ? "local" : "real", 5);
  closing({ close: () => server.stop() });
  const report = await soak({ host: server.host, port: server.port, durationMs: 30_000 });
  expect(report.failures).toEqual([]);
  expect(report.renewals).toBeGreaterThan(8);
  expect(report.httpCalls).toBeGreaterThan(100);
  expect(report.socketCalls).toBeGreaterThan(100);
  expect(report.matchMessages).toBeGreaterThan(0);
});
