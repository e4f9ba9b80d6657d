import type { SocketFormat } from "./format.js";

/** A socket that speaks protobuf: a test gives bytes, and gets those of each message in hexadecimal. */
export const HEX: SocketFormat = {
  query: "protobuf",
  write(message) {
    if (typeof message !== "string") throw new Error("messages are given in hexadecimal");
    return fromHex(message);
  },
  read(data) {
    if (!Buffer.isBuffer(data)) throw new Error("ws gives a Buffer");
    return data.toString("hex");
  },
};

/** The bytes that hexadecimal digits stand for. */
export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** A field of protobuf that holds a text or bytes: its tag, its length and its content, in hexadecimal. */
export function span(tag: string, content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  return `${tag}${varint(bytes.length)}${bytes.toString("hex")}`;
}

/** A number of up to 28 bits as protobuf's varint, in hexadecimal. */
export function varint(value: number): string {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]).toString("hex");
}
