import type { Encodable } from "../messages/field.js";
import type { userPresenceTable } from "../messages/presence-tables.js";
import type { Presence } from "../presence/presence-tracker.js";

/** A presence as it is sent to clients. */
export function presenceView(presence: Presence): Encodable<typeof userPresenceTable> {
  return {
    user_id: presence.userId,
    session_id: presence.sessionId,
    username: presence.username,
    persistence: presence.persistence,
  };
}
