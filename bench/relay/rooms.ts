import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { within } from "../harness/within.js";

/** One socket of a room. */
export interface Member {
  readonly socket: WebSocket;
  /** The text of one message for the others of its room. */
  readonly text: string;
}

/** Signs in a player and opens its socket. */
async function openPlayer(port: number): Promise<WebSocket> {
  const response = await fetch(`http://127.0.0.1:${port}/v2/account/authenticate/device`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from("defaultkey:").toString("base64")}` },
    body: JSON.stringify({ id: randomUUID() }),
  });
  const token = /"token":"([^"]+)"/.exec(await response.text())?.[1] ?? "";
  return open(`ws://127.0.0.1:${port}/ws?token=${token}`);
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const opened = new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  await within(30_000, "a socket", opened);
  return socket;
}

/** Sends and resolves with the first message that fits. */
async function ask(socket: WebSocket, message: unknown, fits: RegExp): Promise<string> {
  const answered = new Promise<string>((resolve) => {
    const look = (data: Buffer): void => {
      const text = data.toString("utf8");
      if (!fits.test(text)) return;
      socket.off("message", look);
      resolve(text);
    };
    socket.on("message", look);
  });
  socket.send(JSON.stringify(message));
  return within(30_000, "an answer", answered);
}

/** Matches of so many players on the embedded server, each message with so many bytes of data. */
export async function openMatches(
  port: number,
  rooms: number,
  size: number,
  payloadBytes: number,
): Promise<Member[]> {
  const members: Member[] = [];
  for (let room = 0; room < rooms; room++) {
    const sockets = await Promise.all(Array.from({ length: size }, () => openPlayer(port)));
    let matchId = "";
    for (const socket of sockets) {
      const request = matchId === "" ? { match_create: {} } : { match_join: { match_id: matchId } };
      const answer = await ask(socket, { cid: "1", ...request }, /"match":\{/);
      matchId = /"match_id":"([^"]+)"/.exec(answer)?.[1] ?? "";
      members.push({ socket, text: messageOf(matchId, payloadBytes) });
    }
    // An answer here says that all that was said of joins is out.
    for (const socket of sockets) await ask(socket, { cid: "2", ping: {} }, /"pong"/);
  }
  return members;
}

/** Rooms of the bare relay with the same messages. */
export async function openRooms(
  port: number,
  rooms: number,
  size: number,
  payloadBytes: number,
): Promise<Member[]> {
  const members: Member[] = [];
  for (let room = 0; room < rooms; room++) {
    const name = `${randomUUID()}.`;
    const urls = Array.from({ length: size }, () => `ws://127.0.0.1:${port}/${name}`);
    for (const socket of await Promise.all(urls.map(open))) {
      members.push({ socket, text: messageOf(name, payloadBytes) });
    }
  }
  return members;
}

function messageOf(match_id: string, payloadBytes: number): string {
  const data = Buffer.alloc(payloadBytes, 7).toString("base64");
  return JSON.stringify({ match_data_send: { match_id, op_code: "1", data, presences: [] } });
}
