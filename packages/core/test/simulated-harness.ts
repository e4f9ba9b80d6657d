import type { SimulatedNetwork, SimulatedTransport, TransportHarness } from "../src/testing/index.js";
import type { Transport } from "../src/transport/transport.js";

/** Virtual time after which what has not come is not coming. */
const PATIENCE_MS = 20_000;

/** Lets time pass in small steps until `done`, at most {@link PATIENCE_MS}. */
export function settle(network: SimulatedNetwork, done: () => boolean): void {
  const untilMs = network.nowMs + PATIENCE_MS;
  network.advance(0);
  while (!done() && network.nextDeliveryMs !== undefined && network.nowMs < untilMs) network.advance(10);
}

/** The contract's harness over a simulated network; `wrap` puts something between a peer and its end. */
export function simulatedHarness(
  network: SimulatedNetwork,
  wrap: (end: SimulatedTransport) => Transport = (end) => end,
): TransportHarness {
  const ends = new Map<Transport, SimulatedTransport>();
  return {
    maxPeers: 16,
    join() {
      const end = network.join(`peer${ends.size}`);
      const transport = wrap(end);
      ends.set(transport, end);
      return transport;
    },
    settle: (done) => settle(network, done),
    cutAndRestore(transport) {
      ends.get(transport)?.cut();
      settle(network, () => false);
      ends.get(transport)?.restore();
    },
  };
}
