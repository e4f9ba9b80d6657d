import { checkCounts } from "../matchmaking/check-counts.js";
import type { ServerContext } from "../runtime/server-context.js";
import { SocketErrorCode } from "../socket/message-handlers.js";
import type { Area } from "./area.js";

/** Asking the matchmaker for a match, and asking no longer. */
export function matchmakerArea(server: ServerContext): Area {
  return {
    messages: {
      matchmaker_add({ session, body, reply, fail }) {
        const refusal = checkCounts(body);
        if (refusal !== undefined) {
          fail(SocketErrorCode.badInput, refusal);
          return;
        }
        const added = server.matchmaker.add({
          presences: [{ userId: session.userId, sessionId: session.id, username: session.username }],
          ownerSessionId: session.id,
          partyId: "",
          query: body.query === "" ? "*" : body.query,
          minCount: body.min_count,
          maxCount: body.max_count,
          countMultiple: body.count_multiple ?? 1,
          stringProperties: body.string_properties,
          numericProperties: body.numeric_properties,
        });
        if (added.ok) reply({ matchmaker_ticket: { ticket: added.ticket } });
        else fail(SocketErrorCode.runtimeException, "Error adding to matchmaker");
      },
      matchmaker_remove({ session, body, reply, fail }) {
        if (body.ticket === "") fail(SocketErrorCode.badInput, "Invalid matchmaker ticket");
        else if (server.matchmaker.remove(session.id, body.ticket)) reply({});
        else fail(SocketErrorCode.badInput, "Matchmaker ticket not found");
      },
    },
    ended: (session) => server.matchmaker.removeSession(session.id),
  };
}
