import { at, listAt, textAt } from "./json.js";
import { openSockets, type RawSocket, type SocketsOf } from "./socket.js";

/** How a party is created: open, for eight, unless said otherwise. */
export interface PartyWish {
  readonly open?: boolean;
  readonly max_size?: number;
  readonly label?: string;
  readonly hidden?: boolean;
}

/** Creates a party and returns it, once the creator has been told that it is in it. */
export async function createParty(socket: RawSocket, wish: PartyWish = {}): Promise<unknown> {
  const answer = await socket.request({ party_create: { open: true, max_size: 8, ...wish } });
  const party = at(answer, "party");
  if (party === undefined) throw new Error(`no party in ${JSON.stringify(answer)}`);
  socket.noteSessionId(textAt(party, "self", "session_id"));
  await nextMember(socket, "joins", socket);
  await socket.next((envelope) => at(envelope, "party", "party_id") === at(party, "party_id"));
  return party;
}

/** Joins an open party and returns what one is told of it. */
export async function joinParty(socket: RawSocket, partyId: string): Promise<unknown> {
  const answer = await socket.request({ party_join: { party_id: partyId } });
  if (at(answer, "error") !== undefined) throw new Error(JSON.stringify(answer));
  return welcome(socket);
}

/** Waits for what a newcomer is told of a party. */
export async function welcome(socket: RawSocket): Promise<unknown> {
  const party = await socket.nextOf("party");
  socket.noteSessionId(textAt(party, "self", "session_id"));
  await nextMember(socket, "joins", socket);
  return party;
}

/** Waits for an event in which someone comes or goes. */
export async function nextMember(
  socket: RawSocket,
  kind: "joins" | "leaves",
  who: RawSocket,
): Promise<unknown> {
  const envelope = await socket.next((one) =>
    listAt(one, "party_presence_event", kind).some((it) => at(it, "session_id") === who.sessionId),
  );
  return at(envelope, "party_presence_event");
}

/** A party with everyone in it that was asked for; the first leads it. */
export async function openParty<Count extends keyof SocketsOf>(
  count: Count,
  wish: PartyWish = {},
): Promise<{ readonly partyId: string; readonly sockets: SocketsOf[Count] }> {
  const sockets = await openSockets(count);
  const [leader, ...others] = sockets;
  const partyId = textAt(await createParty(leader, wish), "party_id");
  const present = [leader];
  for (const other of others) {
    await joinParty(other, partyId);
    for (const one of present) await nextMember(one, "joins", other);
    present.push(other);
  }
  return { partyId, sockets };
}

/** Someone as parties name them. */
export function memberOf(socket: RawSocket): Readonly<Record<string, string>> {
  const { userId, username } = socket.player;
  return { user_id: userId, session_id: socket.sessionId, username };
}

/** Asks to be let into a closed party, and returns once its leader has heard of it. */
export async function askToJoin(socket: RawSocket, partyId: string, leader: RawSocket): Promise<unknown> {
  const answer = await socket.request({ party_join: { party_id: partyId } });
  if (at(answer, "error") !== undefined) throw new Error(JSON.stringify(answer));
  const request = await leader.next(
    (one) => at(one, "party_join_request", "presences", 0, "user_id") === socket.player.userId,
  );
  socket.noteSessionId(textAt(request, "party_join_request", "presences", 0, "session_id"));
  return at(request, "party_join_request");
}
