/** Crockford's alphabet: no I, L, O and U, so that a code can be read out. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Base-32 digits of 128 bits. */
const DIGITS = 26;
const GROUP = 7;
const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(\..*)$/;

/**
 * A match id as players pass it on: `7ZZZZZZ-ZZZZZZZ-ZZZZZZZ-ZZZZZ` for an id of the form `UUID.NODE` with no node's
 * name, which is what a relayed match has; any other id as it is. `readMatchCode` is its reverse.
 */
export function toMatchCode(matchId: string): string {
  const [, a, b, c, d, e, rest] = UUID.exec(matchId) ?? [];
  if (rest !== ".") return matchId;
  let value = BigInt(`0x${a}${b}${c}${d}${e}`);
  let digits = "";
  for (let i = 0; i < DIGITS; i++) {
    digits = `${ALPHABET[Number(value % 32n)]}${digits}`;
    value /= 32n;
  }
  return digits.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? digits;
}

/**
 * The match id behind a code that somebody typed: small letters, spaces and the letters that look like digits are
 * understood. `undefined` when it is no code.
 */
export function readMatchCode(text: string): string | undefined {
  const typed = text.trim();
  if (UUID.test(typed)) return typed;
  const digits = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (digits.length !== DIGITS) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const index = ALPHABET.indexOf(digit);
    if (index < 0) return undefined;
    value = value * 32n + BigInt(index);
  }
  if (value >> 128n !== 0n) return undefined;
  const hex = value.toString(16).padStart(32, "0");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `${parts.join("-")}.`;
}
