/** 128 random bits in hexadecimal: a name that nobody else can come upon. Not from a seed: it keeps strangers out. */
export function secretName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
