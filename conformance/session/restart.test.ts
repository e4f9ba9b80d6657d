import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalServer } from "@nakodo/local-server";
import { openMatch } from "@nakodo/session/services";
import { startNakama } from "@nakodo-private/nakama";
import { expect, inject, it } from "vitest";
import { codeOf, EAGER } from "./counted-player.js";
import { closing, makeOnline, newDevice } from "./players.js";

interface Running {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A server of the kind under test that keeps its accounts in `folder`, at `port` (0: any). */
function start(folder: string, port: number): Promise<Running> {
  if (inject("server").kind === "local") {
    return startLocalServer({ port, dataFile: join(folder, "data.json") });
  }
  return startNakama({ port, dataDir: folder, quiet: true });
}

it("A8 · a server that stops and starts again gets its players back: calls, socket and match", {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "nakodo-restart-"));
  closing({ close: () => rm(folder, { recursive: true, force: true }) });
  // The database may run as a user of its own.
  await chmod(folder, 0o755);
  let server = await start(folder, 0);
  closing({ close: () => server.stop() });
  const online = makeOnline({ host: server.host, port: server.port, ...EAGER });
  const session = await online.authenticate(newDevice());
  const events: string[] = [];
  const match = await openMatch(online.socket, { create: true, name: "the den" }, ({ type }) =>
    events.push(type),
  );
  const { matchId } = match;
  const lost = online.once("socketDisconnected");
  const tries = online.once("socketReconnecting", { where: ({ attempt }) => attempt === 3 });
  await server.stop();
  expect(await lost).toMatchObject({ willReconnect: true });
  expect(["server-unreachable", "connection-lost"]).toContain(await codeOf(online.api.getAccount()));
  await tries;
  const back = online.once("socketReconnected");
  server = await start(folder, server.port);
  await back;
  expect((await online.api.getAccount()).user.id).toBe(session.userId);
  await expect.poll(() => events).toEqual(["joined", "down", "joined"]);
  expect(match.matchId).toBe(matchId);
});
