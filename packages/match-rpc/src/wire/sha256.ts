/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, exponent: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => ((prime ** exponent % 1) * 2 ** 32) | 0);
}

const K = /* @__PURE__ */ fractions(64, 1 / 3);
const H = /* @__PURE__ */ fractions(8, 1 / 2);

/**
 * SHA-256 of `message`, 32 bytes. Our own because the engine runs where there is no WebCrypto (and no promise to wait
 * for); used on a few bytes when a peer comes back, never per frame.
 */
export function sha256(message: Uint8Array): Uint8Array {
  const length = message.byteLength;
  const padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.byteLength - 8, length / 2 ** 29);
  view.setUint32(padded.byteLength - 4, length * 8);
  let hash = H;
  for (let block = 0; block < padded.byteLength; block += 64) {
    const w = new Int32Array(64);
    const word = (i: number): number => w[i] as number;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    // A sum of words is exact in a number, and becomes a word again where it is put.
    for (const [i, k] of K.entries()) {
      const [x, y] = [word(i - 15), word(i - 2)];
      w[i] =
        i < 16
          ? view.getInt32(block + i * 4)
          : word(i - 16) + mix(x, 7, 18, x >>> 3) + word(i - 7) + mix(y, 17, 19, y >>> 10);
      const t1 = h + mix(e, 6, 11, rotate(e, 25)) + ((e & f) ^ (~e & g)) + k + word(i);
      const t2 = mix(a, 2, 13, rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
    }
    const state = [a, b, c, d, e, f, g, h];
    hash = hash.map((one, i) => (one + (state[i] as number)) | 0);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, one] of hash.entries()) digest.setInt32(i * 4, one);
  return new Uint8Array(digest.buffer);
}

function mix(word: number, a: number, b: number, last: number): number {
  return rotate(word, a) ^ rotate(word, b) ^ last;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
