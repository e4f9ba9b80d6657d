import type { NetworkScene } from "@nakodo/adapters-three";
import type { Player } from "@nakodo/match-rpc";
import type { Scene } from "three";
import type { ArenaMatch } from "./arena-match.js";
import { Avatar } from "./avatar.js";
import type { Quality } from "./quality.js";

/** The avatars of all who are in the match: they come and go with its players. */
export class Players {
  readonly #avatars = new Map<number, Avatar>();
  readonly #match: ArenaMatch;
  readonly #network: NetworkScene;
  readonly #scene: Scene;
  readonly #quality: Quality;
  /** Names of all who have been here, to speak of those who are gone. */
  readonly #names = new Map<number, string>();
  #ownName = "";

  constructor(match: ArenaMatch, network: NetworkScene, scene: Scene, quality: Quality) {
    this.#match = match;
    this.#network = network;
    this.#scene = scene;
    this.#quality = quality;
    match.on("playerJoined", (player) => this.#come(player));
    match.on("playerLeft", ({ peerId }) => this.#go(peerId));
    match.on("playerStatusChanged", ({ player }) =>
      this.#avatars.get(player.peerId)?.setAway(player.status === "dropped" || player.status === "silent"),
    );
    match.on("reconnected", ({ resumed }) => {
      if (!resumed) this.#comeAnew();
    });
    match.on("left", () => {
      for (const peerId of [...this.#avatars.keys()]) this.#go(peerId);
      this.#names.clear();
    });
  }

  /** The name by which this player introduces itself. Set it before the match is entered. */
  set ownName(name: string) {
    this.#ownName = name;
  }

  /** This player's own avatar; `undefined` in no match. */
  get own(): Avatar | undefined {
    return this.#avatars.get(this.#match.peerId);
  }

  get all(): Iterable<Avatar> {
    return this.#avatars.values();
  }

  /** Where those stand who are in the own one's way: the pale ones, who are away, are not. */
  *obstacles(): Iterable<{ x: number; y: number; z: number }> {
    for (const avatar of this.#avatars.values()) {
      if (avatar.peerId !== this.#match.peerId && !avatar.isAway) yield avatar.character.object.position;
    }
  }

  get(peerId: number): Avatar | undefined {
    return this.#avatars.get(peerId);
  }

  /** A player's name, as far as it is known, also of one who has gone. */
  nameOf(peerId: number): string {
    return this.#avatars.get(peerId)?.name || this.#names.get(peerId) || "somebody";
  }

  animate(nowMs: number, dtS: number): void {
    for (const avatar of this.#avatars.values()) avatar.character.animate(nowMs, dtS);
  }

  #come(player: Player): void {
    if (this.#avatars.has(player.peerId)) return;
    const avatar = new Avatar(player, this.#match, this.#network, this.#quality);
    this.#avatars.set(player.peerId, avatar);
    this.#scene.add(avatar.character.object);
    avatar.setAway(player.status === "dropped" || player.status === "silent");
    const { own } = this;
    if (own === avatar) this.#match.rpc(own, "introduce", this.#ownName);
    else if (own !== undefined) this.#match.rpcId(player.peerId, own, "introduce", this.#ownName);
  }

  #go(peerId: number): void {
    const avatar = this.#avatars.get(peerId);
    if (avatar === undefined) return;
    this.#names.set(peerId, avatar.name);
    this.#avatars.delete(peerId);
    avatar.dispose();
  }

  /** Back after too long a gap: there is a new id, and who else is there may have changed. */
  #comeAnew(): void {
    const present = new Set(this.#match.players.map((player) => player.peerId));
    for (const peerId of [...this.#avatars.keys()]) if (!present.has(peerId)) this.#go(peerId);
    for (const player of this.#match.players) this.#come(player);
  }
}
