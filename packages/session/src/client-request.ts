import type { SendRequest } from "./http.js";

/**
 * Runs one call of nakama-js's client with our `send` in the place of `fetch` and with no timer of its own.
 *
 * nakama-js races each request against a `setTimeout` that it never clears, which keeps a Node process alive for
 * seconds after its last call, and lets a request that timed out run on. It takes neither a `fetch` nor a signal,
 * but calls both globals before its method returns. So for that synchronous moment, in which no other code can
 * run, the two globals are ours: the request is noted and the timer left out. It is sent afterwards, with the
 * globals as they were, under the time limit of {@link SendRequest}.
 */
export function callClient<Result>(send: SendRequest, call: () => Promise<Result>): Promise<Result> {
  const { fetch: realFetch, setTimeout: realSetTimeout } = globalThis;
  let sendNoted = (): void => {};
  const noteRequest: typeof fetch = (url, init) =>
    new Promise((resolve, reject) => {
      sendNoted = () => void send(String(url), init ?? {}).then(resolve, reject);
    });
  const noTimer = (): number => 0;
  try {
    Object.assign(globalThis, { fetch: noteRequest, setTimeout: noTimer });
    return call();
  } finally {
    Object.assign(globalThis, { fetch: realFetch, setTimeout: realSetTimeout });
    sendNoted();
  }
}
