import { hash32, NakodoError } from "@nakodo/core";
import type { RemoteMethod, RemoteType } from "./remotes.js";

/** A declared method with its number on the wire. */
export interface SchemaMethod extends RemoteMethod {
  readonly index: number;
}

/**
 * All that may be called in a match, in one order on every peer: methods sorted by type and name, their place in that
 * order is their number on the wire. `hash` is compared in admission.
 */
export class Schema {
  readonly types: readonly RemoteType[];
  readonly methods: readonly SchemaMethod[];
  readonly hash: number;
  readonly #methods = new Map<RemoteType, ReadonlyMap<string, SchemaMethod>>();

  /** @throws {NakodoError} `invalid-argument` when two types share a name, and for what is no type. */
  constructor(types: readonly RemoteType[]) {
    this.types = types;
    const names = new Set<string>();
    for (const { name, methods } of types) {
      const wrong = !Array.isArray(methods)
        ? `${name} in the match's remotes: give what remotes(…) gave`
        : names.has(name) && `two remote types are called ${name}`;
      if (wrong) throw new NakodoError("invalid-argument", wrong);
      names.add(name);
    }
    // No type's name has a space, which goes before all that it may have.
    const key = ({ type, name }: RemoteMethod): string => `${type} ${name}`;
    this.methods = types
      .flatMap((type) => type.methods)
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map((method, index) => ({ ...method, index }));
    for (const type of types) {
      // Of a method that was declared anew the most derived one counts.
      const methods = lineageOf(type, types).flatMap(({ name }) =>
        this.methods.filter((one) => one.type === name),
      );
      this.#methods.set(type, new Map(methods.map((method) => [method.name, method])));
    }
    this.hash = hash32(this.describe());
  }

  /** `type`'s method `name`: its own, or that of the nearest declared base class. */
  find(type: RemoteType | undefined, name: string): SchemaMethod | undefined {
    return type && this.#methods.get(type)?.get(name);
  }

  /** The type that `object` belongs to by its class: the most derived one that was declared. */
  typeOf(object: object): RemoteType | undefined {
    const all = this.types.filter(({ constructorOf }) => constructorOf && object instanceof constructorOf);
    return all.find((type) => !all.some((other) => isDerived(other, type)));
  }

  /** One line for each method; what two peers must agree on, and what a refused joiner is shown. */
  describe(): string {
    return this.methods.map(describeMethod).join("\n");
  }

  /** The first line in which this schema differs from another's description; `undefined` where they agree. */
  firstDifference(description: string): { readonly ours: string; readonly theirs: string } | undefined {
    const ours = this.describe().split("\n");
    const theirs = description.split("\n");
    const longer = ours.length > theirs.length ? ours : theirs;
    const at = longer.findIndex((_, i) => ours[i] !== theirs[i]);
    return at < 0 ? undefined : { ours: ours[at] || "(none)", theirs: theirs[at] || "(none)" };
  }
}

function describeMethod(method: RemoteMethod): string {
  const args = method.args === undefined ? "…" : method.args.map((field) => field.schema).join(",");
  const channel = method.channel === 0 ? "" : ` channel ${method.channel}`;
  const returns = method.returns === undefined ? "" : ` -> ${method.returns.schema}`;
  return `${method.type}.${method.name} ${method.mode}${method.callLocal ? " callLocal" : ""} ${method.transfer}${channel} (${args})${returns}`;
}

/** The declared types of `type`'s base classes, the most basic first, and `type` itself. */
function lineageOf(type: RemoteType, types: readonly RemoteType[]): RemoteType[] {
  const bases = types.filter((base) => isDerived(type, base));
  return [...bases.sort((a, b) => (isDerived(a, b) ? 1 : -1)), type];
}

function isDerived({ constructorOf: derived }: RemoteType, { constructorOf: base }: RemoteType): boolean {
  return derived !== undefined && base !== undefined && derived.prototype instanceof base;
}
