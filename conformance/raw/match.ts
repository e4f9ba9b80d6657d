import { at, listAt, textAt } from "./json.js";
import type { RawSocket } from "./socket.js";

/** The match in an answer. Throws when the answer is an error. */
export async function createMatch(socket: RawSocket, name?: string): Promise<unknown> {
  const answer = await socket.request({ match_create: name === undefined ? {} : { name } });
  return matchIn(answer);
}

/** Joins by id and returns the match. Throws when the answer is an error. */
export async function joinMatch(socket: RawSocket, matchId: string): Promise<unknown> {
  return matchIn(await socket.request({ match_join: { match_id: matchId } }));
}

function matchIn(answer: unknown): unknown {
  const match = at(answer, "match");
  if (match === undefined) throw new Error(`no match in ${JSON.stringify(answer)}`);
  return match;
}

/** The id of the match in an answer. */
export function matchIdOf(match: unknown): string {
  return textAt(match, "match_id");
}

/** The session id under which a match knows this socket. */
export function sessionIdOf(match: unknown): string {
  return textAt(match, "self", "session_id");
}

/** Waits for an event of this match in which this session comes or goes. */
export function nextPresence(
  socket: RawSocket,
  kind: "joins" | "leaves",
  sessionId: string,
): Promise<unknown> {
  return socket.next((envelope) =>
    listAt(envelope, "match_presence_event", kind).some((one) => at(one, "session_id") === sessionId),
  );
}

/** Sends data to a match, to everyone in it unless presences are given. */
export function sendData(
  socket: RawSocket,
  matchId: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  socket.send({ match_data_send: { match_id: matchId, ...fields } });
}
