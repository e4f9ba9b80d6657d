import { t } from "@nakodo/core";
import { integer, pipe, strictObject, string, number as valibotNumber } from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ALL, HOST } from "../src/ids.js";
import { type RemoteOptions, remotes, remotesOf } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";
import type { StandardSchema } from "../src/remotes/standard-schema.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** An object with a method of any arguments, of which each test says how they are checked. */
class Form {
  readonly heard: unknown[][] = [];
  enter(...args: unknown[]): void {
    this.heard.push(args);
  }
}

type Options = Partial<Omit<RemoteOptions<unknown[], void>, "context">>;

/** A match of two in which the host checks by `host` and the other by `other`: what a changed game would skip. */
function play(host: Options, other: Options = {}) {
  const match = new SimulatedMatch(5);
  const schemaOf = (options: Options): Schema =>
    new Schema([remotes("Form", Form, { enter: { mode: "anyPeer", callLocal: true, ...options } })]);
  const forms: Form[] = [];
  const sit = (peer: SimulatedPeer): SimulatedPeer => {
    const form = new Form();
    forms.push(form);
    peer.engine.add("/form", form);
    return peer;
  };
  const first = sit(match.create("host", { schema: schemaOf(host) }));
  match.run(500);
  const second = sit(match.join("other", { schema: schemaOf(other) }));
  match.run(1500);
  const [hostForm, form] = forms as [Form, Form];
  const enter = (...args: unknown[]): unknown => {
    try {
      second.engine.call(ALL, form, "enter", args, false);
    } catch (error) {
      return error;
    }
    match.run(200);
    return undefined;
  };
  return { match, first, second, hostForm, form, enter };
}

const name = z.string().min(2).max(5);
const age = z.number().int().nonnegative();

