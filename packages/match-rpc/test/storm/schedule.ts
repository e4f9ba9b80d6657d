import type { Link } from "@nakodo/core/testing";
import { type Random, seededRandom } from "@nakodo/core/testing";

/** What can happen to a match. Numbers choose among those whom it can happen to at that time. */
export type Act =
  | { readonly kind: "join" }
  | { readonly kind: "leave" | "cut" | "restore" | "freeze" | "thaw"; readonly who: number }
  | { readonly kind: "cutHost" | "leaveHost" | "cutTwo" | "cutAll" }
  | { readonly kind: "handOver" | "authority"; readonly who: number; readonly to: number }
  | { readonly kind: "say" | "order" | "big"; readonly who: number; readonly target: Target }
  | { readonly kind: "move"; readonly who: number };

/** Whom a call is for. */
export type Target =
  | { readonly kind: "all" | "host" | "notHost" }
  | { readonly kind: "one" | "allBut"; readonly whom: number };

/** One act, so long after the one before. */
export interface Step {
  readonly afterMs: number;
  readonly act: Act;
}

/** How frames go: straight, through the host, or through the host of a match that has grown. */
export const ROUTES = ["mesh", "star", "auto"] as const;
export type Route = (typeof ROUTES)[number];

/** A whole run: it replays from this. */
export interface Schedule {
  readonly seed: number;
  readonly link: Link;
  readonly entry: "create" | "meet";
  readonly startPeers: number;
  readonly resumeGraceMs: number;
  /** How frames go. */
  readonly route: Route;
  readonly steps: readonly Step[];
}

/** The schedule that belongs to a seed. */
export function scheduleOf(seed: number, route: Route = "mesh"): Schedule {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const latencyMs = pick(120);
  const link: Link = {
    latencyMs,
    jitterMs: pick(3) === 0 ? 0 : pick(200),
    lossRatio: 0,
    duplicateRatio: 0,
    reorderRatio: 0,
    bandwidthBytesPerSec: pick(4) === 0 ? 64_000 : Number.POSITIVE_INFINITY,
  };
  const steps = Array.from({ length: 15 + pick(45) }, () => ({
    afterMs: pick(5) === 0 ? pick(1500) : pick(120),
    act: anAct(random, pick),
  }));
  const entry = pick(3) === 0 ? "meet" : "create";
  const startPeers = 1 + pick(4);
  return { seed, link, entry, startPeers, resumeGraceMs: 2000 + pick(6000), route, steps };
}

function anAct(random: Random, pick: (count: number) => number): Act {
  const who = pick(1000);
  const to = pick(1000);
  const chance = random();
  if (chance < 0.06) return { kind: "join" };
  if (chance < 0.09) return { kind: "leave", who };
  if (chance < 0.15) return { kind: "cut", who };
  if (chance < 0.25) return { kind: "restore", who };
  if (chance < 0.27) return { kind: "freeze", who };
  if (chance < 0.3) return { kind: "thaw", who };
  if (chance < 0.34) return { kind: "cutHost" };
  if (chance < 0.355) return { kind: "leaveHost" };
  if (chance < 0.37) return { kind: "cutTwo" };
  if (chance < 0.375) return { kind: "cutAll" };
  if (chance < 0.4) return { kind: "handOver", who, to };
  if (chance < 0.45) return { kind: "authority", who, to };
  if (chance < 0.75) return { kind: "say", who, target: aTarget(pick) };
  if (chance < 0.8) return { kind: "order", who, target: aTarget(pick) };
  if (chance < 0.83) return { kind: "big", who, target: aTarget(pick) };
  return { kind: "move", who };
}

function aTarget(pick: (count: number) => number): Target {
  const whom = pick(1000);
  switch (pick(6)) {
    case 0:
      return { kind: "host" };
    case 1:
      return { kind: "one", whom };
    case 2:
      return { kind: "allBut", whom };
    case 3:
      return { kind: "notHost" };
    default:
      return { kind: "all" };
  }
}
