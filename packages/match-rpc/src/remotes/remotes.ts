import { type Field, NakodoError } from "@nakodo/core";
import type { CallContext } from "./call-context.js";
import type { StandardSchema } from "./standard-schema.js";

/** The last number of a channel. */
const LAST_CHANNEL = 255;

const MODES: readonly string[] = ["authority", "anyPeer"] satisfies RemoteMode[];
const TRANSFERS: readonly string[] = ["reliable", "unreliable", "unreliableOrdered"] satisfies Transfer[];

/** Who may call a method: the object's authority alone (Godot's `"authority"`), or anyone in the match (`"any_peer"`). */
export type RemoteMode = "authority" | "anyPeer";

/**
 * What may become of a call on its way. `reliable`: runs exactly once and in order. `unreliable`: dropped when the link
 * is congested. `unreliableOrdered`: the same, and a newer call of the method on the object replaces one that waits.
 */
export type Transfer = "reliable" | "unreliable" | "unreliableOrdered";

/** How one method may be called from other machines: its parameters and what it gives back. Godot's `@rpc(…)`. */
export interface RemoteOptions<Args extends readonly unknown[], Result = unknown> {
  /** Who may call it. Godot's first argument of `@rpc`. */
  readonly mode: RemoteMode;
  /** Also run it here when the target includes this peer. Default false. Godot's `call_local`. */
  readonly callLocal?: boolean;
  /** Default `"reliable"`. */
  readonly transfer?: Transfer;
  /**
   * What the call keeps its order with, 0 to 255 (default 0): reliable calls of one sender run in order within a channel,
   * and a large one delays only what its sender calls on the same channel after it. Godot's `transfer_channel`.
   */
  readonly channel?: number;
  /**
   * A field type for each argument: then calls are small, fast and checked on arrival. Without it the arguments travel
   * as values (JSON or MessagePack) of which only the number is checked.
   */
  readonly args?: { readonly [I in keyof Args]: Field<Args[I]> };
  /** A field type for the result, where the method is asked (`match.ask`). Without it the result travels as a value. */
  readonly returns?: Field<Result>;
  /**
   * What arguments must be besides being of their types, by any Standard Schema validator (Zod, Valibot, ArkType …): one
   * for the list of all, or a list with one for each that needs it. It runs where the call is made and again where it
   * arrives, and the method gets what it gives back there. It must answer at once: no promise.
   */
  readonly check?:
    | StandardSchema<Args>
    | { readonly [I in keyof Args]?: StandardSchema<Args[I]> | undefined };
  /** The method's first parameter is a {@link CallContext}: who called, right however long the method waits. Default false. */
  readonly context?: boolean;
}

/** Names of `T`'s methods. */
export type MethodName<T> = {
  [K in keyof T]-?: T[K] extends (...args: never) => unknown ? K : never;
}[keyof T] &
  string;

/** What a caller gives for the method `M` of `T`: its parameters, without the {@link CallContext}. */
export type MethodArgs<T, M extends keyof T> = T[M] extends (...args: infer Args) => unknown
  ? TakesContext<Args> extends true
    ? Args extends readonly [unknown, ...infer Rest]
      ? Rest
      : Args
    : Args
  : never;

/** What the method `M` of `T` gives back, awaited. */
export type MethodResult<T, M extends keyof T> = T[M] extends (...args: never) => infer Result
  ? Awaited<Result>
  : never;

/** Whether parameters begin with a context. One of type `any` or `unknown` is none. */
export type TakesContext<Args> = Args extends readonly [infer First, ...unknown[]]
  ? unknown extends First
    ? false
    : [First] extends [CallContext]
      ? true
      : false
  : false;

/** All parameters of the method `M` of `T`. */
export type MethodParameters<T, M extends keyof T> = T[M] extends (...args: infer Args) => unknown
  ? Args
  : never;

/** A mode alone, or all options; a method that takes a {@link CallContext} must say so. */
export type RemoteDeclaration<T, M extends keyof T> =
  TakesContext<MethodParameters<T, M>> extends true
    ? RemoteOptions<MethodArgs<T, M>, MethodResult<T, M>> & { readonly context: true }
    : RemoteMode | (RemoteOptions<MethodArgs<T, M>, MethodResult<T, M>> & { readonly context?: false });

/** Which methods of `T` may be called from other machines. */
export type RemoteTable<T> = { readonly [M in MethodName<T>]?: RemoteDeclaration<T, M> };

/** What makes a table with a name that is no method, or with an option that is none, not compile. */
export type ExactTable<T, Table> = {
  readonly [M in keyof Table]: M extends MethodName<T>
    ? Table[M] extends object
      ? { readonly [O in Exclude<keyof Table[M], keyof RemoteOptions<never>>]: never }
      : unknown
    : string extends M
      ? unknown
      : never;
};

