import { ApiError } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, type Route, route } from "../http/route.js";
import { sessionTable } from "../messages/account-tables.js";
import { message, scalar, wrapper } from "../messages/field.js";
import { socialAccountTable } from "../messages/social-tables.js";
import type { Area } from "./area.js";
import { checkUsername } from "./identifier-rules.js";
import {
  checkComplete,
  checkSettings,
  notAuthentic,
  notConfigured,
  SOCIAL_NETWORKS,
  type SocialNetwork,
} from "./social-network.js";

const queryTable = message("AuthenticateSocialRequest", {
  create: wrapper("bool", 2),
  username: scalar("string", 3),
  sync: wrapper("bool", 4),
});

const FACEBOOK = { name: "Facebook" };

/**
 * Signing in with a social network, and friends from there. No network vouches for a game in development, so all of it
 * ends with the real server's refusals.
 */
export function authenticateSocialArea(): Area {
  return { routes: [...SOCIAL_NETWORKS.map(signInRoute), ...importRoutes()] };
}

function signInRoute(network: SocialNetwork): Route {
  return route({
    method: "POST",
    path: `/v2/account/authenticate/${network.path}`,
    access: "server-key",
    body: socialAccountTable,
    query: queryTable,
    response: sessionTable,
    handle({ body, query }) {
      checkSettings(network);
      checkComplete(network, body);
      if (query.username !== "") checkUsername(query.username);
      if (network.path !== "facebookinstantgame") throw notAuthentic(network);
      throw new ApiError(
        GrpcCode.dataLoss,
        "Error extracting the Facebook Instant Game player ID or validating the signature",
      );
    },
  });
}

function importRoutes(): Route[] {
  const common = {
    method: "POST",
    access: "session",
    body: socialAccountTable,
    query: message("ImportFriendsRequest", { reset: wrapper("bool", 2) }),
    response: emptyTable,
  } as const;
  return [
    route({
      ...common,
      path: "/v2/friend/facebook",
      handle({ body }) {
        if (body.token !== "") throw notAuthentic(FACEBOOK);
        throw new ApiError(GrpcCode.invalidArgument, "Facebook token is required.");
      },
    }),
    route({
      ...common,
      path: "/v2/friend/steam",
      handle() {
        throw notConfigured("Steam");
      },
    }),
  ];
}
