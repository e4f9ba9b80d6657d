import type { PasswordHash } from "../auth/password.js";
import { type Kept, kept } from "../data-file/kept.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import type { Clock } from "../runtime/clock.js";
import type { RandomSource } from "../runtime/random.js";
import { NIL_UUID, randomUuid } from "../runtime/uuid.js";
import { keptAccountsTable } from "./kept-accounts.js";

/** The fields of a profile that a player may set; `undefined` is unset. */
export interface Profile {
  displayName: string | undefined;
  avatarUrl: string | undefined;
  langTag: string;
  location: string | undefined;
  timezone: string | undefined;
}

/** One account, as the server keeps it. */
export interface Account {
  readonly id: string;
  username: string;
  readonly profile: Profile;
  email: string | undefined;
  password: PasswordHash | undefined;
  customId: string | undefined;
  readonly deviceIds: Set<string>;
  metadata: string;
  wallet: string;
  edgeCount: number;
  /** Milliseconds since 1970; 0 is "not disabled". */
  disabledAtMs: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

/** By what an account can be found. */
export type Identifier =
  | { readonly kind: "device"; readonly id: string }
  | { readonly kind: "custom"; readonly id: string }
  | { readonly kind: "email"; readonly id: string };

/** All accounts, found by id, name or identifier. */
export class AccountStore {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #byId = new Map<string, Account>();
  readonly #byUsername = new Map<string, Account>();
  readonly #byIdentifier = new Map<string, Account>();
  readonly #deletionListeners: ((account: Account) => void)[] = [];

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
    this.#add(NIL_UUID, "");
  }

  /** The account with this id. */
  get(id: string): Account | undefined {
    return this.#byId.get(id);
  }

  /** The account with this name; names are compared exactly. */
  byUsername(username: string): Account | undefined {
    return this.#byUsername.get(username);
  }

  /** The account that this identifier belongs to. */
  byIdentifier(identifier: Identifier): Account | undefined {
    return this.#byIdentifier.get(keyOf(identifier));
  }

  /** Adds an account with one identifier. The name must be free and the identifier not in use. */
  create(username: string, identifier: Identifier): Account {
    const account = this.#add(randomUuid(this.#random), username);
    this.link(account, identifier);
    return account;
  }

  /** Adds an identifier to an account. A new custom id or e-mail address takes the place of the old one. */
  link(account: Account, identifier: Identifier): void {
    if (identifier.kind === "custom") this.unlinkCustom(account);
    if (identifier.kind === "email") this.unlinkEmail(account);
    this.#byIdentifier.set(keyOf(identifier), account);
    if (identifier.kind === "device") account.deviceIds.add(identifier.id);
    else if (identifier.kind === "custom") account.customId = identifier.id;
    else account.email = identifier.id;
  }

  /** Takes a device from an account. */
  unlinkDevice(account: Account, id: string): void {
    if (account.deviceIds.delete(id)) this.#byIdentifier.delete(keyOf({ kind: "device", id }));
  }

  /** Takes its custom id from an account, if it has one. */
  unlinkCustom(account: Account): void {
    const { customId: id } = account;
    if (id !== undefined) this.#byIdentifier.delete(keyOf({ kind: "custom", id }));
    account.customId = undefined;
  }

  /** Takes its e-mail address and the password from an account, if it has them. */
  unlinkEmail(account: Account): void {
    const { email: id } = account;
    if (id !== undefined) this.#byIdentifier.delete(keyOf({ kind: "email", id }));
    account.email = undefined;
    account.password = undefined;
  }

  /** Gives an account another name, which must be free. */
  rename(account: Account, username: string): void {
    this.#byUsername.delete(account.username);
    account.username = username;
    this.#byUsername.set(username, account);
  }

  /** Marks an account as changed now. */
  touch(account: Account): void {
    account.updatedAtMs = this.#clock.nowMs();
  }

  /** All accounts but the server's own, for a file. */
  get kept(): Kept {
    return kept(
      keptAccountsTable,
      () => ({
        accounts: [...this.#byId.values()].slice(1).map((account) => ({
          id: account.id,
          username: account.username,
          display_name: account.profile.displayName,
          avatar_url: account.profile.avatarUrl,
          lang_tag: account.profile.langTag,
          location: account.profile.location,
          timezone: account.profile.timezone,
          email: account.email,
          password_salt: account.password?.salt,
          password_hash: account.password?.hash,
          custom_id: account.customId,
          device_ids: [...account.deviceIds],
          metadata: account.metadata,
          wallet: account.wallet,
          edge_count: account.edgeCount,
          disabled_at: account.disabledAtMs,
          created_at: account.createdAtMs,
          updated_at: account.updatedAtMs,
        })),
      }),
      ({ accounts }) => {
        for (const row of accounts) {
          if (row.id === "") throw new MalformedMessage("an account has no id");
          const account = this.#add(row.id, row.username, row.created_at);
          Object.assign(account.profile, {
            displayName: row.display_name,
            avatarUrl: row.avatar_url,
            langTag: row.lang_tag,
            location: row.location,
            timezone: row.timezone,
          } satisfies Profile);
          for (const id of row.device_ids) this.link(account, { kind: "device", id });
          if (row.custom_id !== undefined) this.link(account, { kind: "custom", id: row.custom_id });
          if (row.email !== undefined) this.link(account, { kind: "email", id: row.email });
          if (row.password_hash.byteLength > 0) {
            account.password = { salt: row.password_salt, hash: row.password_hash };
          }
          account.metadata = row.metadata;
          account.wallet = row.wallet;
          account.edgeCount = row.edge_count;
          account.disabledAtMs = row.disabled_at;
          account.updatedAtMs = row.updated_at;
        }
      },
    );
  }

  /** Has `listener` told of every account that is deleted, for what else belonged to it. */
  onDelete(listener: (account: Account) => void): void {
    this.#deletionListeners.push(listener);
  }

  /** Removes an account and all that leads to it. Returns whether there was one. */
  delete(id: string): boolean {
    const account = this.#byId.get(id);
    if (account === undefined) return false;
    this.#byId.delete(id);
    this.#byUsername.delete(account.username);
    for (const [key, owner] of this.#byIdentifier) if (owner === account) this.#byIdentifier.delete(key);
    for (const listener of this.#deletionListeners) listener(account);
    return true;
  }

  #add(id: string, username: string, nowMs = this.#clock.nowMs()): Account {
    const account: Account = {
      id,
      username,
      profile: {
        displayName: undefined,
        avatarUrl: undefined,
        langTag: "en",
        location: undefined,
        timezone: undefined,
      },
      email: undefined,
      password: undefined,
      customId: undefined,
      deviceIds: new Set(),
      metadata: "{}",
      wallet: "{}",
      edgeCount: 0,
      disabledAtMs: 0,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    this.#byId.set(id, account);
    this.#byUsername.set(username, account);
    return account;
  }
}

function keyOf(identifier: Identifier): string {
  return `${identifier.kind}:${identifier.id}`;
}
