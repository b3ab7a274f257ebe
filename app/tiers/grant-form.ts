import { addDays, dayIn, instantIn, type CalendarDay } from "../lib/time.ts";

export type GrantErrors = { tier?: "unknown"; until?: "date" };
export type GrantAnswer = { granted: true } | { granted: false; errors: GrantErrors };
export type ParsedGrant = { ok: true; tier: string | null; until: Date | null } | { ok: false; errors: GrantErrors };

const LONGEST_YEARS = 10;

/**
 * A tier and the last day on which it is kept, as the form sends them. An empty tier takes a granted one away.
 * @returns `until`: the instant at which that day ends in the shop's zone
 */
export function parseGrant(form: FormData, levels: readonly string[], now: Date, timeZone: string): ParsedGrant {
  const tier = form.get("tier");
  const errors: GrantErrors = {};
  if (tier === "") return { ok: true, tier: null, until: null };
  if (typeof tier !== "string" || !levels.includes(tier)) errors.tier = "unknown";
  const until = lastDay(form.get("until"), now, timeZone);
  if (until === null) errors.until = "date";
  return typeof tier === "string" && errors.tier === undefined && until !== null
    ? { ok: true, tier, until }
    : { ok: false, errors };
}

function lastDay(text: FormDataEntryValue | null, now: Date, timeZone: string): Date | null {
  const found = typeof text === "string" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) : null;
  if (found === null) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const given: CalendarDay = { year, month, day };
  const real = addDays(given, 0);
  const today = dayIn(now, timeZone);
  const exists = real.year === year && real.month === month && real.day === day;
  const soon = number(given) >= number(today) && number(given) <= number({ ...today, year: today.year + LONGEST_YEARS });
  return exists && soon ? instantIn(addDays(given, 1), timeZone) : null;
}

/** Days in their order. */
function number({ year, month, day }: CalendarDay): number {
  return year * 10_000 + month * 100 + day;
}
