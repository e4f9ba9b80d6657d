import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, Session } from "@heroiclabs/nakama-js";
import { device, memoryTokens, Online } from "@nakodo/session";
import type { Measurement } from "../harness/row.js";
import type { BenchServer } from "../servers.js";

const CALLS = 100;
const REFRESH = "/v2/account/session/refresh";

/**
 * A hundred calls at once on a token that has expired: how many renewals reach the server. Both go through a proxy that
 * counts. Ours learns of it as the game would: the clock that it is given has moved on. nakama-js is given the same
 * tokens with an expiry in the past, which is what it looks at.
 */
export async function reauthStorm(server: BenchServer): Promise<Measurement[]> {
  const proxy = await countingProxy(server);
  const port = (proxy.server.address() as AddressInfo).port;
  let aheadMs = 0;
  const clock = {
    nowMs: () => performance.now() + aheadMs,
    setTimer: (delayMs: number, fire: () => void) => {
      const handle = setTimeout(fire, delayMs);
      return () => clearTimeout(handle);
    },
  };
  const store = memoryTokens();
  const online = new Online({ host: "127.0.0.1", port, clock, store });
  await online.authenticate(device({ id: `device-${randomUUID()}` }));
  aheadMs = online.session?.expiresInMs() ?? 0;
  const oursBefore = proxy.renewals();
  await Promise.all(Array.from({ length: CALLS }, () => online.api.getAccount()));
  const ours = proxy.renewals() - oursBefore;
  await online.close();

  const client = new Client("defaultkey", "127.0.0.1", String(port));
  const issued = await client.authenticateDevice(`device-${randomUUID()}`);
  const session = new Session(issued.token, issued.refresh_token, false);
  session.expires_at = Math.floor(Date.now() / 1000) - 1;
  const peerBefore = proxy.renewals();
  await Promise.all(Array.from({ length: CALLS }, () => client.getAccount(session)));
  const peer = proxy.renewals() - peerBefore;
  proxy.server.closeAllConnections();
  proxy.server.close();
  const peerName = `nakama-js, ${CALLS} calls at once (${server.name})`;
  return [{ id: "reauth-storm", ours, peer, peerName, unit: "renewals", better: "lower" }];
}

async function countingProxy(target: BenchServer): Promise<{ readonly server: Server; renewals(): number }> {
  let renewals = 0;
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    if (incoming.url?.startsWith(REFRESH)) renewals += 1;
    const { host, port } = target;
    const { method, url, headers } = incoming;
    const onward = request({ host, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, renewals: () => renewals };
}
