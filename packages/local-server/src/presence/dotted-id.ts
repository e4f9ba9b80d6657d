import { parseUuid } from "../runtime/uuid.js";

/** The id of a match or a party, taken apart. */
export interface DottedId {
  readonly uuid: string;
  /** The node that runs it; empty for relayed matches, which no node runs. */
  readonly node: string;
}

/** Reads `UUID.NODE`; `undefined` when it is none. */
export function parseDottedId(text: string): DottedId | undefined {
  const dot = text.indexOf(".");
  const uuid = dot < 0 ? undefined : parseUuid(text.slice(0, dot));
  return uuid === undefined ? undefined : { uuid, node: text.slice(dot + 1) };
}
