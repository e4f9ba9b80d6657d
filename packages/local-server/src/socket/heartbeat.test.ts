import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../runtime/server-config.js";
import { VirtualClock } from "../runtime/virtual-clock.js";
import { Heartbeat } from "./heartbeat.js";

function setUp(): { clock: VirtualClock; heartbeat: Heartbeat; events: string[] } {
  const clock = new VirtualClock(0);
  const events: string[] = [];
  const heartbeat = new Heartbeat(clock, DEFAULT_CONFIG, {
    ping: () => events.push(`ping ${clock.nowMs()}`),
    expire: () => events.push(`expire ${clock.nowMs()}`),
  });
  return { clock, heartbeat, events };
}

describe("the heartbeat", () => {
  it("L1 · pings once after 15 s and gives up after 25", () => {
    const { clock, events } = setUp();
    clock.advance(60_000);
    expect(events).toEqual(["ping 15000", "expire 25000"]);
  });

  it("L1 · a pong starts both anew", () => {
    const { clock, heartbeat, events } = setUp();
    for (let round = 0; round < 3; round++) {
      clock.advance(15_000);
      heartbeat.restart();
    }
    expect(events).toEqual(["ping 15000", "ping 30000", "ping 45000"]);
  });

  it("L1 · so does every twentieth message, but none between", () => {
    const { clock, heartbeat, events } = setUp();
    for (let second = 0; second < 19; second++) {
      heartbeat.countMessage();
      clock.advance(1000);
    }
    expect(events).toEqual(["ping 15000"]);
    heartbeat.countMessage();
    clock.advance(14_999);
    expect(events).toEqual(["ping 15000"]);
    clock.advance(1);
    expect(events).toEqual(["ping 15000", "ping 34000"]);
  });

  it("L1 · is silent once stopped", () => {
    const { clock, heartbeat, events } = setUp();
    heartbeat.stop();
    clock.advance(60_000);
    expect(events).toEqual([]);
  });
});
