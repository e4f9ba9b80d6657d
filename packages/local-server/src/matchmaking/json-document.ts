import type { FieldValue } from "./query-search.js";
import { parsePropertyTime } from "./query-time.js";

/**
 * The searchable fields of parsed JSON, by their whole names below `path`. Of a list the first element counts; yes and
 * no are the texts T and F.
 */
export function jsonFields(path: string, json: unknown): [string, FieldValue][] {
  if (typeof json === "string") {
    const nanoseconds = parsePropertyTime(json);
    return [[path, nanoseconds === undefined ? { kind: "text", text: json } : { kind: "time", nanoseconds }]];
  }
  if (typeof json === "number") return [[path, { kind: "number", value: json }]];
  if (typeof json === "boolean") return [[path, { kind: "text", text: json ? "T" : "F" }]];
  if (Array.isArray(json)) return jsonFields(path, json[0]);
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => jsonFields(`${path}.${name}`, value));
}
