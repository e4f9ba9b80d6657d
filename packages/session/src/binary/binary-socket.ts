import { ByteWriter, NakodoError } from "@nakodo/core";
import { type Fields, isFields, readText } from "../fields.js";
import type { Envelope } from "../socket/envelope.js";
import type { MatchDataFormat, SocketCodec } from "../socket/socket-codec.js";
import { readValue, writeMessage } from "./field.js";
import { matchDataEncoder, maxMatchDataBytes } from "./match-data.js";
import { SeenSpans } from "./seen-spans.js";
import { CID, ENVELOPE, WITH_DATA } from "./tables.js";
import { WireReader } from "./wire-reader.js";

/**
 * Messages in protobuf, Nakama's other format: bytes travel as they are, not in base64, and what stands around them
 * takes half of the room. Everything above the wire stays as it is. Give it to `Online`:
 *
 * ```ts
 * const online = new Online({ codec: binarySocket() });
 * ```
 *
 * Players of one match may speak text and binary side by side. `OnlineSocket.request` then throws `invalid-argument`
 * for a field that the protocol does not have and for a value that does not fit its field, where a server that is
 * spoken to in text closes the socket.
 */
export function binarySocket(): SocketCodec & MatchDataFormat {
  const seen = new SeenSpans();
  const decode = (data: unknown): Envelope => decodeMessage(data, seen);
  return { format: "protobuf", encode, decode, matchDataEncoder, maxMatchDataBytes };
}

function encode({ cid, type, body }: Envelope): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeMessage(writer, ENVELOPE, { cid, [type]: body }, "Envelope");
  return new Uint8Array(writer.written());
}

function decodeMessage(data: unknown, seen: SeenSpans): Envelope {
  if (!(data instanceof ArrayBuffer)) throw unreadable("no binary message");
  try {
    return readEnvelope(new WireReader(new Uint8Array(data), seen));
  } catch (error) {
    throw unreadable(error);
  }
}

function readEnvelope(reader: WireReader): Envelope {
  let cid: string | undefined;
  let type = "";
  let body: Fields = {};
  while (reader.more) {
    const tag = reader.tag();
    const number = tag >>> 3;
    const field = ENVELOPE[number];
    if (field === undefined || field.kind.wire !== (tag & 7)) {
      reader.skip(tag & 7);
      continue;
    }
    const value = readValue(reader, field.kind);
    if (number === CID) cid = readText(value) || undefined;
    else if (isFields(value)) {
      type = field.name;
      body = WITH_DATA.includes(number) ? withData(value) : value;
    }
  }
  return { cid, type, body };
}

/** Op code and data are there although they are zero or empty, and so not on the wire. */
function withData(body: Fields): Fields {
  if (body["op_code"] !== undefined && body["data"] !== undefined) return body;
  return { op_code: 0, data: new Uint8Array(0), ...body };
}

function unreadable(cause: unknown): NakodoError {
  return new NakodoError("bad-response", "the server sent a message that cannot be read", { cause });
}
