import type { Account, Identifier } from "../accounts/account-store.js";
import { hashPassword, MAX_PASSWORD_BYTES } from "../auth/password.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { accountCustomTable, accountDeviceTable, accountEmailTable } from "../messages/account-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { checkCustomIdToLink, checkEmailToLink, checkIdentifier } from "./identifier-rules.js";

/** Adding devices, a custom id and an e-mail address to an account, and taking them away. One must remain. */
export function linkArea(server: ServerContext): Area {
  const common = {
    method: "POST",
    access: "session",
    query: emptyTable,
    response: emptyTable,
  } as const;
  return {
    routes: [
      route({
        ...common,
        path: "/v2/account/link/device",
        body: accountDeviceTable,
        handle({ body, caller }) {
          checkIdentifier("Device ID", body.id, 10);
          link(server, caller.userId, { kind: "device", id: body.id }, "Device ID already in use.");
          return {};
        },
      }),
      route({
        ...common,
        path: "/v2/account/link/custom",
        body: accountCustomTable,
        handle({ body, caller }) {
          checkCustomIdToLink(body.id);
          link(server, caller.userId, { kind: "custom", id: body.id }, "Custom ID is already in use.");
          return {};
        },
      }),
      route({
        ...common,
        path: "/v2/account/link/email",
        body: accountEmailTable,
        handle({ body: { email, password }, caller }) {
          checkEmailToLink(email, password);
          const identifier: Identifier = { kind: "email", id: email.toLowerCase() };
          const account = link(server, caller.userId, identifier, "Email is already in use.");
          // The real server's hash fails beyond its limit, and the address is then without a password.
          const fits = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
          account.password = fits ? hashPassword(password, server.random) : undefined;
          return {};
        },
      }),
      route({
        ...common,
        path: "/v2/account/unlink/device",
        body: accountDeviceTable,
        handle({ body: { id }, caller }) {
          if (id === "") throw invalidArgument("A device ID must be supplied.");
          const account = server.accounts.get(caller.userId);
          if (account?.deviceIds.has(id) !== true || identifierCount(account) < 2) throw lastIdentifier();
          server.accounts.unlinkDevice(account, id);
          server.accounts.touch(account);
          return {};
        },
      }),
      route({
        ...common,
        path: "/v2/account/unlink/custom",
        body: accountCustomTable,
        handle({ body: { id }, caller }) {
          const account = server.accounts.get(caller.userId);
          if (account === undefined || (id !== "" && id !== account.customId)) throw lastIdentifier();
          if (account.email === undefined && account.deviceIds.size === 0) throw lastIdentifier();
          server.accounts.unlinkCustom(account);
          server.accounts.touch(account);
          return {};
        },
      }),
      route({
        ...common,
        path: "/v2/account/unlink/email",
        body: accountEmailTable,
        handle({ body, caller }) {
          const account = server.accounts.get(caller.userId);
          const email = body.email.toLowerCase();
          if (account === undefined || (email !== "" && email !== account.email)) throw lastIdentifier();
          if (account.customId === undefined && account.deviceIds.size === 0) throw lastIdentifier();
          server.accounts.unlinkEmail(account);
          server.accounts.touch(account);
          return {};
        },
      }),
    ],
  };
}

function link(server: ServerContext, userId: string, identifier: Identifier, inUse: string): Account {
  const owner = server.accounts.byIdentifier(identifier);
  const account = server.accounts.get(userId);
  if (account === undefined || (owner !== undefined && owner !== account)) {
    throw new ApiError(GrpcCode.alreadyExists, inUse);
  }
  server.accounts.link(account, identifier);
  server.accounts.touch(account);
  return account;
}

function identifierCount({ deviceIds, email, customId }: Account): number {
  return deviceIds.size + (email === undefined ? 0 : 1) + (customId === undefined ? 0 : 1);
}

function lastIdentifier(): ApiError {
  return new ApiError(
    GrpcCode.permissionDenied,
    "Cannot unlink last account identifier. Check profile exists and is not last link.",
  );
}
