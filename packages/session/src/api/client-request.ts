/** A request as `fetch` takes it. */
export interface ClientRequest {
  readonly url: string;
  readonly init: RequestInit;
}

const noTimer = (): number => 0;

/**
 * The request that one call of nakama-js's client makes. What nakama-js would make of the answer is not used: it
 * drops some fields and leaves others as text.
 *
 * nakama-js takes neither a `fetch` nor a signal, and races each request against a timer that it never clears. But it
 * calls both globals before its method returns. So for that synchronous moment, in which no other code can run, the
 * two globals are ours: the request is noted, and nothing is sent or set.
 *
 * @throws what nakama-js throws, for an argument that it misses.
 */
export function requestOf(call: () => Promise<unknown>): ClientRequest | Promise<never> {
  const globals: { fetch: unknown; setTimeout: unknown } = globalThis;
  const { fetch, setTimeout } = globals;
  let noted: ClientRequest | undefined;
  let made: Promise<unknown>;
  globals.fetch = (url: string, init: RequestInit) => {
    noted = { url, init };
    return new Promise(() => {});
  };
  globals.setTimeout = noTimer;
  try {
    made = call();
  } finally {
    globals.fetch = fetch;
    globals.setTimeout = setTimeout;
  }
  return noted ?? made.then((odd) => Promise.reject(odd));
}
