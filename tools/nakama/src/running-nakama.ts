import type { RunningNakama } from "./nakama-options.js";
import type { Teardown } from "./teardown.js";
import { LOOPBACK, SERVER_KEY } from "./versions.js";

/** A part whose end is the end of the whole. */
export interface Part {
  /** As the user knows it: "Nakama", "PostgreSQL". */
  readonly name: string;
  /** Resolves with how it ended. */
  readonly exited: Promise<string>;
}

/** What is known of a server that has just started. */
export interface Started {
  readonly port: number;
  readonly consolePort: number;
  readonly pid: number;
  readonly dataDir: string;
  readonly parts: readonly Part[];
  readonly teardown: Teardown;
  readonly signal: AbortSignal | undefined;
}

/** Ties the parts together: when one ends, or on `stop()`, or on an abort, all end. */
export function runningNakama(started: Started): RunningNakama {
  const { parts, teardown, signal } = started;
  let cause: string | undefined;
  let stopping: Promise<void> | undefined;
  let tellExited: (value: { reason: string }) => void = () => {};
  const exited = new Promise<{ reason: string }>((resolve) => {
    tellExited = resolve;
  });
  const end = (reason: string): Promise<void> => {
    cause ??= reason;
    stopping ??= teardown.run().finally(() => {
      signal?.removeEventListener("abort", onAbort);
      tellExited({ reason: cause ?? reason });
    });
    return stopping;
  };
  // A failing step is for the caller of stop(); here there is none.
  const endUnasked = (reason: string): void => void end(reason).catch(() => {});
  const onAbort = (): void => endUnasked("stopped by its signal");
  signal?.addEventListener("abort", onAbort, { once: true });
  for (const { name, exited: partExited } of parts) {
    void partExited.then((how) => endUnasked(`${name} ended by itself (${how})`));
  }
  const { port, consolePort, pid, dataDir } = started;
  return {
    host: LOOPBACK,
    port,
    consolePort,
    serverKey: SERVER_KEY,
    pid,
    dataDir,
    stop: () => end("stopped"),
    exited,
  };
}
