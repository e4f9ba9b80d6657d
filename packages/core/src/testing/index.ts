/**
 * For tests of games and of transports: a simulated network on virtual time, a seeded source of chance, and the
 * transport contract as cases for any test runner.
 *
 * @packageDocumentation
 */
export { LINKS, type Link, type Random, seededRandom } from "../conditions/index.js";
export {
  SimulatedNetwork,
  type SimulatedNetworkOptions,
  type SimulatedTransport,
} from "./simulated-network.js";
export { type ContractCase, type TransportHarness, transportContract } from "./transport-contract.js";
