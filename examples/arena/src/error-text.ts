import { NakodoError, type NakodoErrorCode } from "@nakodo/core";

/** What went wrong and what to do about it, for the player. */
export interface ErrorText {
  readonly cause: string;
  readonly cure: string;
}

const TEXTS: Partial<Record<NakodoErrorCode, ErrorText>> = {
  "match-not-found": {
    cause: "There is no match with this code.",
    cure: "Ask for the code again: a match ends when its last player leaves.",
  },
  "match-full": { cause: "This match is full.", cure: "Wait for a place, or make a match of your own." },
  "match-locked": { cause: "This match lets nobody else in.", cure: "Make a match of your own." },
  "client-version-mismatch": {
    cause: "The others play another version of the game.",
    cure: "Reload this page, and let them reload theirs.",
  },
  "schema-mismatch": {
    cause: "The others play another version of the game.",
    cure: "Reload this page, and let them reload theirs.",
  },
  "no-host": { cause: "Nobody in this match answered.", cure: "Try again, or make a match of your own." },
  "server-key-rejected": {
    cause: "The server does not know this game's key.",
    cure: "Start the server with the server key “defaultkey”.",
  },
  timeout: { cause: "The server did not answer in time.", cure: "Check the network and try again." },
  "connection-lost": { cause: "The connection was lost.", cure: "Check the network and join again." },
  kicked: { cause: "The host has removed you.", cure: "Make a match of your own." },
};

/** The text for `error`; `server` is the address that the page plays on. */
export function errorText(error: unknown, server: string): ErrorText {
  if (!(error instanceof NakodoError)) {
    return {
      cause: "Something in this page went wrong.",
      cure: "Reload it; the browser's console says more.",
    };
  }
  if (error.code === "server-unreachable") {
    return {
      cause: `No server answers at ${server}.`,
      cure: "Start one with “npm start” or “npm run nakama”, or name another in this page's address: ?server=HOST:PORT",
    };
  }
  return TEXTS[error.code] ?? { cause: error.message, cure: "Try again." };
}
