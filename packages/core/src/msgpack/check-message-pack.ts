import { NakodoError } from "../errors.js";
import { checkUtf8 } from "../wire/utf8.js";

/** Deepest nesting of arrays and maps: a value of 64 levels takes up to three for each. */
const MAX_NESTING = 200;

/**
 * Goes through a MessagePack message without making anything of it, and refuses what a decoder must not see from a
 * peer: cut or left-over bytes, more items than there are bytes, deep nesting, extensions (records among
 * them, from which decoders make code), property names that are no text or are `__proto__`, texts that are
 * not UTF-8.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function checkMessagePack(bytes: Uint8Array): void {
  const end = new Checker(bytes).value(0, 0);
  if (end !== bytes.byteLength) throw bad(`${bytes.byteLength - end} bytes left over`);
}

class Checker {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Checks the value that begins at `at`; gives back where it ends. */
  value(at: number, depth: number): number {
    const token = this.#uint(at, 1);
    const next = at + 1;
    if (token < 0x80 || token >= 0xe0) return next;
    if (token < 0x90) return this.#items(next, token & 0x0f, true, depth);
    if (token < 0xa0) return this.#items(next, token & 0x0f, false, depth);
    if (token < 0xc0) return this.#text(next, token & 0x1f);
    switch (token) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        return next;
      case 0xc4: // bin 8, 16, 32
      case 0xc5:
      case 0xc6: {
        const width = 1 << (token - 0xc4);
        return this.#skip(next + width, this.#uint(next, width));
      }
      case 0xca: // float 32, 64
      case 0xcb:
        return this.#skip(next, token === 0xca ? 4 : 8);
      case 0xcc: // uint 8, 16, 32, 64
      case 0xcd:
      case 0xce:
      case 0xcf:
        return this.#skip(next, 1 << (token - 0xcc));
      case 0xd0: // int 8, 16, 32, 64
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return this.#skip(next, 1 << (token - 0xd0));
      case 0xd9: // str 8, 16, 32
      case 0xda:
      case 0xdb: {
        const width = 1 << (token - 0xd9);
        return this.#text(next + width, this.#uint(next, width));
      }
      case 0xdc: // array 16, 32
      case 0xdd:
      case 0xde: // map 16, 32
      case 0xdf: {
        const width = token === 0xdc || token === 0xde ? 2 : 4;
        return this.#items(next + width, this.#uint(next, width), token >= 0xde, depth);
      }
      default:
        throw bad(`type 0x${token.toString(16)}, which is not accepted`);
    }
  }

  #items(start: number, count: number, isMap: boolean, depth: number): number {
    if (depth >= MAX_NESTING) throw bad(`nesting deeper than ${MAX_NESTING}`);
    // A count alone makes neither memory nor work: each item must be there in bytes.
    let at = start;
    for (let i = 0; i < count; i++) {
      if (isMap) at = this.#key(at);
      at = this.value(at, depth + 1);
    }
    return at;
  }

  #key(at: number): number {
    const token = this.#uint(at, 1);
    const isText = (token >= 0xa0 && token < 0xc0) || (token >= 0xd9 && token <= 0xdb);
    if (!isText) throw bad("a property whose name is no text");
    const end = this.value(at, 0);
    if (this.#endsWithProto(at, end)) throw bad("a property named __proto__");
    return end;
  }

  /** Whether the text that ends at `end` is `__proto__`, in whatever form its length is written. */
  #endsWithProto(at: number, end: number): boolean {
    const start = end - PROTO.length;
    const head = this.#bytes[at] as number;
    const headLength = head < 0xc0 ? 1 : 1 + (1 << (head - 0xd9));
    return start === at + headLength && PROTO.every((byte, i) => this.#bytes[start + i] === byte);
  }

  #text(start: number, length: number): number {
    const end = this.#skip(start, length);
    checkUtf8(this.#bytes, start, end);
    return end;
  }

  #skip(start: number, length: number): number {
    if (length > this.#bytes.byteLength - start) {
      throw bad(`${length} bytes wanted, ${Math.max(0, this.#bytes.byteLength - start)} left`);
    }
    return start + length;
  }

  /** A big-endian number of `width` bytes (1, 2 or 4). */
  #uint(at: number, width: number): number {
    this.#skip(at, width);
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + (this.#bytes[at + i] as number);
    return value;
  }
}

/** `__proto__` in ASCII. */
const PROTO: readonly number[] = [0x5f, 0x5f, 0x70, 0x72, 0x6f, 0x74, 0x6f, 0x5f, 0x5f];

function bad(sentence: string): NakodoError {
  return new NakodoError("bad-frame", `MessagePack: ${sentence}`);
}
