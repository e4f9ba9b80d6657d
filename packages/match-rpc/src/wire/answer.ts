import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { REFUSALS, type Refusal } from "../engine/reply.js";

/** What stands before a result, or in its place. */
export interface AnswerHead {
  /** The number of the ask that is answered. */
  readonly id: number;
  /** Why there is no result; `undefined`: it follows. */
  readonly refusal: Refusal | undefined;
}

/**
 *     answer: [askId] varint [refusal] u8 [result]
 *     refusal: 0 none, the result follows to the end; 1 … as in REFUSALS, and nothing follows
 */
export function writeAnswerHead(writer: ByteWriter, { id, refusal }: AnswerHead): void {
  writer.varint(id);
  writer.u8(refusal === undefined ? 0 : REFUSALS.indexOf(refusal) + 1);
}

/** Reads it, and with a refusal the end. @throws {NakodoError} `bad-frame` */
export function readAnswerHead(reader: ByteReader): AnswerHead {
  const id = reader.varint();
  const number = reader.u8();
  if (number === 0) return { id, refusal: undefined };
  const refusal = REFUSALS[number - 1];
  if (refusal === undefined) throw new NakodoError("bad-frame", `an answer of kind ${number}`);
  reader.expectEnd();
  return { id, refusal };
}
