export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
/** 24 hours of elapsed time. Calendar days in a shop's zone are longer or shorter twice a year: see addDays. */
export const DAY_MS = 24 * HOUR_MS;

export type CalendarDay = { year: number; month: number; day: number };

/** An instant from ISO 8601 text with a zone or offset. @throws RangeError when the text is not one */
export function parseInstant(iso: string): Date {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime()) || !/[zZ]$|[+-]\d\d:?\d\d$/.test(iso))
    throw new RangeError(`Not an instant: ${iso.slice(0, 40)}`);
  return instant;
}

export function plusMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}

/** The wall clock of a zone at an instant, as if it were UTC's: milliseconds since 1970. */
function wallClock(instant: Date, timeZone: string): number {
  return instant.getTime() + offsetMs(instant, timeZone);
}

/** The calendar day on which an instant falls in a zone. */
export function dayIn(instant: Date, timeZone: string): CalendarDay {
  return dayAt(wallClock(instant, timeZone));
}

/** Both: the day, and the hour of it (0–23). */
export function hourIn(instant: Date, timeZone: string): { day: CalendarDay; hour: number } {
  const clock = wallClock(instant, timeZone);
  return { day: dayAt(clock), hour: hourAt(clock) };
}

/** Hour of the day (0–23) and minute of an instant in a zone. */
export function timeIn(instant: Date, timeZone: string): { hour: number; minute: number } {
  const clock = wallClock(instant, timeZone);
  return { hour: hourAt(clock), minute: Math.floor((clock - Math.floor(clock / HOUR_MS) * HOUR_MS) / MINUTE_MS) };
}

/** "2026-12-20 00:00": day and time of an instant in a zone, as spreadsheets of any language read them. */
export function clockText(instant: Date, timeZone: string): string {
  return new Date(wallClock(instant, timeZone)).toISOString().slice(0, "2026-12-20T00:00".length).replace("T", " ");
}

function hourAt(clock: number): number {
  return Math.floor((clock - Math.floor(clock / DAY_MS) * DAY_MS) / HOUR_MS);
}

/** @param clock milliseconds since 1970 of a calendar without zones */
function dayAt(clock: number): CalendarDay {
  const days = Math.floor(clock / DAY_MS);
  let known = calendar.get(days);
  if (known === undefined) {
    if (calendar.size >= REMEMBERED) calendar.clear();
    const date = new Date(days * DAY_MS);
    known = Object.freeze({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
    calendar.set(days, known);
  }
  return known;
}

// Whoever plans for many customers asks for the same few hundred days again and again. By days since 1970.
const calendar = new Map<number, CalendarDay>();
const REMEMBERED = 5_000;

/**
 * The instant at which a wall-clock time occurs in a zone: the first of two where an autumn change repeats it; a time that a spring change
 * skips moves forward with the clock.
 */
export function instantIn(day: CalendarDay, timeZone: string, hour = 0, minute = 0): Date {
  const wanted = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  let known = instants.get(timeZone);
  if (known === undefined || known.size >= REMEMBERED) instants.set(timeZone, (known = new Map<number, number>()));
  const ms = known.get(wanted) ?? findInstant(wanted, timeZone);
  known.set(wanted, ms);
  return new Date(ms);
}

// The zone's rules are slow to ask.
const instants = new Map<string, Map<number, number>>();

function findInstant(wanted: number, timeZone: string): number {
  const before = wanted - offsetMs(new Date(wanted - DAY_MS), timeZone);
  const after = wanted - offsetMs(new Date(wanted + DAY_MS), timeZone);
  if (before === after || before + offsetMs(new Date(before), timeZone) === wanted) return before;
  return after + offsetMs(new Date(after), timeZone) === wanted ? after : before;
}

/** How far a zone's clocks are ahead of UTC at an instant. Asking for each instant took a twentieth of a worker's time. */
function offsetMs(instant: Date, timeZone: string): number {
  const day = Math.floor(instant.getTime() / DAY_MS);
  let known = offsets.get(timeZone);
  if (known === undefined || known.size >= REMEMBERED) offsets.set(timeZone, (known = new Map<number, number | null>()));
  let offset = known.get(day);
  if (offset === undefined) known.set(day, (offset = offsetWithin(day * DAY_MS, DAY_MS, timeZone)));
  return offset ?? offsetOnChange(instant, timeZone, known);
}

// By days of UTC since 1970; null where the zone changes its clocks within the day. Of such a day by its quarters of an hour, as fractions.
const offsets = new Map<string, Map<number, number | null>>();

/** Clocks are changed at a quarter of an hour, if not at a full one: an autumn's day is asked for as often as any other. */
function offsetOnChange(instant: Date, timeZone: string, known: Map<number, number | null>): number {
  const quarter = Math.floor(instant.getTime() / QUARTER_MS);
  const key = quarter / QUARTERS + 0.5 / QUARTERS;
  let offset = known.get(key);
  if (offset === undefined) known.set(key, (offset = offsetWithin(quarter * QUARTER_MS, QUARTER_MS, timeZone)));
  return offset ?? askOffset(instant, timeZone);
}

const QUARTER_MS = 15 * MINUTE_MS;
const QUARTERS = DAY_MS / QUARTER_MS;

/** Null: it changes within that time. */
function offsetWithin(start: number, ms: number, timeZone: string): number | null {
  const offset = askOffset(new Date(start), timeZone);
  return askOffset(new Date(start + ms - 1), timeZone) === offset ? offset : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function askOffset(instant: Date, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
    formats.set(timeZone, format);
  }
  const seen = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = seen;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant.getTime() / SECOND_MS) * SECOND_MS;
}

/** Calendar arithmetic: `days` may be negative. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return dayAt(Date.UTC(day.year, day.month - 1, day.day + days));
}

/** The instant at which the day of `instant` begins in a zone. */
export function startOfDay(instant: Date, timeZone: string): Date {
  return instantIn(dayIn(instant, timeZone), timeZone);
}
