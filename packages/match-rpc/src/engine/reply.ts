import type { RemoteMethod } from "../remotes/remotes.js";

/** Why a call that was asked for its result has none: codes of `NakodoError`, in the order of their numbers on the wire, from 1. */
export const REFUSALS = [
  "remote-error",
  "not-added",
  "not-declared",
  "not-authority",
  "wrong-arguments",
  "queue-full",
] as const;

/** One of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

/** Where the result of one call goes. Only the first word counts. */
export interface Reply {
  /** The result. What it throws is the method's fault: a result that cannot travel. */
  settle(result: unknown, method: RemoteMethod): void;
  /** There is none. */
  refuse(why: Refusal): void;
}
