import { dayIn } from "../../lib/time.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";

/**
 * What a claim may be rewarded once for: a review's product, a survey's turn within its period, a follow or share at all. Null when a review names no
 * product. No occasion has a colon, which keys of entries are divided by.
 * @param claimed how often it has been claimed in the rule's period
 */
export function occasionIn(rule: Bonus, named: string, claimed: number, now: Date, timeZone: string): string | null {
  if (rule.kind === "review") return /^[1-9]\d{0,18}$/.test(named) ? named : null;
  if (rule.kind === "social" || rule.cap.times === 1)
    return rule.kind === "social" ? "" : periodName(rule.cap.period, now, timeZone);
  // Beyond the last turn the last one is named again, which has been claimed.
  const turn = Math.min(claimed + 1, rule.cap.times);
  return `${periodName(rule.cap.period, now, timeZone)}#${turn}`;
}

function periodName(period: Bonus["cap"]["period"], now: Date, timeZone: string): string {
  const { year, month, day } = dayIn(now, timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  switch (period) {
    case "ever":
      return "";
    case "year":
      return String(year);
    case "month":
      return `${year}-${two(month)}`;
    case "day":
      return `${year}-${two(month)}-${two(day)}`;
  }
}

/** Words are compared without regard to case, accents as typed, and the blanks around them. */
export function sameWord(said: string, expected: string): boolean {
  const plain = (word: string) => word.normalize("NFKC").trim().toLowerCase();
  return plain(said) === plain(expected);
}
