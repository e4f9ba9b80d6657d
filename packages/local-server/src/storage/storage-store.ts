import { createHash } from "node:crypto";
import { type Kept, kept } from "../data-file/kept.js";
import type { Clock } from "../runtime/clock.js";
import { keptStorageTable } from "./kept-storage.js";

/** Names one object: three texts that belong together. */
export interface StorageKey {
  readonly collection: string;
  readonly key: string;
  readonly userId: string;
}

/** One stored object. */
export interface StorageObject extends StorageKey {
  /** As PostgreSQL spells it. */
  readonly value: string;
  /** The MD5 of the value as it was sent. */
  readonly version: string;
  /** 0 nobody, 1 the owner, 2 everybody. */
  readonly permissionRead: number;
  /** 0 nobody, 1 the owner. */
  readonly permissionWrite: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A wish to write one object. */
export interface StorageWrite extends StorageKey {
  /** As it was sent; decides the version. */
  readonly sent: string;
  /** As it is given back. */
  readonly value: string;
  /** Empty: whatever is there. `*`: only when nothing is there. Else the version that must be there. */
  readonly version: string;
  readonly permissionRead: number;
  readonly permissionWrite: number;
}

/** A wish to delete one object; an empty version means any. */
export interface StorageDelete extends StorageKey {
  readonly version: string;
}

/** Why a batch was refused as a whole. */
export type StorageRefusal = "version" | "permission" | "not-deleted";

/** What a batch of writes did: the objects in the order asked for, or why nothing was written. */
export type StorageWriteResult =
  | { readonly ok: true; readonly objects: readonly StorageObject[] }
  | { readonly ok: false; readonly reason: StorageRefusal };

/** All stored objects. A batch is carried out as a whole or not at all. */
export class StorageStore {
  readonly #clock: Clock;
  readonly #objects = new Map<string, StorageObject>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One object. */
  get(key: StorageKey): StorageObject | undefined {
    return this.#objects.get(keyText(key));
  }

  /** Every object of a collection, in no order. */
  inCollection(collection: string): StorageObject[] {
    return [...this.#objects.values()].filter((object) => object.collection === collection);
  }

  /** Writes objects; `authoritative` is for the server's own code, which no permission stops. */
  write(writes: readonly StorageWrite[], authoritative: boolean): StorageWriteResult {
    const draft = new Map<string, StorageObject>();
    const written = new Map<StorageWrite, StorageObject>();
    for (const write of sorted(writes)) {
      const existing = draft.get(keyText(write)) ?? this.get(write);
      const refusal = refuse(write, existing, authoritative);
      if (refusal !== undefined) return { ok: false, reason: refusal };
      const object = this.#written(write, existing);
      draft.set(keyText(write), object);
      written.set(write, object);
    }
    for (const [text, object] of draft) this.#objects.set(text, object);
    return { ok: true, objects: writes.flatMap((write) => written.get(write) ?? []) };
  }

  /** Deletes objects, all or none. Returns whether it did. */
  delete(deletes: readonly StorageDelete[], authoritative: boolean): boolean {
    const gone = new Set<string>();
    for (const wish of deletes) {
      const existing = gone.has(keyText(wish)) ? undefined : this.get(wish);
      if (existing === undefined && authoritative && wish.version === "") continue;
      const allowed = authoritative || existing?.permissionWrite !== 0;
      const fits = wish.version === "" || wish.version === existing?.version;
      if (existing === undefined || !allowed || !fits) return false;
      gone.add(keyText(wish));
    }
    for (const text of gone) this.#objects.delete(text);
    return true;
  }

  /** All objects, for a file. */
  get kept(): Kept {
    return kept(
      keptStorageTable,
      () => ({
        objects: [...this.#objects.values()].map((object) => ({
          ...object,
          user_id: object.userId,
          permission_read: object.permissionRead,
          permission_write: object.permissionWrite,
          created_at: object.createdAtMs,
          updated_at: object.updatedAtMs,
        })),
      }),
      ({ objects }) => {
        for (const { collection, key, user_id: userId, value, version, ...row } of objects) {
          const name = { collection, key, userId };
          this.#objects.set(keyText(name), {
            ...name,
            value,
            version,
            permissionRead: row.permission_read,
            permissionWrite: row.permission_write,
            createdAtMs: row.created_at,
            updatedAtMs: row.updated_at,
          });
        }
      },
    );
  }

  /** Deletes all objects of one owner. */
  deleteAllOf(userId: string): void {
    for (const [text, object] of this.#objects) if (object.userId === userId) this.#objects.delete(text);
  }

  /** A write without a version that changes nothing leaves the object, and its time, as it was. */
  #written(write: StorageWrite, existing: StorageObject | undefined): StorageObject {
    const nowMs = this.#clock.nowMs();
    const version = createHash("md5").update(write.sent, "utf8").digest("hex");
    const { collection, key, userId, value, permissionRead, permissionWrite } = write;
    const unchanged =
      existing !== undefined &&
      write.version === "" &&
      existing.version === version &&
      existing.permissionRead === permissionRead &&
      existing.permissionWrite === permissionWrite;
    if (unchanged) return existing;
    const createdAtMs = existing?.createdAtMs ?? nowMs;
    return {
      collection,
      key,
      userId,
      value,
      version,
      permissionRead,
      permissionWrite,
      createdAtMs,
      updatedAtMs: nowMs,
    };
  }
}

function refuse(
  write: StorageWrite,
  existing: StorageObject | undefined,
  authoritative: boolean,
): StorageRefusal | undefined {
  if (write.version === "*") return existing === undefined ? undefined : "version";
  if (existing === undefined) return write.version === "" ? undefined : "version";
  if (!authoritative && existing.permissionWrite !== 1) return "permission";
  return write.version === "" || write.version === existing.version ? undefined : "version";
}

/** In the order of their keys, as the real server does them: it decides which of several refusals is told. */
function sorted(writes: readonly StorageWrite[]): StorageWrite[] {
  return [...writes].sort(
    (a, b) =>
      compareText(a.collection, b.collection) || compareText(a.key, b.key) || compareText(a.userId, b.userId),
  );
}

/** Orders texts by their characters' codes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyText({ collection, key, userId }: StorageKey): string {
  return JSON.stringify([collection, key, userId]);
}
