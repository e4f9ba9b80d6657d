import { type ByteReader, type ByteWriter, type Field, NakodoError, type ValueCodec } from "@nakodo/core";
import type { RemoteMethod } from "../remotes/remotes.js";
import { badFrame } from "../wire/bad-frame.js";

/**
 * The bytes of calls' arguments: the declared fields one after another, or the list of them by the value codec; and of their
 * results: the declared field, or the value by the value codec.
 */
export class Arguments {
  readonly #undeclared: Field<unknown>;
  /** Where declared arguments are put, by their number: what a list holds is handed on at once. */
  readonly #lists: unknown[][] = [];

  constructor(values: ValueCodec) {
    this.#undeclared = {
      schema: values.name,
      write: (entry, value) => entry.raw(values.encode(value)),
      read: (reader) => values.decode(reader.rest()),
    };
  }

  /** @throws {NakodoError} `wrong-arguments` */
  write(entry: ByteWriter, { name, args: fields }: RemoteMethod, args: readonly unknown[]): void {
    if (fields === undefined) {
      this.#undeclared.write(entry, args);
      return;
    }
    if (args.length !== fields.length)
      throw new NakodoError(
        "wrong-arguments",
        `${name} takes ${fields.length} arguments, not ${args.length}`,
      );
    for (let i = 0; i < fields.length; i++) {
      try {
        fields[i]?.write(entry, args[i]);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new NakodoError("wrong-arguments", `${name}, argument ${i + 1}: ${why}`, { cause });
      }
    }
  }

  /**
   * The arguments of a call to `object`, good until the next call is read.
   *
   * @throws {NakodoError} `bad-frame`
   */
  read(reader: ByteReader, method: RemoteMethod, object: object): readonly unknown[] {
    const fields = method.args;
    if (fields !== undefined) {
      this.#lists[fields.length] ??= [];
      const args = this.#lists[fields.length] as unknown[];
      for (let i = 0; i < fields.length; i++) args[i] = fields[i]?.read(reader);
      reader.expectEnd();
      return args;
    }
    const args = this.#undeclared.read(reader);
    const wanted = neededArguments(object, method);
    if (!Array.isArray(args) || args.length < wanted) badFrame(`${method.name} needs ${wanted} arguments`);
    return args;
  }

  /** @throws {NakodoError} `wrong-arguments` */
  writeResult(entry: ByteWriter, { returns = this.#undeclared }: RemoteMethod, result: unknown): void {
    returns.write(entry, result);
  }

  /** @throws {NakodoError} `bad-frame` */
  readResult(reader: ByteReader, { returns = this.#undeclared }: RemoteMethod): unknown {
    const result = returns.read(reader);
    reader.expectEnd();
    return result;
  }
}

/** How many arguments the method cannot do without; 0 where there is no such method. */
function neededArguments(object: object, { name, context }: RemoteMethod): number {
  const found: unknown = Reflect.get(object, name);
  return typeof found === "function" ? found.length - (context ? 1 : 0) : 0;
}
