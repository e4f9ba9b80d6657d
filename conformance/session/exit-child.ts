import { randomUUID } from "node:crypto";
import { device, Online } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { matchmake, openMatch } from "@nakodo/session/services";

// A program that plays, closes and must then end by itself: run by exit.test.ts as a process of its own.
const [, , host = "127.0.0.1", port, format] = process.argv;
const codec = format === "binary" ? { codec: binarySocket() } : {};
const online = new Online({ host, port: Number(port), ...codec });
await online.authenticate(device({ id: `device-${randomUUID()}` }));
await online.api.getAccount();
const match = await openMatch(online.socket, { create: true }, () => {});
match.send(1, new Uint8Array([1, 2, 3]));
const search = { minCount: 2, maxCount: 2, query: "+properties.nobody:here" };
await new Promise((onTicket) => void matchmake(online.socket, search, { onTicket }).catch(() => {}));
await online.close();
console.log(
  JSON.stringify(process.getActiveResourcesInfo().filter((one) => /Timeout|Immediate|TCP/.test(one))),
);
