/**
 * Remote methods declared by decorators, for those who like them above the methods rather than in a table: standard
 * decorators, and TypeScript's `experimentalDecorators`.
 *
 * @packageDocumentation
 */
export {
  type DecoratedMethod,
  type DecoratedOptions,
  type FixedArgs,
  type RemoteDecorator,
  remote,
  remotesFrom,
} from "./remote.js";
