/**
 * A clock for `OnlineMatch` that goes on in a hidden page.
 *
 * @packageDocumentation
 */
export { type WorkerClock, workerClock, workerClockSource } from "./worker-clock.js";
