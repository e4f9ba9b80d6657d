import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { REFUSALS } from "../engine/reply.js";
import { type AnswerHead, answerHead } from "./answer.js";

function written(head: AnswerHead): number[] {
  const writer = new ByteWriter();
  answerHead.write(writer, head);
  return [...writer.written()];
}

function read(...bytes: number[]): AnswerHead | string {
  try {
    return answerHead.read(new ByteReader(Uint8Array.from(bytes)));
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
}

describe("answers", () => {
  it("C8 · have the page's bytes", () => {
    expect(written({ id: 1, refusal: "none" })).toEqual([0x01, 0x00]);
    expect(written({ id: 300, refusal: "remote-error" })).toEqual([0xac, 0x02, 0x01]);
    expect(written({ id: 2, refusal: "queue-full" })).toEqual([0x02, 0x06]);
    expect(REFUSALS).toEqual([
      "remote-error",
      "not-added",
      "not-declared",
      "not-authority",
      "wrong-arguments",
      "queue-full",
    ]);
    for (const refusal of ["none" as const, ...REFUSALS]) {
      expect(read(...written({ id: 7, refusal }))).toEqual({ id: 7, refusal });
    }
  });

  it("W4 · that are none are bad frames", () => {
    expect(read()).toBe("bad-frame");
    expect(read(1)).toBe("bad-frame");
    expect(read(1, 7)).toBe("bad-frame");
    expect(read(1, 0xff)).toBe("bad-frame");
    expect(read(1, 1, 0)).toBe("bad-frame");
    expect(read(1, 0, 9)).toEqual({ id: 1, refusal: "none" });
  });
});
