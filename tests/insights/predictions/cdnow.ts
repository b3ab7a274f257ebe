import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import type { Purchases } from "../../../app/insights/predictions/models/purchases.ts";
import type { Spender } from "../../../app/insights/predictions/spend/gamma-gamma.ts";
import { DAY_MS } from "../../../app/lib/time.ts";

/** Days since 1970 with what was spent on each, oldest first. */
export type Days = { day: number; amount: number }[];

/** The purchases of each of the 2,357 customers by day (tests/fixtures/histories). */
export function readCdnow(): Days[] {
  const text = gunzipSync(readFileSync("tests/fixtures/histories/cdnow.txt.gz")).toString();
  const byCustomer = new Map<string, Days>();
  for (const line of text.split("\n")) {
    const [, customer, date = "", , dollars] = line.trim().split(/\s+/);
    if (customer === undefined) continue;
    const day = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))) / DAY_MS;
    const days = byCustomer.get(customer) ?? [];
    byCustomer.set(customer, days);
    const same = days.find((other) => other.day === day);
    if (same === undefined) days.push({ day, amount: Number(dollars) });
    else same.amount += Number(dollars);
  }
  return [...byCustomer.values()].map((days) => days.toSorted((a, b) => a.day - b.day));
}

/** The end of the 39 weeks to which models are fitted. */
export const CALIBRATED = Date.UTC(1997, 8, 30) / DAY_MS;

/** What the models know at the end of a day; times in weeks. */
export function purchasesUntil(customers: readonly Days[], end: number): (Purchases & Spender)[] {
  return customers.map((days) => {
    const known = days.filter(({ day }) => day <= end);
    const first = known[0]?.day ?? end;
    const repeats = known.slice(1);
    const total = repeats.reduce((sum, { amount }) => sum + amount, 0);
    return {
      repeats: repeats.length,
      last: ((known.at(-1)?.day ?? first) - first) / 7,
      age: (end - first) / 7,
      mean: repeats.length === 0 ? 0 : total / repeats.length,
    };
  });
}
