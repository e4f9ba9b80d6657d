import type { MethodArgs, MethodResult, RemoteType } from "../remotes/remotes.js";

/** Names of the remote methods that `Types` declare for objects of type `T`. */
export type RemoteName<Types extends readonly RemoteType[], T> = Types[number] extends infer One
  ? One extends RemoteType<infer Of, infer Names>
    ? T extends Of
      ? Names
      : never
    : never
  : never;

/**
 * Every call that `Types` allow: object, method and arguments. It is what lets an object's own method call
 * `match.rpc(this, …)`: of `this` the compiler knows no more than that it is one of the class.
 */
export type RemoteCall<Types extends readonly RemoteType[]> = Types[number] extends infer One
  ? One extends RemoteType<infer Of, infer Names>
    ? string extends Names
      ? never
      : { [M in Names & keyof Of]: [object: Of, method: M, ...args: MethodArgs<Of, M>] }[Names & keyof Of]
    : never
  : never;

/** What a {@link RemoteCall} gives back. */
export type RemoteCallResult<
  Types extends readonly RemoteType[],
  Call extends readonly unknown[],
> = Types[number] extends infer One
  ? One extends RemoteType<infer Of, infer Names>
    ? Call[1] extends Names & keyof Of
      ? MethodResult<Of, Call[1]>
      : never
    : never
  : never;