/** One declared method, with the defaults filled in. */
export interface RemoteMethod {
  /** The name of the type that it belongs to. */
  readonly type: string;
  /** The method's name. */
  readonly name: string;
  /** Who may call it. */
  readonly mode: RemoteMode;
  /** Whether it runs here, too, when the target includes this peer. */
  readonly callLocal: boolean;
  /** What may become of a call on its way. */
  readonly transfer: Transfer;
  /** What it keeps its order with, 0 to 255. */
  readonly channel: number;
  /** A field type for each argument; `undefined` when they travel as values. */
  readonly args: readonly Field<unknown>[] | undefined;
  /** A field type for the result; `undefined` when it travels as a value. */
  readonly returns: Field<unknown> | undefined;
  /** What the arguments must be besides. */
  readonly check: StandardSchema | readonly (StandardSchema | undefined)[] | undefined;
  /** Whether the first parameter is the context. */
  readonly context: boolean;
}

/** A declared type: give it to the match in its `remotes`. `T` is the object's type, `Names` its remote methods. */
export interface RemoteType<T extends object = object, Names extends string = string> {
  /** The name on the wire. */
  readonly name: string;
  /** Objects of this class belong to the type; `undefined` for one that `add` is told of by name. */
  readonly constructorOf: (abstract new (...args: never) => T) | undefined;
  /** The methods that other machines may call. */
  readonly methods: readonly RemoteMethod[];
  /** Only for the type checker: never there. */
  readonly remoteNames?: Names;
}

/**
 * Declares which methods of a class other machines may call. `name` is the type's name on the wire: the same in every
 * build of the game (a minifier renames classes). Replaces Godot's `@rpc` annotations and the tutorial's
 * `_get_custom_rpc_methods`.
 *
 * @throws {NakodoError} `invalid-argument` when the name is empty, a method is not one, or an option is none of its values.
 */
export function remotes<T extends object, const Table extends RemoteTable<T>>(
  name: string,
  constructorOf: abstract new (...args: never) => T,
  table: Table & ExactTable<T, Table>,
): RemoteType<T, keyof Table & string> {
  return remotesOfClass(name, constructorOf, table);
}

/** As {@link remotes}, with the table's types unchecked. */
export function remotesOfClass<T extends object, Names extends string>(
  name: string,
  constructorOf: abstract new (...args: never) => T,
  table: object,
): RemoteType<T, Names> {
  expect(typeof constructorOf === "function", `${name}: the second argument is its class`);
  const methods = readTable(name, table);
  for (const method of methods) {
    const found: unknown = Reflect.get(constructorOf.prototype, method.name);
    expect(
      typeof found === "function",
      `${name}.${method.name} is declared remote and is no method of the class`,
    );
  }
  return { name, constructorOf, methods };
}

/**
 * The same for objects that are not of one class: `remotesOf<Ball>()("Ball", { kick: "anyPeer" })`, and then
 * `match.add(path, ball, { type: BallRemotes })`.
 */
export function remotesOf<T extends object>(): <const Table extends RemoteTable<T>>(
  name: string,
  table: Table & ExactTable<T, Table>,
) => RemoteType<T, keyof Table & string> {
  return (name, table) => ({ name, constructorOf: undefined, methods: readTable(name, table) });
}

type AnyOptions = RemoteOptions<readonly unknown[]>;

/** Checks what games without TypeScript can get wrong, too: another word would count as no rule at all. */
function readTable(type: string, table: object): RemoteMethod[] {
  expect(/^[^\s.]+$/.test(type), `"${type}": a remote type's name has no dot, no space and is not empty`);
  const rows: [string, RemoteMode | AnyOptions | undefined][] = Object.entries(table);
  return rows.flatMap(([name, declaration]) => {
    if (declaration === undefined) return [];
    const options: AnyOptions = typeof declaration === "string" ? { mode: declaration } : declaration;
    const { mode, transfer = "reliable", channel = 0, callLocal = false, context = false } = options;
    const { args, returns, check } = options;
    const method = `${type}.${name}`;
    const oneOf = (option: string, value: string, all: readonly string[]): void =>
      expect(all.includes(value), `${method}: ${option} ${value} is none of ${all.join(", ")}`);
    oneOf("mode", mode, MODES);
    oneOf("transfer", transfer, TRANSFERS);
    expect(
      Number.isInteger(channel) && channel >= 0 && channel <= LAST_CHANNEL,
      `${method}: channel ${channel} is none of 0 to ${LAST_CHANNEL}`,
    );
    for (const field of [...(args ?? []), returns])
      expect(
        field === undefined || (field instanceof Object && "write" in field),
        `${method}: ${field} is no field type; some take arguments, as t.string(64)`,
      );
    return [{ type, name, mode, callLocal, transfer, channel, args, returns, check, context }];
  });
}

function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new NakodoError("invalid-argument", otherwise);
}
