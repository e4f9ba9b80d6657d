/** What a stream of presences is for, with the real server's numbers. */
export const StreamMode = {
  notifications: 0,
  status: 1,
  channel: 2,
  group: 3,
  directMessage: 4,
  matchRelayed: 5,
  matchAuthoritative: 6,
  party: 7,
} as const;

/** Names one set of presences: a match, a channel, a user's status. */
export interface Stream {
  readonly mode: number;
  /** A UUID, or empty. */
  readonly subject: string;
  /** A UUID, or empty. */
  readonly subcontext: string;
  readonly label: string;
}

/** A stream with the parts that are not given left empty. */
export function stream(mode: number, subject: string, label = ""): Stream {
  return { mode, subject, subcontext: "", label };
}

/** The same text for equal streams. */
export function streamKey(of: Stream): string {
  return `${of.mode}|${of.subject}|${of.subcontext}|${of.label}`;
}
