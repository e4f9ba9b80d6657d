import { hash32, NakodoError } from "@nakodo/core";
import type { RemoteMethod, RemoteType } from "./remotes.js";

/**
 * All that may be called in a match, in one order on every peer: methods sorted by type and name, their place in that
 * order is their number on the wire. `hash` is compared in admission.
 */
export class Schema {
  readonly types: readonly RemoteType[];
  readonly methods: readonly RemoteMethod[];
  readonly hash: number;
  readonly #indexes = new Map<RemoteType, ReadonlyMap<string, number>>();

  /** @throws {NakodoError} `invalid-argument` when two types share a name, and for what is no type. */
  constructor(types: readonly RemoteType[]) {
    this.types = types;
    const names = new Set<string>();
    for (const { name, methods } of types) {
      if (!Array.isArray(methods))
        throw new NakodoError(
          "invalid-argument",
          `${name} in the match's remotes: give what remotes(…) gave`,
        );
      if (names.has(name)) throw new NakodoError("invalid-argument", `two remote types are called ${name}`);
      names.add(name);
    }
    this.methods = types
      .flatMap((type) => type.methods)
      .sort((a, b) => (a.type === b.type ? compare(a.name, b.name) : compare(a.type, b.type)));
    for (const type of types) {
      const indexes = new Map<string, number>();
      for (const { methods } of lineageOf(type, types))
        for (const method of methods) indexes.set(method.name, this.methods.indexOf(method));
      this.#indexes.set(type, indexes);
    }
    this.hash = hash32(this.describe());
  }

  /** The wire number of `type`'s method `name`: its own, or that of the nearest declared base class. */
  indexOf(type: RemoteType, name: string): number | undefined {
    return this.#indexes.get(type)?.get(name);
  }

  /** The type that `object` belongs to by its class: the most derived one that was declared. */
  typeOf(object: object): RemoteType | undefined {
    let best: RemoteType | undefined;
    for (const type of this.types) {
      if (type.constructorOf === undefined || !(object instanceof type.constructorOf)) continue;
      if (best === undefined || isDerived(type, best)) best = type;
    }
    return best;
  }

  /** One line for each method; what two peers must agree on, and what a refused joiner is shown. */
  describe(): string {
    return this.methods.map(describeMethod).join("\n");
  }

  /** The first line in which this schema differs from another's description; `undefined` where they agree. */
  firstDifference(description: string): { readonly ours: string; readonly theirs: string } | undefined {
    const ours = this.methods.map(describeMethod);
    const theirs = description === "" ? [] : description.split("\n");
    for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
      if (ours[i] !== theirs[i]) return { ours: ours[i] ?? "(none)", theirs: theirs[i] ?? "(none)" };
    }
    return undefined;
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
