import fc from "fast-check";

/**
 * Well-formed text of any characters. That of fast-check, `unit: "binary"`, begins with a table of the whole of Unicode,
 * which takes longer than the tests.
 */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const character = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  );
  return fc.array(character, { maxLength }).map((points) => String.fromCodePoint(...points));
}
