import { type Stream, StreamMode, stream } from "../presence/stream.js";
import { parseUuid } from "../runtime/uuid.js";

const MAX_ROOM_NAME_BYTES = 64;

/** The stream of what two players say to each other. */
export function directStream(userId: string, otherId: string): Stream {
  const [subject, subcontext] = userId < otherId ? [userId, otherId] : [otherId, userId];
  return { mode: StreamMode.directMessage, subject, subcontext, label: "" };
}

/** Whether a room can have this name, but for control characters, which only joining looks for. */
export function isRoomName(name: string): boolean {
  return name !== "" && Buffer.byteLength(name) <= MAX_ROOM_NAME_BYTES;
}

/** A channel's id, as clients know it. */
export function channelId({ mode, subject, subcontext, label }: Stream): string {
  return `${mode}.${subject}.${subcontext}.${label}`;
}

/** The channel that an id names; `undefined` when it is none. */
export function parseChannelId(id: string): Stream | undefined {
  const match = /^([234])\.([^.]*)\.([^.]*)\.(.*)$/s.exec(id);
  if (match === null) return undefined;
  const [, mode, subjectText = "", subcontextText = "", label = ""] = match;
  if (mode === "2") {
    if (subjectText !== "" || subcontextText !== "" || !isRoomName(label)) return undefined;
    return stream(StreamMode.channel, "", label);
  }
  const subject = readOptionalUuid(subjectText);
  const subcontext = readOptionalUuid(subcontextText);
  if (subject === undefined || subcontext === undefined || label !== "") return undefined;
  if (mode === "3") return subcontext === "" ? stream(StreamMode.group, subject) : undefined;
  return { mode: StreamMode.directMessage, subject, subcontext, label };
}

function readOptionalUuid(text: string): string | undefined {
  return text === "" ? "" : parseUuid(text);
}
