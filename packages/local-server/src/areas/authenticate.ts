import type { Account, Identifier } from "../accounts/account-store.js";
import { hashPassword, MAX_PASSWORD_BYTES, passwordMatches } from "../auth/password.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { route } from "../http/route.js";
import {
  accountCustomTable,
  accountDeviceTable,
  accountEmailTable,
  sessionTable,
} from "../messages/account-tables.js";
import { type Encodable, message, scalar, wrapper } from "../messages/field.js";
import type { RandomSource } from "../runtime/random.js";
import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";
import type { Area } from "./area.js";
import { checkEmail, checkIdentifier, checkPassword, checkUsername } from "./identifier-rules.js";

const queryTable = message("AuthenticateRequest", {
  create: wrapper("bool", 2),
  username: scalar("string", 3),
});

const USERNAME_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const GENERATED_USERNAME_LENGTH = 10;

interface SignIn {
  readonly account: Account;
  readonly created: boolean;
}

interface CreationWish {
  readonly username: string;
  readonly create: boolean | undefined;
}

/** Signing in with a device, an e-mail address or a custom id, each of which can create the account. */
export function authenticateArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "POST",
        path: "/v2/account/authenticate/device",
        access: "server-key",
        body: accountDeviceTable,
        query: queryTable,
        response: sessionTable,
        handle({ body, query }) {
          checkIdentifier("Device ID", body.id, 10);
          const signIn = findOrCreate(server, { kind: "device", id: body.id }, query);
          return startSession(server, signIn, body.vars);
        },
      }),
      route({
        method: "POST",
        path: "/v2/account/authenticate/custom",
        access: "server-key",
        body: accountCustomTable,
        query: queryTable,
        response: sessionTable,
        handle({ body, query }) {
          checkIdentifier("Custom ID", body.id, 6);
          const signIn = findOrCreate(server, { kind: "custom", id: body.id }, query);
          return startSession(server, signIn, body.vars);
        },
      }),
      route({
        method: "POST",
        path: "/v2/account/authenticate/email",
        access: "server-key",
        body: accountEmailTable,
        query: queryTable,
        response: sessionTable,
        handle({ body, query }) {
          if (body.email !== "") checkEmail(body.email);
          checkPassword(body.password);
          const signIn =
            body.email === ""
              ? signInByUsername(server, query.username, body.password)
              : signInByEmail(server, body.email.toLowerCase(), body.password, query);
          return startSession(server, signIn, body.vars);
        },
      }),
    ],
  };
}

function startSession(
  server: ServerContext,
  { account, created }: SignIn,
  vars: ReadonlyMap<string, string>,
): Encodable<typeof sessionTable> {
  const pair = server.tokens.issue({
    tokenId: randomUuid(server.random),
    userId: account.id,
    username: account.username,
    vars,
    issuedAtSec: Math.floor(server.clock.nowMs() / 1000),
  });
  return { created, token: pair.token, refresh_token: pair.refreshToken };
}

function findOrCreate(server: ServerContext, identifier: Identifier, wish: CreationWish): SignIn {
  if (wish.username !== "") checkUsername(wish.username);
  const existing = server.accounts.byIdentifier(identifier);
  if (existing !== undefined) return { account: notBanned(existing), created: false };
  return { account: create(server, identifier, wish), created: true };
}

function signInByEmail(server: ServerContext, email: string, password: string, wish: CreationWish): SignIn {
  if (wish.username !== "") checkUsername(wish.username);
  const identifier: Identifier = { kind: "email", id: email };
  const existing = server.accounts.byIdentifier(identifier);
  if (existing !== undefined) {
    return { account: withPassword(notBanned(existing), password), created: false };
  }
  if (wish.create !== false && Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new ApiError(GrpcCode.internal, "Error finding or creating user account.");
  }
  const account = create(server, identifier, wish);
  account.password = hashPassword(password, server.random);
  return { account, created: true };
}

function signInByUsername(server: ServerContext, username: string, password: string): SignIn {
  if (username === "") throw invalidArgument("Username is required when email address is not supplied.");
  checkUsername(username);
  const account = server.accounts.byUsername(username);
  if (account === undefined) throw accountNotFound();
  return { account: withPassword(notBanned(account), password), created: false };
}

function create(server: ServerContext, identifier: Identifier, wish: CreationWish): Account {
  if (wish.create === false) throw accountNotFound();
  const username = wish.username === "" ? generateUsername(server.random) : wish.username;
  if (server.accounts.byUsername(username) !== undefined) {
    throw new ApiError(GrpcCode.alreadyExists, "Username is already in use.");
  }
  return server.accounts.create(username, identifier);
}

function generateUsername(random: RandomSource): string {
  const bytes = random.bytes(GENERATED_USERNAME_LENGTH);
  return Array.from(bytes, (byte) => USERNAME_LETTERS[byte % USERNAME_LETTERS.length]).join("");
}

function notBanned(account: Account): Account {
  if (account.disabledAtMs === 0) return account;
  throw new ApiError(GrpcCode.permissionDenied, "User account banned.");
}

function withPassword(account: Account, password: string): Account {
  if (account.password !== undefined && passwordMatches(password, account.password)) return account;
  throw new ApiError(GrpcCode.unauthenticated, "Invalid credentials.");
}

function accountNotFound(): ApiError {
  return new ApiError(GrpcCode.notFound, "User account not found.");
}
