import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { presenceView } from "./presence-view.js";

/** The streams that modules make: their sockets are told who comes and goes. */
export function streamsArea(server: ServerContext): Area {
  server.tracker.listenToOthers(({ stream, joins, leaves }) => {
    server.sockets.sendTo(server.tracker.sessionIds(stream), {
      stream_presence_event: {
        stream,
        joins: joins.map(presenceView),
        leaves: leaves.map(presenceView),
      },
    });
  });
  return {};
}
