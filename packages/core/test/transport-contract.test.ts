import { describe, expect, it } from "vitest";
import { LINKS, SimulatedNetwork, transportContract } from "../src/testing/index.js";
import { OfflineTransport } from "../src/transport/offline-transport.js";
import { faults, withFault } from "./planted-faults.js";
import { simulatedHarness } from "./simulated-harness.js";

describe.each(["perfect", "good", "poor"] as const)("SimulatedNetwork over a %s link", (name) => {
  describe.each([1, 2, 3, 77])("seed %d", (seed) => {
    it.each(transportContract.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
      await one.run(simulatedHarness(new SimulatedNetwork({ seed, link: LINKS[name] })));
    });
  });
});

describe("OfflineTransport", () => {
  const alone = transportContract.filter((one) => one.peers <= 1);

  it("C11 · the rules for one alone are T6 and T7", () => {
    expect(alone.map((one) => one.title.slice(0, 2))).toEqual(["T6", "T7"]);
  });

  it.each(alone.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
    await one.run({ maxPeers: 1, join: () => new OfflineTransport(), settle: () => {} });
  });
});

describe("a broken transport is found out", () => {
  it.each(faults.map((fault) => [fault.rule, fault.name, fault] as const))(
    "%s · %s",
    async (rule, _name, fault) => {
      const network = new SimulatedNetwork({ link: LINKS.good });
      const one = transportContract.find((rules) => rules.title.startsWith(rule));
      await expect(one?.run(simulatedHarness(network, withFault(fault)))).rejects.toThrow("contract broken");
    },
  );

  it("T1 · every rule of the contract has a fault that breaks it", () => {
    const broken = new Set(faults.map((fault) => fault.rule));
    expect([...broken].sort()).toEqual(transportContract.map((one) => one.title.slice(0, 2)));
  });

  it("T8 · a harness that cannot cut does not pass", async () => {
    const { cutAndRestore: _, ...harness } = simulatedHarness(new SimulatedNetwork());
    const one = transportContract.find((rules) => rules.title.startsWith("T8"));
    await expect(one?.run(harness)).rejects.toThrow("cannot cut");
  });
});
