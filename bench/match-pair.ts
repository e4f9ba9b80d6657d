import { randomUUID } from "node:crypto";
import { OnlineMatch, type OnlineMatchOptions, type RemoteType, remotes } from "@nakodo/match-rpc";
import { device, Online, type OnlineOptions } from "@nakodo/session";
import type { Packages } from "./harness/compiled-packages.js";
import { within } from "./harness/within.js";
import type { BenchServer } from "./servers.js";

/** Called once before the measurements: a reliable call that arrives shows that the link is up in that direction. */
class Door {
  #opened = (): void => {};
  readonly isOpen = new Promise<void>((resolve) => {
    this.#opened = resolve;
  });

  open(): void {
    this.#opened();
  }
}

const SOURCES = { device, Online, OnlineMatch, remotes };

/** What a pair is made with. */
type PairPackages = Pick<Packages, keyof typeof SOURCES>;

function doorRemotes({ remotes }: Pick<PairPackages, "remotes">) {
  return remotes("Door", Door, { open: "anyPeer" });
}

/** A match whose types are `Type` and what the pair needs itself. */
type PairMatch<Type extends RemoteType> = OnlineMatch<readonly [Type, ReturnType<typeof doorRemotes>]>;

/** Two players in one match, each with a socket of its own, whose calls reach each other. */
export interface MatchPair<Type extends RemoteType> {
  readonly caller: PairMatch<Type>;
  readonly callee: PairMatch<Type>;
  close(): Promise<void>;
}

/** How each of the two reaches the server, beside its address. */
export interface PairOptions {
  readonly caller?: OnlineOptions;
  readonly callee?: OnlineOptions;
}

/** Signs two players in and brings them into one match, made with `packages` (default: as they stand in the sources). */
export async function matchPair<Type extends RemoteType>(
  server: BenchServer,
  type: Type,
  options: Omit<OnlineMatchOptions, "remotes"> = {},
  reach: PairOptions = {},
  packages: PairPackages = SOURCES,
): Promise<MatchPair<Type>> {
  const doors = doorRemotes(packages);
  const onlines: Online[] = [];
  const player = async (how: OnlineOptions = {}): Promise<PairMatch<Type>> => {
    const online = new packages.Online({ ...how, host: server.host, port: server.port });
    onlines.push(online);
    await online.authenticate(packages.device({ id: randomUUID(), create: true }));
    return new packages.OnlineMatch(online, { ...options, remotes: [type, doors] as const });
  };
  const caller = await player(reach.caller);
  const callee = await player(reach.callee);
  const bothReady = Promise.all([caller.once("matchReady"), callee.once("matchReady")]);
  await callee.join(await caller.create());
  await within(10_000, "a match of two", bothReady);
  const door = new Door();
  const doorThere = new Door();
  caller.add("/door", door);
  callee.add("/door", doorThere);
  openDoor(caller, door);
  await within(10_000, "a first call", doorThere.isOpen);
  return {
    caller,
    callee,
    async close() {
      callee.leave();
      caller.leave();
      await Promise.all(onlines.map((online) => online.close()));
    },
  };
}

function openDoor(match: PairMatch<RemoteType>, door: Door): void {
  match.rpc(door, "open");
}
