import { hourIn } from "../../lib/time.ts";
import { monthOf, startOf } from "../figures/cohorts.ts";
import type { Period } from "../figures/period.ts";
import { shopDay } from "../scores/shop-day.ts";

/** From this hour of the shop's clock on: when the day's work begins. */
const FROM_HOUR = 7;
/** Where nothing could leave on the first, it is still news for so many days. */
const DAYS = 3;

/** The month before, the one before that, and the same a year earlier. `key` is "2026-11". */
export type SummaryMonth = { key: string; month: Period; before: Period; yearBefore: Period };

/** The month that a shop is told of now; null: it is not the first days of one, or too early in the morning. */
export function dueMonth(shop: { timeZone: string }, now: Date): SummaryMonth | null {
  const { day, hour } = hourIn(now, shop.timeZone);
  return day.day <= DAYS && hour >= FROM_HOUR ? lastMonth(shop, now) : null;
}

/** The last month that is over. */
export function lastMonth(shop: { timeZone: string }, now: Date): SummaryMonth {
  const month = monthOf(shopDay(shop, now)) - 1;
  const [year, of] = [Math.floor(month / 12), (month % 12) + 1];
  return {
    key: `${year}-${String(of).padStart(2, "0")}`,
    ...{ month: periodOf(month), before: periodOf(month - 1), yearBefore: periodOf(month - 12) },
  };
}

function periodOf(month: number): Period {
  return { first: startOf(month), last: startOf(month + 1) - 1 };
}
