import { NakodoError } from "@nakodo/core";
import type { RemoteMethod } from "./remotes.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * What the method's validators make of `args`.
 *
 * @throws {NakodoError} `wrong-arguments` when one refuses; `invalid-argument` when one answers with a promise
 */
export function checkArguments(method: RemoteMethod, args: readonly unknown[]): readonly unknown[] {
  const { check, name } = method;
  if (check === undefined) return args;
  if (isList(check)) return args.map((value, i) => validated(check[i], value, `${name}, argument ${i + 1}`));
  const all = validated(check, args, name);
  if (!Array.isArray(all))
    throw new NakodoError("invalid-argument", `the check of ${name} must give back the list of arguments`);
  return all;
}

function validated(schema: StandardSchema | undefined, value: unknown, what: string): unknown {
  if (schema === undefined) return value;
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise)
    throw new NakodoError("invalid-argument", `the check of ${what} is asynchronous: it must answer at once`);
  if (result.issues === undefined) return result.value;
  throw new NakodoError("wrong-arguments", `${what}: ${result.issues[0]?.message}`);
}

function isList(
  check: StandardSchema | readonly (StandardSchema | undefined)[],
): check is readonly (StandardSchema | undefined)[] {
  return Array.isArray(check);
}
