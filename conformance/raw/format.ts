import type { Envelope } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { inject } from "vitest";
import type { RawData } from "ws";

/**
 * How messages stand on the wire of a socket. To a test they are parsed JSON in both formats, as a real server writes
 * it: so the same test shows that they say the same.
 */
export interface SocketFormat {
  /** What `format` is in the query. */
  readonly query: "json" | "protobuf";
  write(message: unknown): string | Uint8Array;
  read(data: RawData): unknown;
}

export const TEXT: SocketFormat = {
  query: "json",
  write: (message) => JSON.stringify(message),
  read: (data) => JSON.parse(data.toString()),
};

const codec = binarySocket();

export const BINARY: SocketFormat = {
  query: "protobuf",
  write(message) {
    const { cid, ...rest } = Object(message);
    const [type, body] = Object.entries(rest)[0] ?? ["", {}];
    return codec.encode({ cid, type, body: withBytes(Object(body)) });
  },
  read(data) {
    if (!Buffer.isBuffer(data)) throw new Error("ws gives a Buffer");
    return jsonOf(codec.decode(new Uint8Array(data).buffer));
  },
};

/** The format that the tests run in. */
export function formatUnderTest(): SocketFormat {
  return inject("format") === "binary" ? BINARY : TEXT;
}

/** Base64 of match data as bytes. The data of a stream is text in both formats. */
function withBytes(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { data } = body;
  return typeof data === "string" ? { ...body, data: Buffer.from(data, "base64") } : body;
}

/** The codec gives op codes as numbers and data as bytes, and both when they are zero or empty. */
function jsonOf({ cid, type, body }: Envelope): unknown {
  const { op_code, data, ...rest } = body;
  const json = {
    ...rest,
    ...(op_code === undefined || op_code === 0 ? {} : { op_code: String(op_code) }),
    ...(data instanceof Uint8Array
      ? data.length === 0
        ? {}
        : { data: Buffer.from(data).toString("base64") }
      : data === undefined
        ? {}
        : { data }),
  };
  return { ...(cid === undefined ? {} : { cid }), ...(type === "" ? {} : { [type]: json }) };
}
