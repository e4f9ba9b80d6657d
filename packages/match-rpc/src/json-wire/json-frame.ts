import { ByteReader, ByteWriter, jsonValues, NakodoError } from "@nakodo/core";
import { type FrameHead, frameHead } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { entryForms } from "./entry-forms.js";
import { asList, asNumber, asText, at, type Form, fromHex, toHex } from "./forms.js";
import type { MatchWireContext } from "./match-wire.js";

/** Frames as text, and back: PROTOCOL.md, J. */
export class JsonFrames {
  readonly #forms: Readonly<Record<string, Form>>;
  readonly #names: ReadonlyMap<number, string>;

  constructor(context: MatchWireContext) {
    this.#forms = entryForms(context);
    this.#names = new Map(Object.entries(KIND).map(([name, kind]) => [kind, name]));
  }

  /** A frame as text, in at most `maxBytes` bytes. */
  encode(frame: Uint8Array, maxBytes: number): Uint8Array {
    try {
      const readable = jsonValues.encode(this.#toValue(frame));
      if (readable.byteLength <= maxBytes) return readable;
    } catch (error) {
      if (!(error instanceof NakodoError)) throw error;
    }
    // What is too long, or is none of ours, travels as it is.
    return jsonValues.encode({ frame: toHex(frame) });
  }

  /** The frame that a text stands for. @throws {NakodoError} `bad-frame` */
  decode(bytes: Uint8Array): Uint8Array {
    const value = jsonValues.decode(bytes);
    const whole = at(value, "frame");
    if (whole !== undefined) return fromHex(asText(whole));
    const writer = new ByteWriter();
    const body = new ByteWriter();
    const number = at(value, "n");
    frameHead.write(writer, number === undefined ? undefined : asNumber(number));
    for (const entry of asList(at(value, "say"))) {
      const name = asText(at(entry, "kind"));
      const kind = Object.entries(KIND).find(([one]) => one === name)?.[1];
      const form = this.#forms[name];
      if (kind === undefined || form === undefined)
        throw new NakodoError("bad-frame", `an entry called ${name}`);
      body.reset();
      form.write(body, entry);
      writer.u8(kind);
      writer.bytes(body.written());
    }
    return writer.copy();
  }

  #toValue(frame: Uint8Array): unknown {
    const head: FrameHead = { seq: undefined };
    const reader = new ByteReader(frame);
    frameHead.read(reader, head);
    const say: unknown[] = [];
    while (reader.remaining > 0) {
      const name = this.#names.get(reader.u8()) ?? "";
      const end = reader.limit(reader.varint());
      const form = this.#forms[name];
      if (form === undefined) throw new NakodoError("bad-frame", "an entry of no known kind");
      const value = form.read(reader);
      say.push({ kind: name, ...(typeof value === "object" ? value : {}) });
      reader.expectEnd();
      reader.restore(end);
    }
    return head.seq === undefined ? { say } : { n: head.seq, say };
  }
}
