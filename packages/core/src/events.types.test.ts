import { describe, expectTypeOf, it } from "vitest";
import { type EventSource, Events } from "./events.js";

interface GameEvents {
  scored: { readonly points: number };
  ended: undefined;
}

describe("types of events", () => {
  it("A7 · the name of an event gives the type of what comes", () => {
    const events = new Events<GameEvents>();
    events.on("scored", (event) => expectTypeOf(event).toEqualTypeOf<{ readonly points: number }>());
    expectTypeOf(events.on("ended", () => {})).toEqualTypeOf<() => void>();
    expectTypeOf<Events<GameEvents>>().toExtend<EventSource<GameEvents>>();
    const compilesNot = (): void => {
      // @ts-expect-error no such event
      events.on("score", () => {});
      // @ts-expect-error another event's object
      events.emit("scored", undefined);
      // @ts-expect-error a listener of another type
      events.on("scored", (event: string) => event);
      // @ts-expect-error where gets the event, not a text
      void events.once("scored", { where: (event: string) => event === "" });
      const source: EventSource<GameEvents> = events;
      // @ts-expect-error listening only
      source.emit("ended", undefined);
    };
    expectTypeOf(compilesNot).toBeFunction();
    const wait = (): Promise<{ readonly points: number }> => events.once("scored");
    expectTypeOf(wait).returns.resolves.toEqualTypeOf<{ readonly points: number }>();
  });

  it("A7 · an AbortSignal of the platform fits", () => {
    const wait = (signal: AbortSignal): Promise<undefined> =>
      new Events<GameEvents>().once("ended", { signal });
    expectTypeOf(wait).parameter(0).toEqualTypeOf<AbortSignal>();
  });
});
