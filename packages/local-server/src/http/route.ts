import type { SessionClaims } from "../auth/session-tokens.js";
import { decodeJson } from "../messages/decode-json.js";
import { decodeQuery } from "../messages/decode-query.js";
import { encodeJson } from "../messages/encode-json.js";
import { type AnyMessage, type Decoded, type Encodable, message } from "../messages/field.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import { invalidArgument } from "./api-error.js";

/** The empty message: a route that takes or gives nothing. */
export const emptyTable = message("Empty", {});

/** Who may call a route: anyone, any client that knows the server key, or a signed-in player. */
export type Access = "anyone" | "server-key" | "session";

/** A request as the transport delivers it. */
export interface RawRequest {
  readonly method: string;
  /** The values of the path's `{name}` parts, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** An answer that is not the JSON of a message. */
export interface RouteReply {
  readonly status: number;
  readonly body: string;
  /** `application/json` unless given. */
  readonly contentType?: string;
}

/** What modules do before and after a route does its work. */
export interface RouteHooks {
  /** Returns the request to serve instead. @throws ApiError to refuse it. */
  readonly before?: (caller: SessionClaims, request: RawRequest) => Promise<RawRequest>;
  readonly after?: (caller: SessionClaims, request: RawRequest, answer: string) => Promise<void>;
}

/** A request as a handler sees it. */
export interface ApiRequest<Body, Query> {
  readonly path: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
  /** Who calls. Present exactly when the route's access is `session`. */
  readonly caller: SessionClaims;
}

/** What a handler gives back, now or later. */
export type Answer<Response extends AnyMessage> = Encodable<Response> | Promise<Encodable<Response>>;

/** One route, as an area declares it. */
export interface RouteSpec<Body extends AnyMessage, Query extends AnyMessage, Response extends AnyMessage> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Fixed parts and `{name}` parts: `/v2/group/{group_id}/user`. */
  readonly path: string;
  readonly access: Access;
  readonly body: Body;
  readonly query: Query;
  readonly response: Response;
  /** @throws ApiError to answer with an error. */
  readonly handle: (request: ApiRequest<Decoded<Body>, Decoded<Query>>) => Answer<Response>;
}

/** One route, ready to be called. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Answers with the JSON text of the response. `authorize` is called once the request has been read. */
  run(
    request: RawRequest,
    authorize: (access: Access) => SessionClaims,
    hooks?: RouteHooks,
  ): Promise<string | RouteReply>;
}

/** Declares a route. Reading comes before the check of who calls, as in the real server's gateway. */
export function route<Body extends AnyMessage, Query extends AnyMessage, Response extends AnyMessage>(
  spec: RouteSpec<Body, Query, Response>,
): Route {
  return {
    method: spec.method,
    path: spec.path,
    async run(request, authorize, { before, after } = {}) {
      const original = readRequest(spec, request);
      const caller = authorize(spec.access);
      const served = before === undefined ? request : await before(caller, request);
      const { body, query } = served === request ? original : readRequest(spec, served);
      const answer = await spec.handle({ path: served.path, body, query, caller });
      const text = encodeJson(spec.response, answer);
      await after?.(caller, served, text);
      return text;
    },
  };
}

function readRequest<Body extends AnyMessage, Query extends AnyMessage>(
  spec: { readonly body: Body; readonly query: Query },
  request: RawRequest,
): { readonly body: Decoded<Body>; readonly query: Decoded<Query> } {
  try {
    const json: unknown = request.body === "" ? {} : JSON.parse(request.body);
    return {
      body: decodeJson(spec.body, json, { unknownFields: "ignore" }),
      query: decodeQuery(spec.query, request.query),
    };
  } catch (error) {
    if (error instanceof MalformedMessage) throw invalidArgument(error.message);
    if (error instanceof SyntaxError) throw invalidArgument(`invalid JSON: ${error.message}`);
    throw error;
  }
}
