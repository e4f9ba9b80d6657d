const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9})\d*)?(Z|[+-]\d{2}:\d{2})$/;
const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:[.,]\d+)?))?$/;
const MIN_TIME = -(2n ** 63n);
const MAX_TIME = 2n ** 63n - 1n;

/** The time that a query's quoted bound means, in nanoseconds since 1970; RFC 3339 alone is taken there. */
export function parseQueryTime(text: string): bigint | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  const date = `${year}-${month}-${day}`;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(ms) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return undefined;
  const nanoseconds = BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
  return nanoseconds < MIN_TIME || nanoseconds > MAX_TIME ? undefined : nanoseconds;
}

/**
 * The time that a ticket's text property is, where it is one. Such a property can be searched by time only, no longer
 * as text.
 */
export function parsePropertyTime(text: string): bigint | undefined {
  const match = WITHOUT_ZONE.exec(text);
  if (match === null) return parseQueryTime(text);
  const [, date, time = "00:00:00"] = match;
  return parseQueryTime(`${date}T${time}Z`);
}
