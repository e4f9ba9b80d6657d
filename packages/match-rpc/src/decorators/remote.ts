import { type Field, NakodoError } from "@nakodo/core";
import type { CallContext } from "../remotes/call-context.js";
import {
  type MethodName,
  type RemoteMode,
  type RemoteOptions,
  type RemoteType,
  remotesOfClass,
} from "../remotes/remotes.js";
import type { StandardSchema } from "../remotes/standard-schema.js";

/** Where a decorated method keeps how it was declared. The same in every copy of this module. */
const DECLARED = /* @__PURE__ */ Symbol.for("nakodo.remote");

/** How a decorated method may be called from other machines: as in a table of `remotes`, but for the mode. */
export interface DecoratedOptions<Args extends readonly unknown[], Result, Context extends boolean = false>
  extends Omit<RemoteOptions<never, Result>, "mode" | "args" | "check" | "context"> {
  /** A field type for each argument. */
  readonly args?: { readonly [I in keyof Args]: Field<Args[I]> };
  /** What the arguments must be besides: a validator for the list of all, or a list with one for each. */
  readonly check?: StandardSchema | readonly (StandardSchema | undefined)[];
  /** The method's first parameter is a `CallContext`. */
  readonly context?: Context;
}

/** What a method must be to be declared so; without declared fields its arguments may be any. */
export type DecoratedMethod<
  Args extends readonly unknown[],
  Result,
  Context extends boolean,
> = Context extends true
  ? (context: CallContext, ...args: FixedArgs<Args>) => Result | PromiseLike<Result>
  : (...args: FixedArgs<Args>) => Result | PromiseLike<Result>;

/** `Args` where they are known one by one, and otherwise any. */
export type FixedArgs<Args extends readonly unknown[]> = number extends Args["length"]
  ? never[]
  : { -readonly [I in keyof Args]: Args[I] };

/** A decorator of methods for standard decorators, and for TypeScript's `experimentalDecorators`. */
export interface RemoteDecorator<Method> {
  /** A standard decorator. */
  <Decorated extends Method>(method: Decorated, context: ClassMethodDecoratorContext): void;
  /** One of `experimentalDecorators`. */
  <Decorated extends Method>(
    prototype: object,
    name: string,
    descriptor: TypedPropertyDescriptor<Decorated>,
  ): void;
}

/**
 * Declares a method that other machines may call, where it stands: `@remote("anyPeer", { args: [t.u8] })`. Works as a
 * standard decorator and with `experimentalDecorators`. It stands above other decorators of the method, since one that puts
 * another function in its place would take the declaration away. {@link remotesFrom} makes the type of the class. Godot's
 * `@rpc(…)`.
 *
 * @throws {NakodoError} `invalid-argument` for what is no method of the class's objects, or declared twice
 */
export function remote<
  const Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
  const Context extends boolean = false,
>(
  mode: RemoteMode,
  options: DecoratedOptions<Args, Result, Context> = {},
): RemoteDecorator<DecoratedMethod<Args, Result, Context>> {
  return (target: unknown, where: unknown, descriptor?: PropertyDescriptor): void => {
    // With `experimentalDecorators` the first argument is the prototype, or the class for a static method.
    const isOldStyle = typeof where === "string";
    const method: unknown = isOldStyle ? descriptor?.value : target;
    if (typeof method !== "function" || (isOldStyle ? typeof target === "function" : !isMethod(where)))
      throw new NakodoError("invalid-argument", "@remote stands above a method that each object has");
    if (Object.hasOwn(method, DECLARED))
      throw new NakodoError("invalid-argument", `@remote stands above ${method.name} twice`);
    Object.defineProperty(method, DECLARED, { value: { ...options, mode } });
  };
}

/**
 * The remote type of a class whose methods are decorated with {@link remote}, those of its base classes included; a method
 * that is overridden without a decorator keeps the one above it. `name` is the type's name on the wire: the same in every
 * build of the game. TypeScript cannot see which methods are decorated: a call of one that is not compiles, and throws
 * `not-declared`. A table (`remotes`) is checked further.
 *
 * @throws {NakodoError} `invalid-argument` when no method is decorated, or for a name that `remotes` does not take
 */
export function remotesFrom<T extends object>(
  name: string,
  constructorOf: abstract new (...args: never) => T,
): RemoteType<T, MethodName<T>> {
  const table: Record<string, object> = {};
  for (
    let prototype: unknown = constructorOf.prototype;
    typeof prototype === "object" && prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const declared: unknown = typeof value === "function" ? Reflect.get(value, DECLARED) : undefined;
      if (typeof declared === "object" && declared !== null) table[method] ??= declared;
    }
  }
  if (Object.keys(table).length === 0)
    throw new NakodoError("invalid-argument", `no method of ${name} is decorated with @remote`);
  return remotesOfClass(name, constructorOf, table);
}

function isMethod(context: unknown): boolean {
  if (typeof context !== "object" || context === null) return false;
  return (
    Reflect.get(context, "kind") === "method" &&
    Reflect.get(context, "static") === false &&
    Reflect.get(context, "private") === false
  );
}
