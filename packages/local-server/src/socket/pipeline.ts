import { type Envelope, envelopeTable, type MessageName } from "../messages/envelope.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import type { HookTable, MessageBody } from "../modules/hooks.js";
import { ModuleError } from "../modules/module-error.js";
import { socketContext } from "../modules/socket-context.js";
import { type MessageHandlers, SocketErrorCode, type SocketRequest } from "./message-handlers.js";
import type { SocketSession } from "./socket-session.js";

const MESSAGE_NAMES = Object.keys(envelopeTable.fields).filter(isMessageName);

/** What only the server may say. A client that says it is closed. */
const SERVER_ONLY: ReadonlySet<MessageName> = new Set([
  "channel",
  "channel_message",
  "channel_message_ack",
  "channel_presence_event",
  "error",
  "match",
  "match_data",
  "match_presence_event",
  "matchmaker_matched",
  "matchmaker_ticket",
  "notifications",
  "status",
  "status_presence_event",
  "stream_data",
  "stream_presence_event",
  "party",
  "party_leader",
  "party_join_request",
  "party_matchmaker_ticket",
  "party_data",
  "party_presence_event",
]);

function isMessageName(name: string): name is MessageName {
  return name !== "cid";
}

/** Reads the messages of every socket and hands each to its handler. */
export class Pipeline {
  readonly #handlers: MessageHandlers;
  readonly #hooks: HookTable;
  readonly #warn: (text: string, error: unknown) => void;

  constructor(
    handlers: readonly MessageHandlers[],
    hooks: HookTable,
    warn: (text: string, error: unknown) => void,
  ) {
    this.#handlers = Object.assign({}, ...handlers);
    this.#hooks = hooks;
    this.#warn = warn;
  }

  /** Handles one message. What cannot be read, or is empty, closes the socket. */
  process(session: SocketSession, message: Buffer): void | Promise<void> {
    const envelope = readEnvelope(session, message);
    if (envelope === undefined) {
      session.close("received malformed payload");
      return;
    }
    const name = MESSAGE_NAMES.find((candidate) => envelope[candidate] !== undefined);
    if (name === undefined || SERVER_ONLY.has(name)) {
      session.close("error processing message");
      return;
    }
    return this.#dispatch(name, envelope, session);
  }

  #dispatch<Name extends MessageName>(
    name: Name,
    envelope: Envelope,
    session: SocketSession,
  ): void | Promise<void> {
    const handler = this.#handlers[name];
    const body = envelope[name];
    const fail = (code: number, message: string): void =>
      session.send({ cid: envelope.cid, error: { code, message } });
    if (handler === undefined || body === undefined || body === null) {
      fail(SocketErrorCode.runtimeException, `${name} is not served by the local server`);
      return;
    }
    let failed = false;
    const request = (actual: MessageBody<Name>): SocketRequest<MessageBody<Name>> => ({
      session,
      body: actual,
      reply: (answer) => session.send({ ...answer, cid: envelope.cid }),
      fail(code, message) {
        failed = true;
        fail(code, message);
      },
    });
    const before = this.#hooks.realtimeBefore[name];
    const after = this.#hooks.realtimeAfter[name];
    if (before === undefined && after === undefined) {
      return this.#guard(name, fail, () => handler(request(body)));
    }
    return this.#guard(name, fail, async () => {
      const changed =
        before === undefined ? body : await this.#before(() => before(socketContext(session), body), fail);
      if (changed === "refused") return;
      if (changed === undefined) {
        fail(SocketErrorCode.unrecognizedPayload, "Requested resource was not found.");
        session.close("error processing message");
        return;
      }
      await handler(request(changed));
      if (failed) return;
      try {
        await after?.(socketContext(session), changed);
      } catch (error) {
        this.#warn(`error in the hook after ${name}`, error);
      }
    });
  }

  async #before<Body>(
    run: () => Body | undefined | Promise<Body | undefined>,
    fail: SocketRequest<unknown>["fail"],
  ): Promise<Body | undefined | "refused"> {
    try {
      return await run();
    } catch (error) {
      const message = error instanceof ModuleError ? error.message : String(error);
      fail(SocketErrorCode.runtimeFunctionException, message);
      return "refused";
    }
  }

  #guard(
    name: string,
    fail: SocketRequest<unknown>["fail"],
    run: () => void | Promise<void>,
  ): void | Promise<void> {
    const report = (error: unknown): void => {
      this.#warn(`internal error in ${name}`, error);
      fail(SocketErrorCode.runtimeException, "internal error of the local server; its log says more");
    };
    try {
      return run()?.catch(report);
    } catch (error) {
      report(error);
    }
  }
}

function readEnvelope({ format }: SocketSession, message: Buffer): Envelope | undefined {
  try {
    return format.read(message);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
