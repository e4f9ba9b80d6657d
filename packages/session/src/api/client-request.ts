/** A request as `fetch` takes it. */
export interface ClientRequest {
  readonly url: string;
  readonly init: RequestInit;
}

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
export async function requestOf(call: () => Promise<unknown>): Promise<ClientRequest> {
  const { fetch, setTimeout } = globalThis;
  const noted: ClientRequest[] = [];
  const note = (url: string, init: RequestInit): Promise<never> => {
    noted.push({ url, init });
    return new Promise(() => {});
  };
  let made: Promise<unknown>;
  try {
    Object.assign(globalThis, { fetch: note, setTimeout: () => 0 });
    made = call();
  } finally {
    Object.assign(globalThis, { fetch, setTimeout });
  }
  for (const request of noted) return request;
  throw await made;
}
