import { PartyRefusal } from "./party-refusal.js";

const MAX_LABEL_BYTES = 2048;

/**
 * Reads the label of a party, a JSON object as text; none is an empty one.
 *
 * @throws PartyRefusal
 */
export function readPartyLabel(label: string): { readonly text: string; readonly json: unknown } {
  const text = label === "" ? "{}" : label;
  if (Buffer.byteLength(text) > MAX_LABEL_BYTES) throw new PartyRefusal("party label too long");
  const json = parse(text);
  if (json !== null && (typeof json !== "object" || Array.isArray(json))) {
    const kind = Array.isArray(json) ? "array" : typeof json === "boolean" ? "bool" : typeof json;
    throw unreadable(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`);
  }
  return { text, json };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const [first = ""] = text.trimStart();
    throw unreadable(
      '{["-0123456789tfn'.includes(first)
        ? "unexpected end of JSON input"
        : `invalid character '${first}' looking for beginning of value`,
    );
  }
}

function unreadable(why: string): PartyRefusal {
  return new PartyRefusal(`failed to unmarshal party label: ${why}`);
}
