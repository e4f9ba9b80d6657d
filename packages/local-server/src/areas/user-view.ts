import type { Account } from "../accounts/account-store.js";
import type { userTable } from "../messages/account-tables.js";
import type { Encodable } from "../messages/field.js";
import { StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { wholeSeconds } from "./whole-seconds.js";

/** An account as others may see it. */
export function userView(server: ServerContext, account: Account): Encodable<typeof userTable> {
  const { profile } = account;
  return {
    id: account.id,
    username: account.username,
    display_name: profile.displayName,
    avatar_url: profile.avatarUrl,
    lang_tag: profile.langTag,
    location: profile.location,
    timezone: profile.timezone,
    metadata: account.metadata,
    online: server.tracker.exists(stream(StreamMode.status, account.id)),
    edge_count: account.edgeCount,
    create_time: wholeSeconds(account.createdAtMs),
    update_time: wholeSeconds(account.updatedAtMs),
  };
}
