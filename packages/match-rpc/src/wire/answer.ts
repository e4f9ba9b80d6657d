import { t } from "@nakodo/core";
import { REFUSALS, type Refusal } from "../engine/reply.js";
import { type Layout, record } from "./layout.js";

/** What stands before a result, or in its place. */
export interface AnswerHead {
  /** The number of the ask that is answered. */
  readonly id: number;
  /** Why there is no result; `none`: it follows. */
  readonly refusal: Refusal | "none";
}

/**
 *     answer: [askId] varint [refusal] u8 [result]
 *     refusal: 0 none, the result follows to the end; 1 … as in REFUSALS, and nothing follows
 */
export const answerHead: Layout<AnswerHead> = {
  write: (writer, head) => layout.write(writer, head),
  read(reader) {
    const head = layout.read(reader);
    if (head.refusal !== "none") reader.expectEnd();
    return head;
  },
};

const layout = record<AnswerHead>({ id: t.uint, refusal: t.oneOf("none", ...REFUSALS) });