describe("checked arguments", () => {
  it("R10 · a validator for each argument, or for the list of all, of any library", () => {
    for (const check of [
      [name, age],
      z.tuple([name, age]),
      [pipe(string()), pipe(valibotNumber(), integer())],
    ] as unknown as NonNullable<Options["check"]>[]) {
      const { enter, hostForm, form, match } = play({ check }, { check });
      expect(enter("ayu", 7)).toBeUndefined();
      expect(enter("ayu", 0.5)).toMatchObject({
        code: "wrong-arguments",
        message: expect.stringContaining("enter"),
      });
      expect(enter("ayu", "7")).toMatchObject({ code: "wrong-arguments" });
      expect([hostForm.heard, form.heard]).toEqual([[["ayu", 7]], [["ayu", 7]]]);
      expect(match.violations).toEqual([]);
    }
  });

  it("R10 · an argument without a validator is as it is", () => {
    const check = [undefined, age] as unknown as NonNullable<Options["check"]>;
    const { enter, hostForm } = play({ check }, { check });
    expect(enter({ any: "thing" }, 7)).toBeUndefined();
    expect(enter("x", -1)).toMatchObject({ code: "wrong-arguments" });
    expect(hostForm.heard).toEqual([[{ any: "thing" }, 7]]);
  });

  it("R10 · what a changed game sends all the same is dropped and reported, without a word of it", () => {
    const { enter, hostForm, first } = play({ check: [name] as never });
    expect(enter("much too long: hunter2")).toBeUndefined();
    expect(enter("ayu")).toBeUndefined();
    expect(hostForm.heard).toEqual([["ayu"]]);
    expect(first.violations).toMatchObject([{ reason: "bad-frame", peerId: 3 }]);
    expect(first.violations[0]?.detail).not.toContain("hunter2");
  });

  it("R10 · an ask that is refused there says so", async () => {
    const { match, second, form, hostForm } = play({ check: [name] as never });
    const asked = second.engine.ask(HOST, form, "enter", ["x"], {}).catch((error: unknown) => error);
    match.run(300);
    expect(await asked).toMatchObject({ code: "wrong-arguments" });
    expect(hostForm.heard).toEqual([]);
  });

  it("R10 · the method gets what the validator makes of an argument, such as an object without what does not belong", () => {
    const pose = z.object({ x: z.number() });
    const { enter, hostForm } = play({ check: [pose] as never });
    expect(enter({ x: 1, __cheat: true })).toBeUndefined();
    expect(hostForm.heard).toEqual([[{ x: 1 }]]);
    const strict = play({ check: [strictObject({ x: valibotNumber() })] as never });
    expect(strict.enter({ x: 1, __cheat: true })).toBeUndefined();
    expect([strict.hostForm.heard, strict.first.violations.length]).toEqual([[], 1]);
  });

  it("R10 · goes besides declared fields", () => {
    const both = { args: [t.u8], check: [z.number().max(10)] } as never;
    const { enter, hostForm, first } = play(both, { args: [t.u8] } as never);
    expect(enter(10)).toBeUndefined();
    expect(enter(11)).toBeUndefined();
    expect(enter(256)).toMatchObject({ code: "wrong-arguments" });
    expect(hostForm.heard).toEqual([[10]]);
    expect(first.violations).toHaveLength(1);
  });

  it("R10 · one that answers with a promise is our own mistake, and said at once", () => {
    const late = z.string().refine(async () => true);
    const ours = play({}, { check: [late] as never });
    expect(ours.enter("x")).toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("at once"),
    });
    const theirs = play({ check: [late] as never });
    const errors: unknown[] = [];
    theirs.first.engine.events.on("methodError", ({ error, method }) => errors.push([error, method]));
    expect(theirs.enter("x")).toBeUndefined();
    expect(errors).toMatchObject([[{ code: "invalid-argument" }, "enter"]]);
    expect([theirs.hostForm.heard, theirs.first.violations]).toEqual([[], []]);
  });

  it("R10 · one that throws, or gives no list for the list, is our own mistake, too", () => {
    const broken = (validate: () => never): StandardSchema<unknown[]> => ({
      "~standard": { version: 1, vendor: "test", validate },
    });
    const throwing = broken(() => {
      throw new RangeError("a bug in the validator");
    });
    const { enter, first, hostForm } = play({ check: throwing });
    const errors: unknown[] = [];
    first.engine.events.on("methodError", ({ error }) => errors.push(String(error)));
    expect(enter("x")).toBeUndefined();
    expect([errors, hostForm.heard, first.violations]).toEqual([
      ["RangeError: a bug in the validator"],
      [],
      [],
    ]);
    const noList = broken(() => ({ value: "no list" }) as never);
    expect(play({}, { check: noList }).enter("x")).toMatchObject({ code: "invalid-argument" });
  });

  it("R10 · validators fit the method's arguments, or do not compile", () => {
    interface Chat {
      say(text: string, volume: number): void;
    }
    const ofChat = remotesOf<Chat>();
    const wrong = (): void => {
      // @ts-expect-error a number is no text
      ofChat("Chat", { say: { mode: "anyPeer", check: [z.number()] } });
      // @ts-expect-error a validator too many
      ofChat("Chat", { say: { mode: "anyPeer", check: [z.string(), z.number(), z.number()] } });
      // @ts-expect-error the list is of other types
      ofChat("Chat", { say: { mode: "anyPeer", check: z.tuple([z.string(), z.string()]) } });
      // @ts-expect-error what it makes of a text is no text
      ofChat("Chat", { say: { mode: "anyPeer", check: [z.string().transform((text) => text.length)] } });
    };
    expect(wrong).toBeTypeOf("function");
    expect(
      ofChat("Chat", { say: { mode: "anyPeer", check: [z.string(), z.number()] } }).methods,
    ).toHaveLength(1);
    expect(ofChat("Chat", { say: { mode: "anyPeer", check: [z.string()] } }).methods).toHaveLength(1);
    expect(
      ofChat("Chat", { say: { mode: "anyPeer", check: [undefined, valibotNumber()] } }).methods,
    ).toHaveLength(1);
    expect(
      ofChat("Chat", { say: { mode: "anyPeer", check: z.tuple([z.string(), z.number()]) } }).methods,
    ).toHaveLength(1);
  });
});
