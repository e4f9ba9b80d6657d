import type { Plugin } from "@nakodo/core";
import type { Clock } from "./clock.js";
import type { SendRequest } from "./http.js";
import type { Online } from "./online.js";
import type { OpenWebSocket } from "./socket/standard-websocket.js";

/** What a plugin of `Online` is given. */
export interface OnlinePluginHost {
  /** The object that it is added to. Its constructor is still running: listen, and call nothing yet. */
  readonly online: Online;
  /** Where `Online` gets its time from. */
  readonly clock: Clock;
  /**
   * Puts a layer around the opening of WebSockets: what is given back is used instead, so that everything that is
   * sent and received goes through it. The URL holds the session's token: it must not be logged.
   */
  wrapWebSocket(layer: (open: OpenWebSocket) => OpenWebSocket): void;
  /**
   * Puts a layer around every HTTP request. Headers and bodies hold tokens and passwords: they must not be logged.
   */
  wrapRequests(layer: (send: SendRequest) => SendRequest): void;
}

/** A plugin of `Online`: see `Plugin` of core. */
export type OnlinePlugin = Plugin<OnlinePluginHost>;
