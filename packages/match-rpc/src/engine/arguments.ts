import { type ByteReader, type ByteWriter, NakodoError, type ValueCodec } from "@nakodo/core";
import type { RemoteMethod } from "../remotes/remotes.js";

/** The bytes of calls' arguments: the declared fields one after another, or the list of them by the value codec. */
export class Arguments {
  readonly #values: ValueCodec;
  readonly #lists = new Map<RemoteMethod, unknown[]>();

  constructor(values: ValueCodec) {
    this.#values = values;
  }

  /** @throws {NakodoError} `wrong-arguments` */
  write(entry: ByteWriter, method: RemoteMethod, args: readonly unknown[]): void {
    const fields = method.args;
    if (fields === undefined) {
      entry.raw(this.#values.encode(args));
      return;
    }
    if (args.length !== fields.length) {
      throw new NakodoError(
        "wrong-arguments",
        `${method.name} takes ${fields.length} arguments, not ${args.length}`,
      );
    }
    for (let i = 0; i < fields.length; i++) {
      try {
        fields[i]?.write(entry, args[i]);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new NakodoError("wrong-arguments", `${method.name}, argument ${i + 1}: ${why}`, { cause });
      }
    }
  }

  /**
   * The arguments of a call to `object`, good until the next call of the method is read.
   *
   * @throws {NakodoError} `bad-frame`
   */
  read(reader: ByteReader, method: RemoteMethod, object: object): readonly unknown[] {
    if (method.args !== undefined) {
      const args = this.#listOf(method);
      for (let i = 0; i < method.args.length; i++) args[i] = method.args[i]?.read(reader);
      reader.expectEnd();
      return args;
    }
    const args = this.#values.decode(reader.rest());
    const wanted = neededArguments(object, method);
    if (!Array.isArray(args) || args.length < wanted) {
      throw new NakodoError("bad-frame", `${method.name} needs ${wanted} arguments`);
    }
    return args;
  }

  /** Where a declared method's arguments are put: one list for all its calls, which hand on what it holds at once. */
  #listOf(method: RemoteMethod): unknown[] {
    let list = this.#lists.get(method);
    if (list === undefined) {
      list = [];
      this.#lists.set(method, list);
    }
    return list;
  }
}

/** How many arguments the method cannot do without; 0 where there is no such method. */
function neededArguments(object: object, { name, context }: RemoteMethod): number {
  const found: unknown = Reflect.get(object, name);
  return typeof found === "function" ? found.length - (context ? 1 : 0) : 0;
}
