/** The host's address: whatever takes a peer id takes this and reaches whoever is host now. Godot's 1. */
export const HOST = 1;

/** Everyone else. Godot's target 0. */
export const ALL = 0;

/** Lowest id that a peer can have of its own; 1 is the host's address. */
export const FIRST_PEER_ID = 2;

/** Highest id that a peer can have. */
export const LAST_PEER_ID = 0x7fffffff;
