import type { Envelope, MessageName } from "../messages/envelope.js";
import type { CallContext } from "./call-context.js";

/** An HTTP call as hooks see it. */
export interface HookRequest {
  /** The values of the path's variable parts, such as `group_id`. */
  readonly path: Readonly<Record<string, string>>;
  /** The values of the query, each name's in their order. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The parsed JSON of the body, `{}` when there is none. */
  readonly body: unknown;
}

/**
 * Returns the request to serve instead, or nothing when there is to be none: the caller gets 404 then.
 *
 * @throws ModuleError to refuse with a text and a code.
 */
export type BeforeHook = (
  context: CallContext,
  request: HookRequest,
) => HookRequest | undefined | Promise<HookRequest | undefined>;

/** Told of a served call and the JSON of its answer. What it throws is logged. */
export type AfterHook = (context: CallContext, request: HookRequest, answer: unknown) => void | Promise<void>;

/** The content of one kind of socket message. */
export type MessageBody<Name extends MessageName> = NonNullable<Envelope[Name]>;

/** Returns the message to handle instead, or nothing: then the socket is closed. What it throws is the answer. */
export type RealtimeBeforeHook<Name extends MessageName> = (
  context: CallContext,
  body: MessageBody<Name>,
) => MessageBody<Name> | undefined | Promise<MessageBody<Name> | undefined>;

/** Told of a message that was handled. What it throws is logged. */
export type RealtimeAfterHook<Name extends MessageName> = (
  context: CallContext,
  body: MessageBody<Name>,
) => void | Promise<void>;

type AllRealtime<Kind extends "before" | "after"> = {
  [Name in MessageName]?: Kind extends "before" ? RealtimeBeforeHook<Name> : RealtimeAfterHook<Name>;
};

/** Every hook of a server by what it is for. */
export interface HookTable {
  readonly before: Map<string, BeforeHook>;
  readonly after: Map<string, AfterHook>;
  readonly realtimeBefore: AllRealtime<"before">;
  readonly realtimeAfter: AllRealtime<"after">;
}
