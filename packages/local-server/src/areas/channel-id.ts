import { type Stream, StreamMode } from "../presence/stream.js";
import { parseUuid } from "../runtime/uuid.js";

/** The stream of what two players say to each other. */
export function directStream(userId: string, otherId: string): Stream {
  const [subject, subcontext] = userId < otherId ? [userId, otherId] : [otherId, userId];
  return { mode: StreamMode.directMessage, subject, subcontext, label: "" };
}

/** A channel's id, as clients know it. */
export function channelId({ mode, subject, subcontext, label }: Stream): string {
  return `${mode}.${subject}.${subcontext}.${label}`;
}

/** The channel that an id names; `undefined` when it is none. */
export function parseChannelId(id: string): Stream | undefined {
  const match = /^([234])\.([^.]*)\.([^.]*)\.([\s\S]*)$/.exec(id);
  if (match === null) return undefined;
  const [, modeText, subjectText = "", subcontextText = "", label = ""] = match;
  const mode = Number(modeText);
  const subject = subjectText === "" ? "" : parseUuid(subjectText);
  const subcontext = subcontextText === "" ? "" : parseUuid(subcontextText);
  if (subject === undefined || subcontext === undefined) return undefined;
  return { mode, subject, subcontext, label };
}
