import { signJwt } from "../auth/jwt.js";
import type { Encodable } from "../messages/field.js";
import type { matchmakerUserTable } from "../messages/matchmaker-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";
import type { MatchedEntry } from "./ticket.js";

/**
 * Tells the players of a match about each other and gives them the token that admits to it, or the id of the match
 * that a module wants them in. Nobody is joined.
 */
export function announceMatch(
  server: Pick<ServerContext, "config" | "clock" | "random" | "sockets" | "modules" | "warn">,
  entries: readonly MatchedEntry[],
): void {
  const match_id = chosenMatch(server, entries);
  const token = match_id === undefined ? newToken(server) : undefined;
  const users = entries.map(userView);
  for (const [index, { ticket, presence }] of entries.entries()) {
    server.sockets.sendTo([presence.sessionId], {
      matchmaker_matched: { ticket: ticket.id, match_id, token, users, self: users[index] },
    });
  }
}

/** The match that a module wants the players in, if it wants any. */
function chosenMatch(
  { modules, warn }: Pick<ServerContext, "modules" | "warn">,
  entries: readonly MatchedEntry[],
): string | undefined {
  try {
    return modules.matchmakerMatched?.(entries) || undefined;
  } catch (error) {
    warn("error in matchmakerMatched", error);
    return undefined;
  }
}

function newToken(server: Pick<ServerContext, "config" | "clock" | "random">): string {
  return signJwt(
    {
      mid: `${randomUuid(server.random)}.`,
      exp: Math.floor(server.clock.nowMs() / 1000) + server.config.matchTokenExpirySec,
    },
    server.config.sessionEncryptionKey,
  );
}

function userView({ ticket, presence }: MatchedEntry): Encodable<typeof matchmakerUserTable> {
  return {
    presence: { user_id: presence.userId, session_id: presence.sessionId, username: presence.username },
    party_id: ticket.partyId,
    string_properties: ticket.stringProperties,
    numeric_properties: ticket.numericProperties,
  };
}
