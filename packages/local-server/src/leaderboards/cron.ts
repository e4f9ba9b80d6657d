/**
 * A schedule in cron's five fields, minute, hour, day of month, month and day of week; six with the year at the end,
 * seven with the second at the beginning. Times are UTC. Of the real server's fields `L`, `W` and `#` are missing.
 */
export interface Schedule {
  /** The text that it was read from. */
  readonly text: string;
  /** The first moment after this one, both in seconds since 1970. */
  next(afterSec: number): number;
  /** The last moment at or before this one. */
  last(untilSec: number): number;
}

interface FieldRule {
  readonly low: number;
  readonly high: number;
  /** Names of values, from `low` on, by their first three letters. */
  readonly names?: readonly string[];
}

const SIXTY: FieldRule = { low: 0, high: 59 };
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const RULES: readonly FieldRule[] = [
  SIXTY,
  SIXTY,
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 7, names: WEEKDAYS },
  { low: 1970, high: 2099 },
];

const ALIASES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const MINUTE_SEC = 60;
const HOUR_SEC = 3600;
const DAY_SEC = 86_400;
/** A schedule without a day in so many has none: 29 February comes within eight years. */
const MAX_DAYS = 8 * 366 + 1;

/** Reads a schedule. Throws an Error that says what is wrong with it. */
export function parseSchedule(text: string): Schedule {
  const [seconds, minutes, hours, days, months, weekdays, years] = valuesOf(text);
  const anyDay = days.any;
  const anyWeekday = weekdays.any;
  const fitsDay = (daySec: number): boolean => {
    const date = new Date(daySec * 1000);
    if (!months.has(date.getUTCMonth() + 1) || !years.has(date.getUTCFullYear())) return false;
    const day = days.has(date.getUTCDate());
    const weekday = weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
    // Where both are given, one of them is enough.
    return anyDay || anyWeekday ? day && weekday : day || weekday;
  };
  const find = (fromSec: number, step: 1 | -1): number => {
    const today = Math.floor(fromSec / DAY_SEC) * DAY_SEC;
    for (let day = 0; day < MAX_DAYS; day++) {
      const daySec = today + step * day * DAY_SEC;
      if (!fitsDay(daySec)) continue;
      const moment = withinDay(daySec, fromSec, step);
      if (moment !== undefined) return moment;
    }
    throw new Error(`"${text}" names no day that there is.`);
  };
  /** The first moment of a day from `fromSec` on, or, backwards, the last one up to it. */
  const withinDay = (daySec: number, fromSec: number, step: 1 | -1): number | undefined => {
    for (const hour of hours.ordered(step)) {
      const hourSec = daySec + hour * HOUR_SEC;
      if (isPassed(hourSec, HOUR_SEC, fromSec, step)) continue;
      for (const minute of minutes.ordered(step)) {
        const minuteSec = hourSec + minute * MINUTE_SEC;
        if (isPassed(minuteSec, MINUTE_SEC, fromSec, step)) continue;
        for (const second of seconds.ordered(step)) {
          if (!isPassed(minuteSec + second, 1, fromSec, step)) return minuteSec + second;
        }
      }
    }
    return undefined;
  };
  return { text, next: (afterSec) => find(afterSec + 1, 1), last: (untilSec) => find(untilSec, -1) };
}

/** Whether a span of time lies wholly on the wrong side of a moment. */
function isPassed(startSec: number, lengthSec: number, fromSec: number, step: 1 | -1): boolean {
  return step === 1 ? startSec + lengthSec <= fromSec : startSec > fromSec;
}

/** The numbers that one field means. */
class Values {
  /** Whether the field is `*`. */
  readonly any: boolean;
  readonly #ascending: readonly number[];
  readonly #descending: readonly number[];
  readonly #set: ReadonlySet<number>;

  constructor(field: string, numbers: readonly number[]) {
    this.any = field === "*" || field === "?";
    this.#set = new Set(numbers);
    this.#ascending = [...this.#set].sort((a, b) => a - b);
    this.#descending = [...this.#ascending].reverse();
  }

  has(value: number): boolean {
    return this.#set.has(value);
  }

  ordered(step: 1 | -1): readonly number[] {
    return step === 1 ? this.#ascending : this.#descending;
  }
}

type SevenFields = readonly [Values, Values, Values, Values, Values, Values, Values];

function valuesOf(text: string): SevenFields {
  const given = (ALIASES[text] ?? text).trim().split(/\s+/);
  const fields =
    given.length === 7
      ? given
      : given.length === 6
        ? ["0", ...given]
        : given.length === 5
          ? ["0", ...given, "*"]
          : [];
  const values = RULES.map((rule, index) => {
    const field = fields[index]?.toLowerCase();
    if (field === undefined)
      throw new Error(`"${text}" is no schedule: give five fields, such as "0 0 * * 1".`);
    return new Values(field, readField(text, field, rule));
  });
  const [a, b, c, d, e, f, g] = values;
  if (!a || !b || !c || !d || !e || !f || !g) throw new Error(`"${text}" is no schedule.`);
  return [a, b, c, d, e, f, g];
}

/** Reads one field: a list of numbers, ranges and steps. */
function readField(text: string, field: string, { low, high, names = [] }: FieldRule): number[] {
  const values: number[] = [];
  const numberOf = (word: string): number => {
    const index = names.findIndex((name) => word.startsWith(name));
    return index < 0 ? Number(word) : low + index;
  };
  for (const part of field.split(",")) {
    const match = /^(?:[*?]|(\d+|[a-z]{3,9})(?:-(\d+|[a-z]{3,9}))?)(?:\/(\d+))?$/.exec(part);
    if (match === null)
      throw new Error(`"${text}" is no schedule: "${part}" is neither a number, a range nor *.`);
    const [, first, last, step] = match;
    const from = first === undefined ? low : numberOf(first);
    const open = first === undefined || step !== undefined;
    const to = last === undefined ? (open ? high : from) : numberOf(last);
    if (!(from >= low) || !(to <= high) || step === "0") {
      throw new Error(`"${text}" is no schedule: "${part}" is not within ${low} to ${high}.`);
    }
    for (let value = from; value <= to; value += Number(step ?? 1)) values.push(value);
  }
  return values;
}
