import type { OnlineMatchEvents } from "./match-events.js";
import type { OnlineMatch } from "./online-match.js";

/** Who has authority over an object. */
export interface ObjectAuthority {
  /** A player's id, or `HOST`. */
  readonly peerId: number;
  /** Whether that is this peer. */
  readonly isMaster: boolean;
}

/** What {@link watchAuthority} needs of a match. */
export type AuthoritySource = Pick<OnlineMatch, "on" | "authorityOf" | "isNetworkMaster">;

/** Everything that can move an authority. */
const CAUSES = [
  "authorityChanged",
  "hostChanged",
  "playerJoined",
  "disconnected",
  "reconnected",
  "left",
] as const satisfies readonly (keyof OnlineMatchEvents)[];

/**
 * Calls `listener` whenever another peer has authority over `object`, whatever moved it: handed over itself, or a path above
 * that it inherits from; another host; a connection lost or back; a match entered or left. Gives back the function that
 * ends it (safe to call twice); taking the object out of the match ends it, too.
 *
 * @throws {NakodoError} `not-added`
 */
export function watchAuthority(
  match: AuthoritySource,
  object: object,
  listener: (authority: ObjectAuthority) => void,
): () => void {
  const present = (): ObjectAuthority => ({
    peerId: match.authorityOf(object),
    isMaster: match.isNetworkMaster(object),
  });
  let last = present();
  const offs: (() => void)[] = [];
  const end = (): void => {
    for (const off of offs.splice(0)) off();
  };
  const check = (): void => {
    let now: ObjectAuthority;
    try {
      now = present();
    } catch {
      end();
      return;
    }
    if (now.peerId === last.peerId && now.isMaster === last.isMaster) return;
    last = now;
    listener(now);
  };
  for (const cause of CAUSES) offs.push(match.on(cause, check));
  return end;
}
