import { emptyTable, type Route, route } from "../http/route.js";
import { message, wrapper } from "../messages/field.js";
import { linkSteamRequestTable, socialAccountTable } from "../messages/social-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import {
  checkComplete,
  checkSettings,
  isComplete,
  notAuthentic,
  notConfigured,
  SOCIAL_NETWORKS,
  type SocialNetwork,
} from "./social-network.js";

/** Adding a social network's account, which ends with the real server's refusals, and taking it away. */
export function linkSocialArea(server: ServerContext): Area {
  return {
    routes: [
      ...SOCIAL_NETWORKS.filter(({ path }) => path !== "steam").map(linkRoute),
      linkSteamRoute(),
      ...SOCIAL_NETWORKS.map((network) => unlinkRoute(server, network)),
    ],
  };
}

function linkRoute(network: SocialNetwork): Route {
  return route({
    method: "POST",
    path: `/v2/account/link/${network.path}`,
    access: "session",
    body: socialAccountTable,
    query: message("LinkRequest", { sync: wrapper("bool", 2) }),
    response: emptyTable,
    handle({ body }) {
      checkSettings(network);
      checkComplete(network, body);
      throw notAuthentic(network);
    },
  });
}

/** Alone among the networks, Steam misses the token before the settings. */
function linkSteamRoute(): Route {
  return route({
    method: "POST",
    path: "/v2/account/link/steam",
    access: "session",
    body: linkSteamRequestTable,
    query: emptyTable,
    response: emptyTable,
    handle({ body }) {
      const steam = SOCIAL_NETWORKS.find(({ path }) => path === "steam");
      if (steam !== undefined) checkComplete(steam, body.account ?? EMPTY_ACCOUNT);
      throw notConfigured("Steam");
    },
  });
}

const EMPTY_ACCOUNT = {
  token: "",
  signed_player_info: "",
  player_id: "",
  bundle_id: "",
  timestamp_seconds: 0n,
  salt: "",
  signature: "",
  public_key_url: "",
};

/** Who names no account loses whatever is linked: here nothing, without an error, as on the real server. */
function unlinkRoute(server: ServerContext, network: SocialNetwork): Route {
  return route({
    method: "POST",
    path: `/v2/account/unlink/${network.path}`,
    access: "session",
    body: socialAccountTable,
    query: emptyTable,
    response: emptyTable,
    handle({ body, caller }) {
      if (isComplete(network, body)) throw notAuthentic(network);
      const account = server.accounts.get(caller.userId);
      if (account !== undefined) server.accounts.touch(account);
      return {};
    },
  });
}
