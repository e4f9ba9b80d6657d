import { type WebSocket, WebSocketServer } from "ws";

/**
 * The least that a relay can do: what one socket of a room sends goes to the others as it is, unread. The room is the
 * path of the URL. Resolves with the port.
 */
export async function startBareRelay(): Promise<number> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  const rooms = new Map<string, Set<WebSocket>>();
  server.on("connection", (socket, { url = "/" }) => {
    const room = rooms.get(url) ?? new Set<WebSocket>();
    rooms.set(url, room.add(socket));
    socket.on("message", (data, isBinary) => {
      for (const other of room) if (other !== socket) other.send(data, { binary: isBinary });
    });
    socket.on("close", () => room.delete(socket));
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the relay has no port");
  return address.port;
}
