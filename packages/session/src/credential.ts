/** By what an account is known: the names in the server's paths. */
export type CredentialKind =
  | "device"
  | "email"
  | "custom"
  | "facebook"
  | "facebookinstantgame"
  | "apple"
  | "google"
  | "steam"
  | "gamecenter";

/** What every credential takes beside its own fields. */
export interface CredentialOptions {
  /** Makes the account when there is none (default depends on the credential). An account that exists is logged in to. */
  readonly create?: boolean;
  /** Name of an account that is made, up to 128 bytes; without one the server invents ten letters. */
  readonly username?: string;
  /** Session variables: strings that travel in the session's token, readable at both ends. */
  readonly vars?: Readonly<Record<string, string>>;
}

/**
 * Who signs in, and how: for `authenticate`, and for `link` and `unlink`. Made by {@link device}, {@link email},
 * {@link custom} and the functions named after the other services. Shows no secret: neither `console.log` nor
 * `JSON.stringify` gives away what is inside.
 */
export class Credential {
  /** By what the account is known. */
  readonly kind: CredentialKind;
  /** Whether a missing account is made. */
  readonly create: boolean;
  /** Name of an account that is made. */
  readonly username: string | undefined;
  /** Whether the friends that the player has there become friends here; `undefined` where there are none to import. */
  readonly importFriends: boolean | undefined;
  readonly #account: Readonly<Record<string, string>>;
  readonly #vars: Readonly<Record<string, string>>;

  /** @internal Use {@link device}, {@link email}, … */
  constructor(
    kind: CredentialKind,
    { create = true, username, vars }: CredentialOptions,
    account: Readonly<Record<string, string>>,
    importFriends?: boolean,
  ) {
    this.kind = kind;
    this.create = create;
    this.username = username;
    this.importFriends = importFriends;
    this.#account = account;
    this.#vars = { ...vars };
  }

  /** @internal What the server's authenticate call takes as its body. Holds the secret. */
  requestBody(): object {
    return { ...this.#account, vars: this.#vars };
  }

  /** @internal What the server's link and unlink calls take as their body. Holds the secret. */
  linkBody(link: boolean): unknown {
    // The one link call whose body holds the account in a field of its own.
    return this.kind === "steam" && link
      ? { account: this.#account, sync: this.importFriends }
      : this.#account;
  }
}

/** What {@link device} takes. */
export interface DeviceOptions extends CredentialOptions {
  /** A string of 10 to 128 bytes without spaces that this device keeps to itself: whoever has it is this player. */
  readonly id: string;
}

/** Signs in by a secret of this device. `create` defaults to true: the first start makes the account. */
export function device(options: DeviceOptions): Credential {
  return new Credential("device", options, { id: options.id });
}

/** What {@link email} takes. */
export interface EmailOptions extends CredentialOptions {
  /** The e-mail address, 10 to 255 bytes. Upper and lower case are the same. */
  readonly email: string;
  /** The password, at least 8 characters. */
  readonly password: string;
}

/** Signs in by e-mail and password. `create` defaults to false: this logs in; `create: true` makes a new account. */
export function email({ email, password, create = false, ...options }: EmailOptions): Credential {
  return new Credential("email", { ...options, create }, { email, password });
}

/** What {@link custom} takes. */
export interface CustomOptions extends CredentialOptions {
  /** An id of 6 to 128 bytes that another account system issued. */
  readonly id: string;
}

/** Signs in by an id of another account system. `create` defaults to true. */
export function custom(options: CustomOptions): Credential {
  return new Credential("custom", options, { id: options.id });
}
