export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** 24 hours. A day of the calendar may have 23 or 25: see `dayStart`. */
export const DAY_MS = 86_400_000;

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d))$/;

/** An instant written as ISO 8601 has it, with `Z` or an offset; what is finer than a millisecond is cut off. @throws RangeError when the text is none */
export function parseInstant(text: string): Date {
  const found = INSTANT.exec(text);
  const [year = NaN, month = 1, day, hour, minute, second = 0] = (found?.slice(1, 7) ?? []).map((part) => Number(part || 0));
  const { sign, hours = "0", minutes = "0" } = found?.groups ?? {};
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const offset = (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS) * (sign === "-" ? -1 : 1);
  // The calendar moves the 31st of a short month on; written back it is another text then.
  const real = !Number.isNaN(wall.getTime()) && wall.toISOString().slice(0, 16) === text.slice(0, 16) && second < 60;
  if (!real || Number(hours) > 23 || Number(minutes) > 59) throw new RangeError(`"${text.slice(0, 40)}" is no instant`);
  const milliseconds = Number((found?.[7] ?? "").padEnd(3, "0").slice(0, 3));
  return new Date(wall.getTime() + milliseconds - offset);
}
