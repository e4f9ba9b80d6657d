/**
 * How Nakama's messages are described here: one table for each message, from which come the TypeScript type, the
 * JSON reader and writer, and the field numbers that the protobuf form needs.
 */

/** Kinds of single values. `int64` is a `bigint`, `bytes` a `Uint8Array`, `timestamp` milliseconds since 1970. */
export interface ScalarTypes {
  string: string;
  bool: boolean;
  int32: number;
  int64: bigint;
  double: number;
  bytes: Uint8Array;
  timestamp: number;
}

/** The name of a kind of single value. */
export type Scalar = keyof ScalarTypes;

/** What a field holds: a single value, a wrapped value that may be absent, a message, a list or a map. */
export type FieldShape =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "wrapper"; readonly scalar: Scalar }
  | { readonly kind: "message"; readonly message: () => AnyMessage }
  | { readonly kind: "list"; readonly element: FieldShape }
  | { readonly kind: "map"; readonly value: Scalar };

/**
 * One field of a message. `In` is what a reader yields, `Out` what a writer accepts; both exist only for the compiler.
 */
export interface Field<In, Out = In> {
  readonly number: number;
  readonly shape: FieldShape;
  /** The group of which at most one field may be set. */
  readonly oneof?: string;
  readonly _in?: In;
  readonly _out?: Out;
}

/** The fields of a message by their proto name. */
export type Fields = Readonly<Record<string, Field<unknown, unknown>>>;

/** A message: its name, for error texts, its fields, and what readers and writers look up with every message. */
export interface Message<F extends Fields> {
  readonly name: string;
  readonly fields: F;
  /** The fields in their order. */
  readonly entries: readonly (readonly [string, Field<unknown, unknown>])[];
  /** Names by numbers. */
  readonly names: ReadonlyMap<number, string>;
  /** Names by the two spellings that JSON may have them in. */
  readonly jsonNames: ReadonlyMap<string, string>;
  /** The fields that hold a zero value when they are absent. The others hold nothing. */
  readonly zeroed: readonly (readonly [string, FieldShape])[];
}

/** A message of which only the table is known. */
export type AnyMessage = Message<Fields>;

type InOf<T> = T extends Field<infer In, unknown> ? In : never;
type OutOf<T> = T extends Field<never, infer Out> ? Out : T extends Field<infer _In, infer Out> ? Out : never;

/** What a reader yields for a message: every field present, absent ones at their zero value or `undefined`. */
export type Decoded<M> = M extends Message<infer F> ? { readonly [K in keyof F]: InOf<F[K]> } : never;

/** What a writer accepts for a message: fields left out, or `undefined`, are at their zero value. */
export type Encodable<M> =
  M extends Message<infer F> ? { readonly [K in keyof F]?: OutOf<F[K]> | undefined } : never;

/** Describes a message. */
export function message<const F extends Fields>(name: string, fields: F): Message<F> {
  const entries = Object.entries(fields);
  return {
    name,
    fields,
    entries,
    names: new Map(entries.map(([field, { number }]) => [number, field])),
    jsonNames: new Map(
      entries.flatMap(([field]) => [field, camelCase(field)].map((spelt) => [spelt, field])),
    ),
    zeroed: entries.flatMap(([field, { shape, oneof }]) =>
      oneof !== undefined || shape.kind === "wrapper" || shape.kind === "message" ? [] : [[field, shape]],
    ),
  };
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A single value, at its zero value when absent. */
export function scalar<S extends Scalar>(kind: S, number: number): Field<ScalarTypes[S]> {
  return { number, shape: { kind: "scalar", scalar: kind } };
}

/** A single value that may be absent, written even when it is zero: proto's `StringValue` and its like. */
export function wrapper<S extends Scalar>(
  kind: S,
  number: number,
): Field<ScalarTypes[S] | undefined, ScalarTypes[S]> {
  return { number, shape: { kind: "wrapper", scalar: kind } };
}

/** A message within a message. The table is given as a function so that tables may stand in any order. */
export function embedded<M extends AnyMessage>(
  table: () => M,
  number: number,
): Field<Decoded<M> | undefined, Encodable<M>> {
  return { number, shape: { kind: "message", message: table } };
}

/** A list of messages. */
export function listOf<M extends AnyMessage>(
  table: () => M,
  number: number,
): Field<readonly Decoded<M>[], readonly Encodable<M>[]> {
  return { number, shape: { kind: "list", element: { kind: "message", message: table } } };
}

/** A list of single values. */
export function listOfScalars<S extends Scalar>(kind: S, number: number): Field<readonly ScalarTypes[S][]> {
  return { number, shape: { kind: "list", element: { kind: "scalar", scalar: kind } } };
}

/** A map from strings to single values. */
export function mapOf<S extends Scalar>(kind: S, number: number): Field<ReadonlyMap<string, ScalarTypes[S]>> {
  return { number, shape: { kind: "map", value: kind } };
}

/** Makes a field a member of a group of which at most one may be set; unset is `undefined`. */
export function oneof<In, Out>(group: string, field: Field<In, Out>): Field<In | undefined, Out> {
  return { number: field.number, shape: field.shape, oneof: group };
}
