import type { NetworkScene } from "@nakodo/adapters-three";
import { t } from "@nakodo/core";
import { type Player, remotes } from "@nakodo/match-rpc";
import type { ArenaMatch } from "./arena-match.js";
import { Character } from "./character.js";
import type { Quality } from "./quality.js";
import { colourOf, spawnOf } from "./teams.js";

/** What a player can say with one key. */
export const PHRASES = ["Hi!", "Wow!", "GG"] as const;
export type Phrase = (typeof PHRASES)[number];

/** Longest name, in bytes. */
export const NAME_BYTES = 48;

/** One player in the scene. Its place and its calls are its player's own: nobody else may move it or speak for it. */
export class Avatar {
  readonly peerId: number;
  readonly seat: number;
  readonly character: Character;
  #name = "";
  #isAway = false;
  #said = 0;
  readonly #remove: () => void;
  readonly #binding: { dispose(): void };

  constructor(player: Player, match: ArenaMatch, network: NetworkScene, quality: Quality) {
    this.peerId = player.peerId;
    this.seat = player.seat;
    this.character = new Character(colourOf(player.seat), player.peerId === match.peerId, quality);
    const spawn = spawnOf(player.seat);
    this.character.object.position.set(spawn.x, 0, spawn.z);
    this.character.object.rotation.y = spawn.facing;
    const path = `/arena/players/${player.peerId}`;
    this.#remove = match.add(path, this, { authority: player.peerId });
    this.#binding = network.bind(this.character.object, { path });
  }

  /** Empty until the player has introduced itself. */
  get name(): string {
    return this.#name;
  }

  /** How often the player has said something. */
  get said(): number {
    return this.#said;
  }

  /** Whether its player's connection is away. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Remote: the player tells its name. */
  introduce(name: string): void {
    this.#name = name;
    this.character.setName(name, this.#isAway);
  }

  /** Remote: the player says something. */
  say(phrase: Phrase): void {
    this.#said++;
    this.character.say(phrase, performance.now());
  }

  /** Pales while its player's connection is away. */
  setAway(isAway: boolean): void {
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    this.character.setName(this.#name, isAway);
  }

  dispose(): void {
    this.#binding.dispose();
    this.#remove();
    this.character.dispose();
  }
}

export const AvatarRemotes = remotes("Avatar", Avatar, {
  introduce: { mode: "authority", callLocal: true, args: [t.string(NAME_BYTES)] },
  say: { mode: "authority", callLocal: true, args: [t.oneOf(...PHRASES)] },
});
