import { describe, expectTypeOf, it } from "vitest";
import { ByteWriter } from "../wire/byte-writer.js";
import type { Field, FieldType } from "./field.js";
import * as t from "./t.js";
import type { Quat, Vec2, Vec3 } from "./vectors.js";

const player = t.struct({
  name: t.string(16),
  pose: t.struct({ at: t.vec3, turn: t.quat }),
  team: t.optional(t.oneOf("red", "blue")),
  items: t.list(t.struct({ id: t.u16, rare: t.bool }), 8),
  keys: t.flags("jump", "fire"),
  blob: t.bytes(8),
});

const pair = () => t.tuple(t.u8, t.bool);

describe("types of field types", () => {
  it("W1 · simple ones", () => {
    expectTypeOf<FieldType<typeof t.u8>>().toEqualTypeOf<number>();
    expectTypeOf<FieldType<typeof t.bool>>().toEqualTypeOf<boolean>();
    expectTypeOf<FieldType<typeof t.vec2>>().toEqualTypeOf<Vec2>();
    expectTypeOf<FieldType<typeof t.vec3>>().toEqualTypeOf<Vec3>();
    expectTypeOf<FieldType<typeof t.quat>>().toEqualTypeOf<Quat>();
    expectTypeOf(t.quant(0, 1, 0.1)).toEqualTypeOf<Field<number>>();
    expectTypeOf(t.angle(8)).toEqualTypeOf<Field<number>>();
    expectTypeOf(t.string(8)).toEqualTypeOf<Field<string>>();
    expectTypeOf<FieldType<ReturnType<typeof pair>>>().toEqualTypeOf<readonly [number, boolean]>();
    expectTypeOf(t.bytes(8)).toEqualTypeOf<Field<Uint8Array>>();
  });

  it("W1 · nested structs, lists, optionals, choices and flags are exactly right", () => {
    expectTypeOf<FieldType<typeof player>>().toEqualTypeOf<{
      readonly name: string;
      readonly pose: { readonly at: Vec3; readonly turn: Quat };
      readonly team: "red" | "blue" | undefined;
      readonly items: readonly { readonly id: number; readonly rare: boolean }[];
      readonly keys: Readonly<Record<"jump" | "fire", boolean>>;
      readonly blob: Uint8Array;
    }>();
    expectTypeOf<FieldType<string>>().toBeNever();
  });

  it("R10 · what is no value of the field does not compile", () => {
    const writer = new ByteWriter();
    const compilesNot = (): void => {
      // @ts-expect-error a text is no number
      t.u8.write(writer, "1");
      // @ts-expect-error z is missing
      t.vec3.write(writer, { x: 1, y: 2 });
      // @ts-expect-error not one of the choices
      t.oneOf("a", "b").write(writer, "c");
      // @ts-expect-error null is not undefined
      t.optional(t.u8).write(writer, null);
      // @ts-expect-error an item of another type
      t.list(t.u8, 4).write(writer, ["1"]);
      // @ts-expect-error an unknown flag
      t.flags("a").write(writer, { a: true, b: true });
      // @ts-expect-error not a field
      t.struct({ a: 1 });
      // @ts-expect-error what was read cannot be changed in place
      t.vec2.read({} as never).x = 1;
    };
    expectTypeOf(compilesNot).toBeFunction();
  });

  it("W1 · a three-dimensional vector of an engine fits as it is", () => {
    class Vector3 {
      x = 0;
      y = 0;
      z = 0;
      clone(): Vector3 {
        return new Vector3();
      }
    }
    const write = (vector: Vector3): void => t.vec3.write(new ByteWriter(), vector);
    expectTypeOf(write).parameter(0).toEqualTypeOf<Vector3>();
    write(new Vector3());
  });
});
