import { invalidArgument } from "../http/api-error.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const INVALID_USERNAME = /[\0-\x1f\x7f]|[[\t\n\r\f\v]\]/;
const INVALID_CHARACTERS = /[\0-\x20\x7f]/;
const EMAIL = /^.+@.+\..+$/;

function bytesIn(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Refuses an identifier that is missing, has spaces or control characters, or is not `min` to 128 bytes long. */
export function checkIdentifier(label: "Device ID" | "Custom ID", id: string, minBytes: number): void {
  if (id === "") throw invalidArgument(`${label} is required.`);
  if (INVALID_CHARACTERS.test(id)) {
    throw invalidArgument(`${label} invalid, no spaces or control characters allowed.`);
  }
  if (bytesIn(id) < minBytes || bytesIn(id) > 128) {
    throw invalidArgument(`${label} invalid, must be ${minBytes}-128 bytes.`);
  }
}

/** Refuses a custom id that cannot be added to an account. The texts differ from those at sign-in. */
export function checkCustomIdToLink(id: string): void {
  if (id === "") throw invalidArgument("Custom ID is required.");
  if (INVALID_CHARACTERS.test(id)) {
    throw invalidArgument("Invalid custom ID, no spaces or control characters allowed.");
  }
  if (bytesIn(id) < 6 || bytesIn(id) > 128) throw invalidArgument("Invalid custom ID, must be 6-128 bytes.");
}

/** Refuses an e-mail address and a password that cannot be added to an account. */
export function checkEmailToLink(email: string, password: string): void {
  if (email === "" || password === "") throw invalidArgument("Email address and password is required.");
  if (!INVALID_CHARACTERS.test(email)) checkPassword(password);
  checkEmail(email);
}

/** Refuses an e-mail address that the real server refuses. */
export function checkEmail(email: string): void {
  if (INVALID_CHARACTERS.test(email)) {
    throw invalidArgument("Invalid email address, no spaces or control characters allowed.");
  }
  if (!EMAIL.test(email)) throw invalidArgument("Invalid email address format.");
  if (bytesIn(email) < 10 || bytesIn(email) > 255) {
    throw invalidArgument("Invalid email address, must be 10-255 bytes.");
  }
}

/** Refuses a password that is too short. */
export function checkPassword(password: string): void {
  if (bytesIn(password) < 8) throw invalidArgument("Password must be at least 8 characters long.");
}

/** Refuses a name with control characters. Spaces are allowed, in spite of the text: so they are on the real server. */
export function checkUsernameCharacters(username: string): void {
  if (INVALID_USERNAME.test(username)) {
    throw invalidArgument("Username invalid, no spaces or control characters allowed.");
  }
}

/** Refuses a name that cannot be given at sign-in. */
export function checkUsername(username: string): void {
  checkUsernameCharacters(username);
  if (bytesIn(username) > 128) throw invalidArgument("Username invalid, must be 1-128 bytes.");
}

/** Refuses a name that cannot be given to an existing account. */
export function checkNewUsername(username: string): void {
  if (username === "" || bytesIn(username) > 128) {
    throw invalidArgument("Username invalid, must be 1-128 bytes.");
  }
}
