import { NakodoError } from "@nakodo/core";

/** Throws `bad-frame`: what arrived is not what belongs there. */
export function badFrame(why: string): never {
  throw new NakodoError("bad-frame", why);
}
