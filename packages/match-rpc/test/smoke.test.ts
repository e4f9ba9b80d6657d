import { LINKS } from "@nakodo/core/testing";
import { expect, it } from "vitest";
import { SimulatedMatch } from "./simulated-match.js";

it("smoke", () => {
  const m = SimulatedMatch.of(4, 1, LINKS.good);
  for (const p of m.peers) console.log(p.table, p.violations, p.log.join(" | "));
  m.peer(1).engine.call(0, m.peer(1).probe, "say", ["hi"], false);
  m.peer(2).engine.call(1, m.peer(2).probe, "say", ["to host"], false);
  m.peer(0).engine.call(0, m.peer(0).probe, "order", ["x"], true);
  m.peer(3).engine.call(-3, m.peer(3).probe, "chat", ["y".repeat(10000)], false);
  m.run(500);
  for (const p of m.peers)
    console.log(
      p.probe.heard.map((s) => s.slice(0, 20)),
      p.violations,
    );
  // host dies
  m.peer(0).transport.cut();
  m.peer(1).engine.call(1, m.peer(1).probe, "say", ["during"], true);
  m.peer(3).engine.call(0, m.peer(3).probe, "say", ["all during"], true);
  m.run(300);
  for (const p of m.peers) console.log(p.table, p.violations);
  m.peer(0).transport.restore();
  m.run(2000);
  for (const p of m.peers)
    console.log(
      p.table,
      p.violations,
      p.probe.heard.map((s) => s.slice(0, 20)),
    );
  expect(1).toBe(1);
});
