import { type Fields, isFields, readText } from "../fields.js";
import { type Presence, readPresence, readPresences } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";

/** Which stream: as the server's own code named it when it put us in. */
export interface StreamId {
  /** The kind. Those of a game's own are 10 and above. */
  readonly mode: number;
  /** A UUID, or empty. */
  readonly subject: string;
  /** A UUID, or empty. */
  readonly subcontext: string;
  /** Any text, or empty. */
  readonly label: string;
}

/** What happens in a stream. */
export type StreamEvent =
  | {
      /** What happened. */
      readonly type: "data";

      /** In which stream. */
      readonly stream: StreamId;
      /** Who sent it; `undefined` when the server did. */
      readonly sender: Presence | undefined;
      /** What was sent, as text. */
      readonly data: string;
    }
  | {
      /** What happened. */
      readonly type: "presence";

      /** In which stream. */
      readonly stream: StreamId;

      /** Who came. */
      readonly joins: readonly Presence[];

      /** Who went. */
      readonly leaves: readonly Presence[];
    };

/**
 * Calls `receive` with all that happens in the streams that the server's own code puts this socket into. After a
 * reconnect the server must put it in again: ask it to. Gives back the function that ends it.
 */
export function onStream(socket: OnlineSocket, receive: (event: StreamEvent) => void): () => void {
  return socket.on("message", ({ type, body }) => {
    const stream = readStreamId(body["stream"]);
    if (type === "stream_data") {
      receive({ type: "data", stream, sender: readPresence(body["sender"]), data: readText(body["data"]) });
    } else if (type === "stream_presence_event") {
      const [joins, leaves] = [readPresences(body["joins"]), readPresences(body["leaves"])];
      receive({ type: "presence", stream, joins, leaves });
    }
  });
}

function readStreamId(value: unknown): StreamId {
  const fields: Fields = isFields(value) ? value : {};
  return {
    mode: Number(fields["mode"] ?? 0),
    subject: readText(fields["subject"]),
    subcontext: readText(fields["subcontext"]),
    label: readText(fields["label"]),
  };
}
