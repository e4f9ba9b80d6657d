const KEY = "nakodo-arena-device";
const SLOTS = 16;

/**
 * The secret by which this window signs in. It is kept in the browser, so that a player is the same after a reload; two
 * windows open at once are two players, because each holds one of the browser's numbered secrets.
 */
export async function windowIdentity(): Promise<string> {
  // Only pages from a safe place (https, this machine) may hold locks; the others are as many players as tabs.
  if (navigator.locks === undefined) return secretIn(sessionStorage, KEY);
  for (let slot = 0; slot < SLOTS; slot++) {
    const key = `${KEY}-${slot}`;
    if (await holdUntilClosed(key)) return secretIn(localStorage, key);
  }
  return newSecret();
}

/** Takes the lock and keeps it for as long as the page lives; false when another window has it. */
function holdUntilClosed(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    });
  });
}

function secretIn(storage: Storage, key: string): string {
  const kept = storage.getItem(key);
  if (kept !== null) return kept;
  const secret = newSecret();
  storage.setItem(key, secret);
  return secret;
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
