/** The way of frames through a host; its fields are empty while there is none. */
export interface Star {
  readonly term: number;
  /** 0 while there is no host. */
  readonly hostId: number;
  /** The host's connection. */
  readonly session: string;
}

/** Whether two ways are one. */
export function sameRoute(a: Star | undefined, b: Star | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.term === b.term && a.hostId === b.hostId && a.session === b.session;
}

/** What has no host to go through, and where. */
export function starOf(term: number, hostId: number | undefined, session: string): Star {
  return { term, hostId: hostId ?? 0, session: hostId === undefined ? "" : session };
}
