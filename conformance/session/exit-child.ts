import { randomUUID } from "node:crypto";
import { device, Online } from "@nakodo/session";

// A program that plays, closes and must then end by itself: run by exit.test.ts as a process of its own.
const online = new Online({ host: process.argv[2] ?? "127.0.0.1", port: Number(process.argv[3]) });
await online.authenticate(device({ id: `device-${randomUUID()}` }));
await online.api.getAccount();
const match = await online.socket.openMatch({ create: true }, () => {});
match.send(1, new Uint8Array([1, 2, 3]));
await online.socket.addMatchmaker({ minCount: 2, maxCount: 2, query: "+properties.nobody:here" });
await online.close();
console.log(
  JSON.stringify(process.getActiveResourcesInfo().filter((one) => /Timeout|Immediate|TCP/.test(one))),
);
