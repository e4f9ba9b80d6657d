/** A schedule in cron's five fields: minute, hour, day of month, month, day of week. Times are UTC. */
export interface Schedule {
  /** The first moment after this one, both in seconds since 1970. */
  next(afterSec: number): number;
  /** The last moment at or before this one. */
  last(untilSec: number): number;
}

const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const NAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const MINUTE_SEC = 60;
const DAY_SEC = 86_400;
/** A schedule without a day in so many has none: 29 February comes within eight years. */
const MAX_DAYS = 8 * 366 + 1;

/** Reads a schedule. Throws an Error that says what is wrong with it. */
export function parseSchedule(text: string): Schedule {
  const fields = (NAMES[text] ?? text).trim().split(/\s+/);
  if (fields.length !== BOUNDS.length)
    throw new Error(`"${text}" is no schedule: give five fields, such as "0 0 * * 1".`);
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) => {
    const [low, high] = BOUNDS[index] ?? [0, 0];
    return valuesOf(text, field, low, high);
  });
  if (!minutes || !hours || !days || !months || !weekdays) throw new Error(`"${text}" is no schedule.`);
  const anyDay = fields[2] === "*";
  const anyWeekday = fields[4] === "*";
  const fitsDay = (daySec: number): boolean => {
    const date = new Date(daySec * 1000);
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const day = days.has(date.getUTCDate());
    const weekday = weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
    // Where both are given, one of them is enough.
    return anyDay || anyWeekday ? day && weekday : day || weekday;
  };
  const momentsOf = (daySec: number): number[] =>
    [...hours]
      .flatMap((hour) => [...minutes].map((minute) => daySec + hour * 3600 + minute * MINUTE_SEC))
      .sort((a, b) => a - b);
  const find = (fromSec: number, step: 1 | -1, fits: (sec: number) => boolean): number => {
    const today = Math.floor(fromSec / DAY_SEC) * DAY_SEC;
    for (let day = 0; day < MAX_DAYS; day++) {
      const daySec = today + step * day * DAY_SEC;
      if (!fitsDay(daySec)) continue;
      const moments = momentsOf(daySec).filter(fits);
      const moment = step === 1 ? moments[0] : moments.at(-1);
      if (moment !== undefined) return moment;
    }
    throw new Error(`"${text}" names no day that there is.`);
  };
  return {
    next: (afterSec) => find(afterSec, 1, (sec) => sec > afterSec),
    last: (untilSec) => find(untilSec, -1, (sec) => sec <= untilSec),
  };
}

/** The numbers that one field means: lists of numbers, ranges and steps. */
function valuesOf(text: string, field: string, low: number, high: number): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null)
      throw new Error(`"${text}" is no schedule: "${part}" is neither a number, a range nor *.`);
    const [, first, last, step] = match;
    const from = first === undefined ? low : Number(first);
    const to = last === undefined ? (first === undefined || step !== undefined ? high : from) : Number(last);
    if (from < low || to > high || step === "0") {
      throw new Error(`"${text}" is no schedule: "${part}" is not within ${low} to ${high}.`);
    }
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}
