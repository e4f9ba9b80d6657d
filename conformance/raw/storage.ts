import { createHash } from "node:crypto";
import { call, outcome } from "./api.js";
import { listAt, textAt } from "./json.js";
import type { Player } from "./player.js";

/** An object to be written, as the server takes it. */
export interface ObjectToWrite {
  readonly collection: string;
  readonly key: string;
  readonly value: string;
  readonly version?: string;
  readonly permission_read?: number;
  readonly permission_write?: number;
}

/** Writes objects and gives back status and body. */
export function write(player: Player, ...objects: readonly ObjectToWrite[]): Promise<unknown> {
  return outcome("PUT", "/v2/storage", { authorization: player.authorization, body: { objects } });
}

/** Writes one object and gives back its version. Throws when it is refused. */
export async function written(player: Player, object: ObjectToWrite): Promise<string> {
  return textAt(await write(player, object), "json", "acks", 0, "version");
}

/** Reads objects and gives them back, sorted by key. */
export async function read(player: Player, ...ids: readonly unknown[]): Promise<readonly unknown[]> {
  const { json } = await call("POST", "/v2/storage", {
    authorization: player.authorization,
    body: { object_ids: ids },
  });
  return [...listAt(json, "objects")].sort((a, b) => (textAt(a, "key") < textAt(b, "key") ? -1 : 1));
}

/** The version of a value. */
export function versionOf(value: string): string {
  return createHash("md5").update(value).digest("hex");
}
