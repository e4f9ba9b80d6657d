/**
 * How links treat what is sent over them: what the simulated network of tests and the network conditions of a live match
 * have in common.
 *
 * @packageDocumentation
 */
export { type DelayClock, DelayLine } from "./delay-line.js";
export { LINKS, type Link } from "./link.js";
export { chance, LinkPipe, type Passage, travelMs } from "./link-pipe.js";
export { type Random, seededRandom } from "./seeded-random.js";
