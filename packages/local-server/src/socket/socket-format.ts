import { decodeJson } from "../messages/decode-json.js";
import { decodeProtobuf } from "../messages/decode-protobuf.js";
import { encodeJson } from "../messages/encode-json.js";
import { encodeProtobuf } from "../messages/encode-protobuf.js";
import { type Envelope, envelopeTable, type OutgoingEnvelope } from "../messages/envelope.js";
import { MalformedMessage } from "../messages/malformed-message.js";

/** A message as it stands on the wire: in text frames UTF-8. Written once for all who receive it. */
export type WireMessage = Uint8Array;

/** How the messages of a socket stand on the wire. A client chooses it when it connects. */
export interface SocketFormat {
  /** Whether messages are binary frames. Those of the other kind end the socket. */
  readonly isBinary: boolean;
  write(envelope: OutgoingEnvelope): WireMessage;
  /** @throws MalformedMessage when the bytes hold no envelope. */
  read(message: Buffer): Envelope;
}

/** `format=json`, which is also the default. */
export const JSON_FORMAT: SocketFormat = {
  isBinary: false,
  write: (envelope) => Buffer.from(encodeJson(envelopeTable, envelope), "utf8"),
  read: (message) => decodeJson(envelopeTable, parse(message), { unknownFields: "refuse" }),
};

/** `format=protobuf`. */
export const PROTOBUF_FORMAT: SocketFormat = {
  isBinary: true,
  write: (envelope) => encodeProtobuf(envelopeTable, envelope),
  read: (message) => decodeProtobuf(envelopeTable, message),
};

/** The format of that name in a socket's query; `undefined` when there is none. */
export function formatNamed(name: string): SocketFormat | undefined {
  if (name === "protobuf") return PROTOBUF_FORMAT;
  return name === "" || name === "json" ? JSON_FORMAT : undefined;
}

function parse(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString("utf8"));
  } catch {
    throw new MalformedMessage("proto: syntax error");
  }
}
