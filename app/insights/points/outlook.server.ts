import type { Db } from "../../db.server.ts";
import { monthsFrom, type Month } from "../../lib/months.ts";
import { readForecast } from "../../points/expiry/forecast.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { shareOf } from "./points-flow.ts";
import { ESTIMATE_CUSTOMERS } from "./points-report.server.ts";

/** What a job has worked out from the whole ledger, and of when it is. */
export type Outlook = {
  /** Null: it has not been worked out yet. */
  asOf: Date | null;
  /** The job should run. */
  stale: boolean;
  /** Points that expire in this month and the eleven after it; what was due before counts in this one. Null where points do not expire. */
  expiring: { month: Month; points: bigint }[] | null;
  /** Of old points the share that has not been spent, null without enough data; and how many customers had some. */
  breakage: { share: number | null; customers: number };
};

const MONTHS = 12;

export async function readOutlook(db: Db, shop: Shop, now: Date): Promise<Outlook> {
  const { asOf, stale, expiring, old } = await readForecast(db, shop, now);
  const months = monthsFrom(now, shop.timeZone, 0, MONTHS);
  const current = months[0]?.key ?? "";
  const overdue = [...(expiring ?? [])].reduce((sum, [month, points]) => (month < current ? sum + points : sum), 0n);
  return {
    ...{ asOf, stale },
    expiring:
      expiring === null
        ? null
        : months.map((month) => ({ month, points: (expiring.get(month.key) ?? 0n) + (month.key === current ? overdue : 0n) })),
    breakage: { share: old.customers >= ESTIMATE_CUSTOMERS ? shareOf(old.unspent, old.points) : null, customers: old.customers },
  };
}
