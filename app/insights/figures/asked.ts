import { DAY_MS } from "../../lib/time.ts";
import { lastDays, LENGTHS, type Length, type Period } from "./period.ts";

/** What a page's address asks for: so many days up to yesterday, or certain days. */
export type Asked = { kind: Length; period: Period } | { kind: "custom"; period: Period };

const COMMON: Length = 90;
/** Longer periods would compare with years that no shop has. */
const LONGEST = 1_100;
const ISO = /^20\d\d-\d\d-\d\d$/;

/** What cannot be is answered with the common period. @param yesterday the last complete day of the shop, since 1970 */
export function askedOf(query: URLSearchParams, yesterday: number): Asked {
  const [first, last] = [dayOf(query.get("from")), dayOf(query.get("to"))];
  if (first !== null && last !== null && first <= last && last <= yesterday && last - first < LONGEST)
    return { kind: "custom", period: { first, last } };
  const kind = LENGTHS.find((days) => String(days) === query.get("days")) ?? COMMON;
  return { kind, period: lastDays(kind, yesterday) };
}

/** A day as its field has it ("2026-11-30"); null: it is none. */
export function dayOf(iso: string | null): number | null {
  if (iso === null || !ISO.test(iso)) return null;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(ms) || isoOf(ms / DAY_MS) !== iso ? null : ms / DAY_MS;
}

export function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
