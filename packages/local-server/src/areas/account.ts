import type { Account, Profile } from "../accounts/account-store.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { accountTable, updateAccountRequestTable } from "../messages/account-tables.js";
import type { Decoded } from "../messages/field.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { checkNewUsername, checkUsernameCharacters } from "./identifier-rules.js";
import { userView } from "./user-view.js";

/** The columns' widths in the real server's database, in characters. */
const MAX_LENGTH = { display_name: 255, avatar_url: 512, lang_tag: 18, location: 255, timezone: 255 };

/** A player's own account: read, change, delete. */
export function accountArea(server: ServerContext): Area {
  const path = "/v2/account";
  return {
    routes: [
      route({
        method: "GET",
        path,
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: accountTable,
        handle({ caller }) {
          const account = server.accounts.get(caller.userId);
          if (account === undefined) throw new ApiError(GrpcCode.notFound, "Account not found.");
          return {
            user: userView(server, account),
            wallet: account.wallet,
            email: account.email,
            devices: [...account.deviceIds].map((id) => ({ id })),
            custom_id: account.customId,
          };
        },
      }),
      route({
        method: "PUT",
        path,
        access: "session",
        body: updateAccountRequestTable,
        query: emptyTable,
        response: emptyTable,
        handle({ body, caller }) {
          update(server, server.accounts.get(caller.userId), body);
          return {};
        },
      }),
      route({
        method: "DELETE",
        path,
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: emptyTable,
        handle({ caller }) {
          if (server.accounts.delete(caller.userId)) {
            server.blacklist.removeAll(caller.userId);
            for (const session of server.sockets.of(caller.userId))
              session.close("server-side session disconnect");
          }
          return {};
        },
      }),
    ],
  };
}

function update(
  server: ServerContext,
  account: Account | undefined,
  body: Decoded<typeof updateAccountRequestTable>,
): void {
  const { username } = body;
  if (username !== undefined) checkNewUsername(username);
  if (Object.values(body).every((value) => value === undefined))
    throw invalidArgument("No fields to update.");
  if (username !== undefined) checkUsernameCharacters(username);
  const profile = readProfile(body);
  if (account === undefined) return;
  if (username !== undefined && username !== account.username) {
    if (server.accounts.byUsername(username) !== undefined) {
      throw invalidArgument("rpc error: code = AlreadyExists desc = Username is already in use.");
    }
    server.accounts.rename(account, username);
  }
  Object.assign(account.profile, profile);
  server.accounts.touch(account);
}

/** The profile fields that the request sets. What the real server's database would refuse fails as it does there. */
function readProfile(body: Decoded<typeof updateAccountRequestTable>): Partial<Profile> {
  for (const [name, maxLength] of Object.entries(MAX_LENGTH)) {
    const value = Object.entries(body).find(([field]) => field === name)?.[1];
    if (value !== undefined && [...value].length > maxLength) throw databaseRefusal();
  }
  if (body.lang_tag === "") throw databaseRefusal();
  const profile: Partial<Profile> = {};
  if (body.display_name !== undefined) profile.displayName = body.display_name;
  if (body.avatar_url !== undefined) profile.avatarUrl = body.avatar_url;
  if (body.lang_tag !== undefined) profile.langTag = body.lang_tag;
  if (body.location !== undefined) profile.location = body.location;
  if (body.timezone !== undefined) profile.timezone = body.timezone;
  return profile;
}

function databaseRefusal(): ApiError {
  return new ApiError(GrpcCode.internal, "Error while trying to update account.");
}
