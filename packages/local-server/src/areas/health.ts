import { emptyTable, route } from "../http/route.js";
import type { Area } from "./area.js";

/** Says that the server is up, and answers pings on sockets. */
export function healthArea(): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/healthcheck",
        access: "anyone",
        body: emptyTable,
        query: emptyTable,
        response: emptyTable,
        handle: () => ({}),
      }),
    ],
    messages: {
      ping: ({ reply }) => reply({ pong: {} }),
      pong: () => undefined,
    },
  };
}
