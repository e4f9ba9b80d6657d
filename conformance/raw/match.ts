import { at, listAt, textAt } from "./json.js";
import { openSockets, type RawSocket, type SocketsOf } from "./socket.js";

/** The match in an answer. Throws when the answer is an error. */
export async function createMatch(socket: RawSocket, name?: string): Promise<unknown> {
  return enter(socket, { match_create: name === undefined ? {} : { name } });
}

/** Joins by id and returns the match. Throws when the answer is an error. */
export async function joinMatch(socket: RawSocket, matchId: string): Promise<unknown> {
  return enter(socket, { match_join: { match_id: matchId } });
}

async function enter(socket: RawSocket, message: Readonly<Record<string, unknown>>): Promise<unknown> {
  const answer = await socket.request(message);
  const match = at(answer, "match");
  if (match === undefined) throw new Error(`no match in ${JSON.stringify(answer)}`);
  socket.noteSessionId(textAt(match, "self", "session_id"));
  return match;
}

/** A match with everyone in it that was asked for; the first has created it. */
export async function openMatch<Count extends keyof SocketsOf>(
  count: Count,
): Promise<{ readonly matchId: string; readonly sockets: SocketsOf[Count] }> {
  const sockets = await openSockets(count);
  const [creator, ...others] = sockets;
  const matchId = matchIdOf(await createMatch(creator));
  for (const other of others) await joinMatch(other, matchId);
  return { matchId, sockets };
}

/** The id of the match in an answer. */
export function matchIdOf(match: unknown): string {
  return textAt(match, "match_id");
}

/** Waits for an event of this match in which someone comes or goes. */
export function nextPresence(socket: RawSocket, kind: "joins" | "leaves", who: RawSocket): Promise<unknown> {
  return socket.next((envelope) =>
    listAt(envelope, "match_presence_event", kind).some((one) => at(one, "session_id") === who.sessionId),
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
