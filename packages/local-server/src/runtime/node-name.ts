/** The name of the one node of this server, as the real one is named by default; it ends the ids of what it runs. */
export const NODE_NAME = "nakama";
