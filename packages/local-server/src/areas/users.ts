import type { Account } from "../accounts/account-store.js";
import { invalidArgument } from "../http/api-error.js";
import { emptyTable, route } from "../http/route.js";
import { getUsersRequestTable, usersTable } from "../messages/account-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import { parseUuid } from "../runtime/uuid.js";
import type { Area } from "./area.js";
import { userView } from "./user-view.js";

/** Other players' profiles, by id and by name. Unknown ones are left out. */
export function usersArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/user",
        access: "session",
        body: emptyTable,
        query: getUsersRequestTable,
        response: usersTable,
        handle({ query }) {
          const found = new Set<Account | undefined>();
          for (const id of query.ids) {
            const uuid = parseUuid(id);
            if (uuid === undefined) throw invalidArgument(`ID '${id}' is not a valid system ID.`);
            found.add(server.accounts.get(uuid));
          }
          for (const username of query.usernames) found.add(server.accounts.byUsername(username));
          const accounts = [...found].filter((account) => account !== undefined);
          return { users: accounts.map((account) => userView(server, account)) };
        },
      }),
    ],
  };
}
