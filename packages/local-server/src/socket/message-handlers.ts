import type { Envelope, MessageName, OutgoingEnvelope } from "../messages/envelope.js";
import type { SocketSession } from "./socket-session.js";

/** The codes of errors on a socket. */
export const SocketErrorCode = {
  runtimeException: 0,
  unrecognizedPayload: 1,
  missingPayload: 2,
  badInput: 3,
  matchNotFound: 4,
  matchJoinRejected: 5,
  runtimeFunctionNotFound: 6,
  runtimeFunctionException: 7,
} as const;

/** A message from a client, with what is needed to answer it. */
export interface SocketRequest<Body> {
  readonly session: SocketSession;
  readonly body: Body;
  /** Answers with the request's `cid`. An empty answer is a plain acknowledgement. */
  reply(answer: Omit<OutgoingEnvelope, "cid">): void;
  /** Answers with an error and the request's `cid`. The socket stays open. */
  fail(code: number, message: string): void;
}

/** Handles one kind of message. A promise keeps the session's next message waiting until it settles. */
export type MessageHandler<Name extends MessageName> = (
  request: SocketRequest<NonNullable<Envelope[Name]>>,
) => void | Promise<void>;

/** Handlers by the name of the message that they handle. */
export type MessageHandlers = { readonly [Name in MessageName]?: MessageHandler<Name> };
