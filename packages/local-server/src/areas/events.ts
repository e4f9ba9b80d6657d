import { emptyTable, route } from "../http/route.js";
import { eventTable } from "../messages/event-tables.js";
import type { Area } from "./area.js";

/** What clients tell of themselves. Modules hear of it by the hooks of `Event`; nothing else comes of it. */
export function eventsArea(): Area {
  return {
    routes: [
      route({
        method: "POST",
        path: "/v2/event",
        access: "session",
        body: eventTable,
        query: emptyTable,
        response: emptyTable,
        handle: () => ({}),
      }),
    ],
  };
}
