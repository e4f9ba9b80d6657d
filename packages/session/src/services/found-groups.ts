import type { GroupList } from "../api/groups.js";
import { shapeReader } from "../api/shapes.js";
import type { Online } from "../online.js";

/** Which groups to find. The server takes `name` alone, or any of the others together. */
export interface GroupFilter {
  /** The name; `%` stands for anything. Upper and lower case are the same. */
  readonly name?: string;
  /** The language tag, such as `en`. */
  readonly langTag?: string;
  /** At most this many members now. */
  readonly members?: number;
  /** Those that are open, or those that are not. */
  readonly open?: boolean;
  /** At most this many groups, 1 to 100 (default 100). */
  readonly limit?: number;
  /** The `cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * Groups by language, number of members or openness, by which `online.api.listGroups` cannot find them. Of `langTag`
 * together with `open`, Nakama gives only the first page: what follows its cursor is empty. Walk all else by
 * `pages`: `pages((cursor) => findGroups(online, { cursor }), (page) => page.groups)`.
 *
 * @throws {NakodoError} `invalid-argument` (filters that do not go together) and what `online.api` throws
 */
export async function findGroups(online: Online, filter: GroupFilter): Promise<GroupList> {
  const { name, langTag, members, open, limit = 100, cursor } = filter;
  const query = { name, lang_tag: langTag, members, open, limit, cursor };
  return shapeReader<GroupList>("groups[group cursor")(await online.request({ path: "/v2/group", query }));
}
