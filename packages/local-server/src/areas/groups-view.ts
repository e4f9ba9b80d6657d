import type { Group } from "../groups/group-store.js";
import { invalidArgument } from "../http/api-error.js";
import type { Encodable } from "../messages/field.js";
import type { groupTable } from "../messages/group-tables.js";
import { parseUuid } from "../runtime/uuid.js";
import { wholeSeconds } from "./whole-seconds.js";

/** A group as it is sent to clients. */
export function groupView(group: Group): Encodable<typeof groupTable> {
  return {
    id: group.id,
    creator_id: group.creatorId,
    name: group.name,
    description: group.description,
    lang_tag: group.langTag,
    metadata: group.metadata,
    avatar_url: group.avatarUrl,
    open: group.open,
    edge_count: group.edgeCount,
    max_count: group.maxCount,
    create_time: wholeSeconds(group.createdAtMs),
    update_time: wholeSeconds(group.updatedAtMs),
  };
}

/** The id in a path. The real server has the same words for users' ids. */
export function readGroupId(text: string | undefined): string {
  const id = parseUuid(text ?? "");
  if (id === undefined) throw invalidArgument("Group ID must be a valid ID.");
  return id;
}
