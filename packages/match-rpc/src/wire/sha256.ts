/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8. */
function fractions(count: number, root: number): Uint32Array {
  const words = new Uint32Array(count);
  let found = 0;
  for (let n = 2; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const value = n ** (1 / root);
    words[found++] = Math.floor((value - Math.floor(value)) * 0x1_0000_0000);
  }
  return words;
}

const K = /* @__PURE__ */ fractions(64, 3);
const H = /* @__PURE__ */ fractions(8, 2);

/**
 * SHA-256 of `message`, 32 bytes. Our own because the engine runs where there is no WebCrypto (and no promise to wait
 * for); used on a few bytes when a peer comes back, never per frame.
 */
export function sha256(message: Uint8Array): Uint8Array {
  const h = H.slice();
  const padded = new Uint8Array(((message.byteLength + 8) >> 6) * 64 + 64);
  padded.set(message);
  padded[message.byteLength] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.byteLength - 8, Math.floor(message.byteLength / 0x2000_0000));
  view.setUint32(padded.byteLength - 4, message.byteLength * 8);
  const w = new Uint32Array(64);
  const word = (words: Uint32Array, i: number): number => words[i] as number;
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = word(w, i - 15);
      const b = word(w, i - 2);
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      w[i] = word(w, i - 16) + s0 + word(w, i - 7) + s1;
    }
    const s = h.slice();
    for (let i = 0; i < 64; i++) {
      const a = word(s, 0);
      const e = word(s, 4);
      const choice = (e & word(s, 5)) ^ (~e & word(s, 6));
      const majority = (a & word(s, 1)) ^ (a & word(s, 2)) ^ (word(s, 1) & word(s, 2));
      const t1 =
        word(s, 7) + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + word(K, i) + word(w, i);
      const t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
      s.copyWithin(1, 0, 7);
      s[4] = word(s, 4) + t1;
      s[0] = t1 + t2;
    }
    for (let i = 0; i < 8; i++) h[i] = word(h, i) + word(s, i);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 8; i++) digest.setUint32(i * 4, word(h, i));
  return new Uint8Array(digest.buffer);
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}
