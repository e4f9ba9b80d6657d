import { emptyTable, route } from "../http/route.js";
import { matchmakerStatsTable } from "../messages/matchmaker-stats-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";

/** How full the matchmaker's pool was when it was last looked through, and how long the last players waited. */
export function matchmakerStatsArea({ matchmaker }: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/matchmaker/stats",
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: matchmakerStatsTable,
        handle() {
          const { ticketCount, oldestTicketMs, completions } = matchmaker.stats;
          return {
            ticket_count: ticketCount,
            oldest_ticket_create_time: oldestTicketMs,
            completions: completions.map(({ createdAtMs, completedAtMs }) => ({
              create_time: createdAtMs,
              complete_time: completedAtMs,
            })),
          };
        },
      }),
    ],
  };
}
