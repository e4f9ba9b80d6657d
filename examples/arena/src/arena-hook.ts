import type { Online } from "@nakodo/session";
import type { ArenaMatch } from "./arena-match.js";
import type { Game } from "./game.js";

interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What the page knows at one moment, as plain data. */
export interface ArenaSnapshot {
  readonly state: string;
  readonly matchId: string | undefined;
  /** This player's own id; 0 in no match. */
  readonly peerId: number;
  readonly hostId: number | undefined;
  readonly isHost: boolean;
  readonly players: readonly (Place & {
    readonly peerId: number;
    readonly seat: number;
    readonly status: string;
    readonly name: string;
    readonly said: number;
    readonly facing: number;
  })[];
  readonly ball: Place;
  readonly score: { readonly blue: number; readonly coral: number };
  readonly pingMs: number | undefined;
  readonly violations: number;
  /** Messages of the match's `error` events and of exceptions that nobody caught, oldest first. */
  readonly errors: readonly string[];
  /** How often the match was disconnected and came back with the same id. */
  readonly resumes: number;
}

/** `window.arena`: what the browser tests look at. Also handy in the console. */
export interface ArenaHook {
  snapshot(): ArenaSnapshot;
  /** Asks the server who is signed in: an HTTP call that needs a valid session. */
  account(): Promise<{ readonly userId: string | undefined }>;
}

declare global {
  interface Window {
    arena?: ArenaHook;
  }
}

/** Puts the hook on the window. */
export function installArenaHook(game: Game, match: ArenaMatch, online: Online): void {
  const errors: string[] = [];
  let resumes = 0;
  match.on("error", ({ error }) => errors.push(error.message));
  match.on("reconnected", ({ resumed }) => {
    if (resumed) resumes++;
  });
  addEventListener("error", (event) => errors.push(event.message));
  addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
  window.arena = {
    snapshot: () => ({
      state: match.state,
      matchId: match.matchId,
      peerId: match.peerId,
      hostId: match.hostId,
      isHost: match.isHost,
      players: match.players.map(({ peerId, seat, status }) => {
        const avatar = game.players.get(peerId);
        const { x = Number.NaN, y = Number.NaN, z = Number.NaN } = avatar?.character.object.position ?? {};
        const facing = avatar?.character.object.rotation.y ?? Number.NaN;
        return { peerId, seat, status, x, y, z, facing, name: avatar?.name ?? "", said: avatar?.said ?? 0 };
      }),
      ball: placeOf(game.ball.look.object.position),
      score: { ...game.score.goals },
      pingMs: game.ping.rttMs,
      violations: match.counters.violations,
      errors: [...errors],
      resumes,
    }),
    async account() {
      const { user } = await online.api.getAccount();
      return { userId: user?.id };
    },
  };
}

function placeOf({ x, y, z }: Place): Place {
  return { x, y, z };
}
