import { randomUUID } from "node:crypto";
import { type Credential, device, Online, type OnlineOptions } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { afterEach, inject } from "vitest";

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Ends `one` after the test. */
export function closing<Closable extends { close(): unknown }>(one: Closable): Closable {
  open.push(one);
  return one;
}

/**
 * An `Online` on the server under test (or at `options.port`), with a socket in the format that the tests run in.
 * Closed after the test.
 */
export function makeOnline(options: OnlineOptions = {}): Online {
  const { host, port } = inject("server");
  const codec = inject("format") === "binary" ? { codec: binarySocket() } : {};
  return closing(new Online({ host, port, ...codec, ...options }));
}

/** A device that nobody has used. */
export function newDevice(options: { username?: string; create?: boolean } = {}): Credential {
  return device({ id: `device-${randomUUID()}`, ...options });
}

/** A new player, signed in. */
export async function newPlayer(options: OnlineOptions = {}): Promise<Online> {
  const online = makeOnline(options);
  await online.authenticate(newDevice());
  return online;
}

/** A name that no other test uses. */
export function newName(prefix: string): string {
  return `${prefix}${randomUUID().slice(0, 13)}`;
}
