/** An object whose transform travels, as its owner sees it. */
export interface SceneBinding {
  /** The object's path, the same on every peer. The transform itself is at `<path>/transform` in the match. */
  readonly path: string;
  /** Who has authority over the transform: a player's id, or `HOST`. */
  readonly authority: number;
  /**
   * Whether this peer moves the object and the others follow. False in no match. Godot's `is_network_master`.
   */
  readonly isMaster: boolean;
  /**
   * Hands the authority over the transform alone to a player, or to `HOST`, on every peer. For an object of the game at
   * the same path, `match.setAuthority` does both.
   *
   * @throws {NakodoError} `not-authority` unless this peer has it or is host; `unknown-peer`; `invalid-state` in no match
   */
  setAuthority(peerId: number): void;
  /**
   * The object was put where it is now, and did not move there: the others see it vanish here and appear there. Does
   * nothing where this peer has no authority.
   */
  teleport(): void;
  /** Ends the binding and frees its path; the object stays where it is. Safe to call twice. */
  dispose(): void;
}
