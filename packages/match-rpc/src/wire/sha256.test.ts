import { describe, expect, it } from "vitest";
import { sha256 } from "./sha256.js";

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the platform's own crypto makes of it. */
async function reference(message: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", message)));
}

/** Bytes that differ from length to length, and from place to place. */
function mixed(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => Math.imul(i + length + 1, 0x9e3779b1) >>> 24);
}

describe("sha256", () => {
  it("A4 · the standard's own examples", () => {
    const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
    expect(hex(sha256(ascii("")))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(sha256(ascii("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(hex(sha256(ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))).toBe(
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    );
  });

  it("A4 · agrees with the platform's at every length up to 200 bytes", async () => {
    for (let length = 0; length <= 200; length++)
      expect(hex(sha256(mixed(length))), `${length} bytes`).toBe(await reference(mixed(length)));
  });

  it("A4 · agrees with it around the blocks of larger messages", async () => {
    for (const length of [1015, 1016, 1023, 1024, 1025, 4096, 16_383])
      expect(hex(sha256(mixed(length))), `${length} bytes`).toBe(await reference(mixed(length)));
  });

  it("A4 · agrees with it where all bits are set, and where all are clear", async () => {
    for (const byte of [0x00, 0xff]) {
      for (const length of [55, 56, 64, 119, 128]) {
        const message = new Uint8Array(length).fill(byte);
        expect(hex(sha256(message))).toBe(await reference(message));
      }
    }
  });

  it("A4 · reads a view by its own bounds, and leaves it as it was", async () => {
    const whole = mixed(100);
    expect(hex(sha256(whole.subarray(10, 30)))).toBe(await reference(whole.slice(10, 30)));
    expect(whole).toEqual(mixed(100));
  });
});
