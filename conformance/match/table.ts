import { t } from "@nakodo/core";
import {
  type FindMatchOptions,
  OnlineMatch,
  type OnlineMatchEvents,
  type OnlineMatchOptions,
  remotes,
} from "@nakodo/match-rpc";
import type { Online } from "@nakodo/session";
import { inject } from "vitest";
import { closing, newDevice, newPlayer } from "../session/players.js";
import { type ProxyTarget, TcpProxy } from "../session/tcp-proxy.js";

/** An object whose remote methods note who called them with what. */
export class Board {
  readonly heard: string[] = [];
  sender: () => number = () => 0;

  note(text: string): void {
    this.heard.push(`${this.sender()}:${text}`);
  }

  order(text: string): void {
    this.heard.push(`${this.sender()}!${text}`);
  }

  ring(text: string): void {
    this.heard.push(`${this.sender()}*${text}`);
  }

  steer(x: number, y: number): void {
    this.heard.push(`${this.sender()}>${x},${y}`);
  }
}

export const BoardRemotes = remotes("Board", Board, {
  note: { mode: "anyPeer", args: [t.string(100_000)] },
  order: "authority",
  ring: { mode: "anyPeer", channel: 1, args: [t.string(100)] },
  steer: { mode: "anyPeer", transfer: "unreliableOrdered", args: [t.f32, t.f32] },
});

type BoardTypes = readonly [typeof BoardRemotes];

/** One player at a table: an account, a match object, and a board at /board. */
export interface Seat {
  readonly online: Online;
  readonly match: OnlineMatch<BoardTypes>;
  readonly board: Board;
  /** The names of the match's events so far, with what matters of them. */
  readonly events: string[];
}

const NOTED: { readonly [Type in keyof OnlineMatchEvents]?: (event: OnlineMatchEvents[Type]) => string } = {
  playerJoined: (player) => String(player.peerId),
  playerLeft: (player) => String(player.peerId),
  hostChanged: (event) => String(event.hostId),
  matchReady: () => "",
  matchNotReady: () => "",
  disconnected: () => "",
  reconnected: (event) => `${event.peerId} ${event.resumed}`,
  left: (event) => event.error?.code ?? "",
  violation: (event) => event.reason,
};

/** A player, ready to make or join a match; closed after the test. Goes through `proxy` when there is one. */
export async function sitDown(
  options: Partial<OnlineMatchOptions<BoardTypes>> = {},
  proxy: ProxyTarget = inject("server"),
): Promise<Seat> {
  return seatOf(await newPlayer({ host: proxy.host, port: proxy.port }), options);
}

/** The same for a player who is signed in already. */
export function seatOf(online: Online, options: Partial<OnlineMatchOptions<BoardTypes>> = {}): Seat {
  const match = closing(new OnlineMatch<BoardTypes>(online, { remotes: [BoardRemotes], ...options }));
  const board = new Board();
  board.sender = () => match.sender;
  match.add("/board", board);
  const events: string[] = [];
  const listen = <Type extends keyof OnlineMatchEvents>(type: Type): void => {
    const text = NOTED[type];
    if (text !== undefined) match.on(type, (event) => events.push(`${type} ${text(event)}`.trim()));
  };
  for (const type of Object.keys(NOTED)) listen(type as keyof OnlineMatchEvents);
  return { online, match, board, events };
}

/** Players in one private match, the first of them its host. */
export async function playTogether(
  count: number,
  options: Partial<OnlineMatchOptions<BoardTypes>> = {},
): Promise<Seat[]> {
  const host = await sitDown(options);
  const matchId = await host.match.create();
  const seats = [host];
  for (let i = 1; i < count; i++) {
    const seat = await sitDown(options);
    await seat.match.join(matchId);
    seats.push(seat);
  }
  return seats;
}

/** A wire to the server that can be cut, ended after the test. */
export async function wire(): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  return proxy;
}

/** The code of the error with which `promise` rejects; `none` when it resolves. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: unknown) =>
      typeof error === "object" && error !== null && "code" in error ? String(error.code) : "another error",
  );
}

/** A search that finds only those with the same word. */
export function searchFor(word: string, more: FindMatchOptions = {}): FindMatchOptions {
  return { query: `+properties.word:${word}`, stringProperties: { word }, ...more };
}

export { newDevice };
