import { StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";

const TRUE_WORDS = new Set(["1", "t", "T", "true", "TRUE", "True"]);

/** Makes a connected player reachable for notifications, and `online` when the socket asks for it. */
export function onlineArea(server: ServerContext): Area {
  return {
    connected(session, query) {
      server.tracker.track(session, stream(StreamMode.notifications, session.userId), { hidden: true });
      if (TRUE_WORDS.has(query.get("status") ?? "")) {
        server.tracker.track(session, stream(StreamMode.status, session.userId));
      }
    },
  };
}
