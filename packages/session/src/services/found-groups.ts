import { isFields } from "../fields.js";
import type { Online } from "../online.js";
import { readText } from "../socket/messages.js";

/** A group that {@link findGroups} found. */
export interface FoundGroup {
  /** Gives it to `joinGroup`. */
  readonly id: string;
  /** No other group has it. */
  readonly name: string;
  /** What its makers say of it. */
  readonly description: string;
  /** The account that made it. */
  readonly creatorId: string;
  /** Its language, such as `en`. */
  readonly langTag: string;
  /** Its picture, or empty. */
  readonly avatarUrl: string;
  /** What the server's own code keeps with it, JSON text. */
  readonly metadata: string;
  /** Whether anybody may join without being let in. */
  readonly open: boolean;
  /** Members now. */
  readonly members: number;
  /** Most members. */
  readonly maxMembers: number;
  /** When it was made, as RFC 3339 text. */
  readonly createTime: string;
}

/** A page of groups. */
export interface FoundGroups {
  /** Up to as many as were asked for. */
  readonly groups: readonly FoundGroup[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}

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
export async function findGroups(online: Online, filter: GroupFilter): Promise<FoundGroups> {
  const { name, langTag, members, open, limit = 100, cursor } = filter;
  const query = { name, lang_tag: langTag, members, open, limit, cursor };
  const answer = await online.request({ path: "/v2/group", query });
  const list = Array.isArray(answer["groups"]) ? answer["groups"].filter(isFields) : [];
  const groups = list.map((fields) => ({
    id: readText(fields["id"]),
    name: readText(fields["name"]),
    description: readText(fields["description"]),
    creatorId: readText(fields["creator_id"]),
    langTag: readText(fields["lang_tag"]),
    avatarUrl: readText(fields["avatar_url"]),
    metadata: readText(fields["metadata"]),
    open: fields["open"] === true,
    members: Number(fields["edge_count"] ?? 0),
    maxMembers: Number(fields["max_count"] ?? 0),
    createTime: readText(fields["create_time"]),
  }));
  return { groups, cursor: readText(answer["cursor"]) };
}
