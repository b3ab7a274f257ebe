import { dayIn, instantIn } from "../lib/time.ts";

/** The rule by which the ledger knows a month's prize. */
export const RULE = "leaderboard";
/** How rules of draws begin (draws/content/terms.ts): what chance has brought is not earned. */
export const DRAWS = "draw-";
export const RULE_TITLE = { en: "Leaderboard", de: "Bestenliste" };
/** The same among the names of rules. */
export const BOARD = { key: RULE, kind: "leaderboard" as const, title: RULE_TITLE };
export const MOST_PRIZE = 1_000_000;

const SHORTEST = 2;
const LONGEST = 20;
/** Letters, digits, and single blanks, hyphens and underscores between them. */
const SHAPE = /^[\p{L}\p{N}]+(?:[ _-][\p{L}\p{N}]+)*$/u;
/** What could be called. */
const NUMBER = /(?:\d[ _-]?){6}/;

/** An alias as it is kept; null for what may not be one: too short or long, an address, a link, a number to call. */
export function aliasOf(typed: string): string | null {
  const alias = typed.normalize("NFKC").replace(/\s+/g, " ").trim();
  if (alias.length < SHORTEST || alias.length > LONGEST) return null;
  return SHAPE.test(alias) && /\p{L}/u.test(alias) && !NUMBER.test(alias) && !/^(?:https?|www)\b/i.test(alias) ? alias : null;
}

/** A month of the shop's calendar, numbered one after another. */
export function monthOf(at: Date, timeZone: string): number {
  const { year, month } = dayIn(at, timeZone);
  return year * 12 + month - 1;
}

/** Its first midnight in the shop. */
export function monthStart(month: number, timeZone: string): Date {
  return instantIn({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 }, timeZone);
}
