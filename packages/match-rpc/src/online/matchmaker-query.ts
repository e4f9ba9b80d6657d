import { NakodoError } from "@nakodo/core";
import type { MatchmakerRequest } from "@nakodo/session/services";
import type { FindMatchOptions } from "./match-options.js";

/**
 * What the matchmaker is asked: the search narrows the match's bounds and never exceeds them, and only the same client
 * version is found (C3).
 *
 * @throws {NakodoError} `invalid-argument` when no number of players is left
 */
export function matchmakerRequest(
  search: FindMatchOptions,
  match: { readonly minPlayers: number; readonly maxPlayers: number; readonly clientVersion: string },
): MatchmakerRequest {
  const minCount = Math.max(2, match.minPlayers, search.minCount ?? match.minPlayers);
  const maxCount = Math.min(match.maxPlayers, search.maxCount ?? match.maxPlayers);
  if (minCount > maxCount) {
    throw new NakodoError(
      "invalid-argument",
      `a search for ${minCount} to ${maxCount} players: no number fits the match's bounds`,
    );
  }
  const version = `+properties.client_version:${escapeQuery(match.clientVersion)}`;
  return {
    query: search.query === undefined || search.query === "*" ? version : `${search.query} ${version}`,
    minCount,
    maxCount,
    stringProperties: { ...search.stringProperties, client_version: match.clientVersion },
    ...(search.numericProperties === undefined ? {} : { numericProperties: search.numericProperties }),
  };
}

/** `text` as one literal word of Nakama's query language. */
export function escapeQuery(text: string): string {
  return text.replace(/[+\-=&|><!(){}[\]^"~*?:\\/ ]/g, (char) => `\\${char}`);
}
