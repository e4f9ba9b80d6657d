import { type MatchClock, systemMatchClock } from "../driver.js";

/** A clock whose timers run in a worker. */
export interface WorkerClock extends MatchClock {
  /** Ends the worker; timers that have not fired never do. Safe to call twice. */
  close(): void;
}

/** The script that {@link workerClock}'s worker runs: sets a timer for each `[id, ms]`, forgets it for each `[id]`, and says `id` when it fires. */
export const workerClockSource: string =
  "const t=new Map();onmessage=({data:[i,d]})=>{clearTimeout(t.get(i));t.delete(i);" +
  "if(d!==undefined)t.set(i,setTimeout(()=>{t.delete(i);postMessage(i)},d))}";

/**
 * A clock for a match that goes on as it is while its page is hidden: a browser lets the timers of a hidden page fire once
 * a second, or once a minute, but not those of a worker. Give it to `OnlineMatch` as `clock`, with `whenHidden: "keep"`:
 * the host's page stays host. Where there is no `Worker`, as in Node, the platform's timers do, which do not starve there.
 *
 * The worker is made from a `blob:` address. Where a page's policy (`worker-src`) forbids that, give `makeWorker`, which
 * makes one from a script of the page's own that holds {@link workerClockSource}.
 */
export function workerClock(makeWorker?: () => Worker): WorkerClock {
  if (makeWorker === undefined && typeof Worker === "undefined") return { ...systemMatchClock(), close() {} };
  const worker = makeWorker?.() ?? workerOf(workerClockSource);
  const timers = new Map<number, () => void>();
  let lastId = 0;
  worker.onmessage = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data !== "number") return;
    const fire = timers.get(data);
    timers.delete(data);
    fire?.();
  };
  return {
    nowMs: () => performance.now(),
    setTimer(delayMs, fire) {
      const id = ++lastId;
      timers.set(id, fire);
      worker.postMessage([id, delayMs]);
      return () => {
        if (timers.delete(id)) worker.postMessage([id]);
      };
    },
    close() {
      timers.clear();
      worker.terminate();
    },
  };
}

function workerOf(source: string): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
