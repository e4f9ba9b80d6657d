import { describe, expect, it } from "vitest";
import { NakodoError } from "./errors.js";
import { Events } from "./events.js";

interface Score {
  readonly player: string;
  readonly points: number;
}

interface GameEvents {
  scored: Score;
  ended: undefined;
}

const score = (player: string, points = 1): Score => ({ player, points });

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("did not reject");
    },
    (error: unknown) => error,
  );
}

describe("Events", () => {
  it("A7 · tells every listener, in the order in which they came, only of its event", () => {
    const events = new Events<GameEvents>();
    const heard: string[] = [];
    events.on("scored", (event) => heard.push(`one ${event.player}`));
    events.on("scored", (event) => heard.push(`two ${event.player}`));
    events.on("ended", () => heard.push("ended"));
    events.emit("scored", score("ayu"));
    expect(heard).toEqual(["one ayu", "two ayu"]);
    events.emit("ended", undefined);
    expect(heard.at(-1)).toBe("ended");
  });

  it("A7 · an event named * is an event like any other", () => {
    const events = new Events<{ "*": number; a: number }>();
    const heard: number[] = [];
    events.on("*", (event) => heard.push(event));
    events.emit("a", 1);
    events.emit("*", 2);
    expect(heard).toEqual([2]);
  });

  it("A7 · one function added twice is called twice, and taking one away leaves one", () => {
    const events = new Events<GameEvents>();
    let calls = 0;
    const listener = (): void => {
      calls++;
    };
    const off = events.on("scored", listener);
    events.on("scored", listener);
    off();
    off();
    events.emit("scored", score("ayu"));
    expect(calls).toBe(1);
  });

  it("A7 · a listener that another one takes away is not called any more, one that is added waits", () => {
    const events = new Events<GameEvents>();
    const heard: string[] = [];
    let offSecond = (): void => {};
    const offFirst = events.on("scored", () => {
      heard.push("first");
      offFirst();
      offSecond();
      events.on("scored", () => heard.push("added"));
    });
    offSecond = events.on("scored", () => heard.push("second"));
    events.on("scored", () => heard.push("third"));
    events.emit("scored", score("ayu"));
    expect(heard).toEqual(["first", "third"]);
    events.emit("scored", score("ayu"));
    expect(heard).toEqual(["first", "third", "third", "added"]);
  });

  it("A7 · clear in the middle of an event silences the rest of it", () => {
    const events = new Events<GameEvents>();
    const heard: string[] = [];
    events.on("scored", () => {
      heard.push("first");
      events.clear();
      events.on("scored", () => heard.push("after"));
    });
    events.on("scored", () => heard.push("second"));
    events.emit("scored", score("ayu"));
    expect(heard).toEqual(["first"]);
    events.emit("scored", score("ayu"));
    expect(heard).toEqual(["first", "after"]);
  });

  it("A7 · a listener that throws keeps no other from being called, and the first error comes out", () => {
    const events = new Events<GameEvents>();
    const heard: string[] = [];
    events.on("scored", () => {
      throw new Error("one");
    });
    events.on("scored", () => {
      heard.push("two");
      throw new Error("two");
    });
    events.on("scored", () => heard.push("three"));
    expect(() => events.emit("scored", score("ayu"))).toThrow("one");
    expect(heard).toEqual(["two", "three"]);
  });

  it("A7 · with onListenerError every error goes there, undefined too, and emit does not throw", () => {
    const errors: [unknown, string][] = [];
    const events = new Events<GameEvents>((error, type) => errors.push([error, type]));
    events.on("scored", () => {
      throw undefined;
    });
    events.on("scored", () => {
      throw "text";
    });
    events.emit("scored", score("ayu"));
    expect(errors).toEqual([
      [undefined, "scored"],
      ["text", "scored"],
    ]);
    const bare = new Events<GameEvents>();
    bare.on("ended", () => {
      throw undefined;
    });
    let threw = false;
    try {
      bare.emit("ended", undefined);
    } catch {
      threw = true;
    }
    expect(threw).toBe(true);
  });

  it("A7 · events inside events: each listener hears each of them once", () => {
    const events = new Events<{ tick: number }>();
    const heard: string[] = [];
    events.on("tick", (n) => {
      heard.push(`a${n}`);
      if (n < 2) events.emit("tick", n + 1);
    });
    events.on("tick", (n) => heard.push(`b${n}`));
    events.emit("tick", 0);
    expect(heard).toEqual(["a0", "a1", "a2", "b2", "b1", "b0"]);
  });

  it("A7 · once gives the next event that where accepts, and listens no longer", async () => {
    const events = new Events<GameEvents>();
    let asked = 0;
    const waited = events.once("scored", {
      where: (event) => {
        asked++;
        return event.player === "ayu";
      },
    });
    const any = events.once("scored");
    events.emit("scored", score("ren"));
    events.emit("scored", score("ayu", 2));
    events.emit("scored", score("ayu", 3));
    expect(await waited).toEqual(score("ayu", 2));
    expect(await any).toEqual(score("ren"));
    expect(asked).toBe(2);
  });

  it("A7 · what where throws rejects once, and harms no other listener", async () => {
    const events = new Events<GameEvents>();
    const failure = new Error("where");
    const waited = rejection(
      events.once("scored", {
        where: () => {
          throw failure;
        },
      }),
    );
    let heard = 0;
    events.on("scored", () => heard++);
    events.emit("scored", score("ayu"));
    events.emit("scored", score("ayu"));
    expect(await waited).toBe(failure);
    expect(heard).toBe(2);
  });

  it("A9 · a signal ends the waiting with aborted, whose cause is the signal's reason", async () => {
    const events = new Events<GameEvents>();
    const controller = new AbortController();
    const waited = rejection(events.once("scored", { signal: controller.signal }));
    const reason = new Error("the player left the lobby");
    controller.abort(reason);
    events.emit("scored", score("ayu"));
    const error = await waited;
    expect(error).toBeInstanceOf(NakodoError);
    expect(error).toMatchObject({ code: "aborted", cause: reason });
    expect(await rejection(events.once("scored", { signal: controller.signal }))).toMatchObject({
      code: "aborted",
      cause: reason,
    });
  });

  it("A7 · an event that came leaves no listener on the signal", async () => {
    let listening = 0;
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: () => {
        listening++;
      },
      removeEventListener: () => {
        listening--;
      },
    };
    const events = new Events<GameEvents>();
    const waited = events.once("ended", { signal });
    expect(listening).toBe(1);
    events.emit("ended", undefined);
    await waited;
    expect(listening).toBe(0);
  });

  it("A9 · clear ends all waiting with closed, is safe twice, and the object goes on", async () => {
    const events = new Events<GameEvents>();
    const waiting = [rejection(events.once("scored")), rejection(events.once("ended"))];
    const off = events.on("scored", () => {
      throw new Error("still there");
    });
    events.clear();
    events.clear();
    off();
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ code: "closed" });
    const next = events.once("scored");
    events.emit("scored", score("ayu"));
    expect(await next).toEqual(score("ayu"));
  });
});
