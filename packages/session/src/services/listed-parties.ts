import { isFields, readText } from "../fields.js";
import type { Online } from "../online.js";

/** A party that is not hidden. */
export interface ListedParty {
  /** Gives it to `Parties.join`. */
  readonly partyId: string;
  /** Whether anybody may join without being accepted. */
  readonly open: boolean;
  /** Most members. */
  readonly maxSize: number;
  /** JSON text of an object, or empty. */
  readonly label: string;
}

/** A page of parties. */
export interface ListedParties {
  /** Up to as many as were asked for. */
  readonly parties: readonly ListedParty[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

/** Which parties to list. */
export interface PartyFilter {
  /** At most this many, 1 to 100 (default 100). */
  readonly limit?: number;
  /** Those that are open, or those that are not (default: both). */
  readonly open?: boolean;
  /** Nakama's query over the label, such as `+label.mode:ranked`. */
  readonly query?: string;
  /** The `cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * Parties that can be joined, a page of them. A new or changed party is found a second later. Walk it by `pages`:
 * `pages((cursor) => listParties(online, { cursor }), (page) => page.parties)`.
 *
 * @throws {NakodoError} `invalid-argument` and what `online.api` throws
 */
export async function listParties(online: Online, filter: PartyFilter = {}): Promise<ListedParties> {
  const { limit = 100, open, query, cursor } = filter;
  const answer = await online.request({ path: "/v2/party", query: { limit, open, query, cursor } });
  const list = Array.isArray(answer["parties"]) ? answer["parties"].filter(isFields) : [];
  const parties = list.map((fields) => ({
    partyId: readText(fields["party_id"]),
    open: fields["open"] === true,
    maxSize: Number(fields["max_size"] ?? 0),
    label: readText(fields["label"]),
  }));
  return { parties, cursor: readText(answer["cursor"]) };
}
