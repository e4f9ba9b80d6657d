import type { Account } from "../accounts/account-store.js";
import { ban } from "../accounts/ban.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID } from "../runtime/uuid.js";
import { jsonbText } from "../storage/jsonb-text.js";
import type { StorageKey, StorageObject } from "../storage/storage-store.js";

/** A JSON object, as modules write it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Names an object in storage. Without a user id it is the server's own. */
export interface StoredName {
  /** What it is filed under. */
  readonly collection: string;
  /** Its name there. */
  readonly key: string;
  /** Its owner; the server itself unless given. */
  readonly userId?: string;
}

/** An object for storage. */
export interface StoredWish extends StoredName {
  /** What is kept. */
  readonly value: JsonObject;
  /** `*`: only when nothing is there; else the version that must be there. Any unless given. */
  readonly version?: string;
  /** 0 nobody, 1 the owner, 2 everybody; 1 unless given. */
  readonly permissionRead?: 0 | 1 | 2;
  /** 0 nobody but modules, 1 the owner; 1 unless given. */
  readonly permissionWrite?: 0 | 1;
}

/** An object in storage, as modules see it. */
export interface StoredObject {
  /** What it is filed under. */
  readonly collection: string;
  /** Its name there. */
  readonly key: string;
  /** Its owner; the nil UUID is the server's own. */
  readonly userId: string;
  /** The parsed JSON. */
  readonly value: unknown;
  /** What a write must name to replace exactly this. */
  readonly version: string;
}

/** What a module may do with what the server keeps. */
export interface DataServices {
  /** Sets what everybody sees in a player's `metadata`. Throws where there is no such player. */
  setAccountMetadata(userId: string, metadata: JsonObject): void;
  /**
   * Shuts a player out until `unbanAccount`: ends the sockets, refuses the tokens and every sign-in. Throws where there is
   * no such player.
   */
  banAccount(userId: string): void;
  /** Ends what `banAccount` began. Throws where there is no such player. */
  unbanAccount(userId: string): void;
  /** Adds whole numbers to a player's wallet and returns it. Throws, changing nothing, where one would fall below 0. */
  changeWallet(userId: string, changes: Readonly<Record<string, number>>): Readonly<Record<string, number>>;
  /** Sets a group's `metadata`. Throws where there is no such group. */
  setGroupMetadata(groupId: string, metadata: JsonObject): void;
  /** The objects that are there, whatever their permissions. */
  readStorage(names: readonly StoredName[]): readonly StoredObject[];
  /** Writes objects, all or none, whatever the permissions of what is there. Throws when a version does not fit. */
  writeStorage(objects: readonly StoredWish[]): readonly StoredObject[];
  /** Deletes objects; those that are not there are no error. */
  deleteStorage(names: readonly StoredName[]): void;
}

/** Makes what the modules of one server may do with what it keeps. */
export function dataServices(server: ServerContext): DataServices {
  return {
    setAccountMetadata(userId, metadata) {
      const account = accountOf(server, userId);
      account.metadata = textOf(metadata);
      server.accounts.touch(account);
      server.changed();
    },
    banAccount(userId) {
      ban(server, accountOf(server, userId));
      server.changed();
    },
    unbanAccount(userId) {
      accountOf(server, userId).disabledAtMs = 0;
      server.changed();
    },
    changeWallet(userId, changes) {
      const account = accountOf(server, userId);
      const wallet = walletOf(account);
      for (const [name, change] of Object.entries(changes)) {
        if (!Number.isSafeInteger(change)) throw new Error(`"${name}" is ${change}: give a whole number.`);
        const amount = (wallet.get(name) ?? 0) + change;
        if (amount < 0) throw new Error(`"${name}" would be ${amount} in the wallet: it cannot be below 0.`);
        wallet.set(name, amount);
      }
      account.wallet = textOf(Object.fromEntries(wallet));
      server.accounts.touch(account);
      server.changed();
      return Object.fromEntries(wallet);
    },
    setGroupMetadata(groupId, metadata) {
      const group = server.groups.get(groupId);
      if (group === undefined) throw new Error(`There is no group "${groupId}".`);
      group.metadata = textOf(metadata);
      server.groups.touch(group);
      server.changed();
    },
    readStorage: (names) =>
      names.flatMap((name) => {
        const object = server.storage.get(keyOf(name));
        return object === undefined ? [] : [storedView(object)];
      }),
    writeStorage(objects) {
      const writes = objects.map(
        ({ value, version = "", permissionRead = 1, permissionWrite = 1, ...name }) => ({
          ...keyOf(name),
          sent: JSON.stringify(value),
          value: textOf(value),
          version,
          permissionRead,
          permissionWrite,
        }),
      );
      const result = server.storage.write(writes, true);
      if (!result.ok) throw new Error("An object has another version than the one given.");
      server.changed();
      return result.objects.map(storedView);
    },
    deleteStorage(names) {
      server.storage.delete(
        names.map((name) => ({ ...keyOf(name), version: "" })),
        true,
      );
      server.changed();
    },
  };
}

function accountOf({ accounts }: ServerContext, userId: string): Account {
  const account = accounts.get(userId);
  if (account === undefined) throw new Error(`There is no account "${userId}".`);
  return account;
}

function walletOf({ wallet }: Account): Map<string, number> {
  const json: unknown = JSON.parse(wallet);
  const amounts = new Map<string, number>();
  if (typeof json !== "object" || json === null) return amounts;
  for (const [name, amount] of Object.entries(json))
    if (typeof amount === "number") amounts.set(name, amount);
  return amounts;
}

function textOf(value: JsonObject): string {
  const text = jsonbText(JSON.stringify(value));
  if (text === undefined)
    throw new Error("The object holds what no database keeps, such as the character 0.");
  return text;
}

function keyOf({ collection, key, userId = NIL_UUID }: StoredName): StorageKey {
  return { collection, key, userId };
}

function storedView({ collection, key, userId, value, version }: StorageObject): StoredObject {
  return { collection, key, userId, value: JSON.parse(value), version };
}
