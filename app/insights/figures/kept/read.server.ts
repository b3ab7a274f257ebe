import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { countCustomers } from "../../../lib/counts.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../../lib/time.ts";
import { readActiveDays } from "../../../shops/settings/active-days.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { shopDay } from "../../scores/shop-day.ts";
import type { Cohort, Periods } from "../cohorts.ts";
import type { Counts } from "../counts.ts";
import { compared, keyOf, lastDays, lengthOf, LENGTHS, monthsUntil, type Period } from "../period.ts";
import { cohortsKey, workOutFigures } from "./work-out.server.ts";

/** Orders of so many customers are read while the page waits (about a tenth of a second); of more by a job. */
const AT_ONCE = 2_000;
/** So long figures are good enough to be shown: while the page waits, and where a job has to be asked. */
const [FRESH_MS, JOB_FRESH_MS] = [HOUR_MS, DAY_MS];

/** Asks for `workOutFigures` in the background: of a period, or of all that stands. */
export type Later = (asked: Period | null) => Promise<void>;
export type Dated = { period: Period; counts: Counts };
/** A period, the one before, the same a year before, and the months up to it; `working`: they are being worked out, what is told is older or null. */
export type Figures = {
  asOf: Date | null;
  working: boolean;
  window: number;
  current: Dated | null;
  before: Dated | null;
  yearBefore: Dated | null;
  months: Dated[];
};
type Row = { what: string; as_of: Date; window_days: number; figures: unknown };

/**
 * The figures of a period: of so many days up to the last complete one, or of any days. What is too old or missing is worked out at once in small shops, else in the background.
 */
export async function readFigures(db: Db, shop: Shop, now: Date, asked: number | Period, later: Later): Promise<Figures> {
  const yesterday = shopDay(shop, now) - 1;
  const wanted = typeof asked === "number" ? lastDays(asked, yesterday) : asked;
  const stands = wanted.last === yesterday && LENGTHS.some((days) => days === lengthOf(wanted));
  const working = await refresh(db, shop, now, stands ? null : wanted, later);
  const period = working && stands ? await newestOf(db, shop.shopId, wanted) : wanted;
  return readKept(db, shop.shopId, period, working);
}

/** What is kept by now, without asking for more: for pages that show figures among other things. */
export async function readKept(db: Db, shopId: number, period: Period, working = false): Promise<Figures> {
  const [current, before, yearBefore] = compared(period);
  const months = monthsUntil(period.last);
  const rows = await readRows(db, shopId, [current, before, yearBefore, ...months].map(keyOf));
  const find = (one: Period): Dated | null => {
    const row = rows.find(({ what }) => what === keyOf(one));
    return row === undefined ? null : { period: one, counts: row.figures as Counts };
  };
  const row = rows.find(({ what }) => what === keyOf(current));
  return {
    ...{ asOf: row?.as_of ?? null, working, window: row?.window_days ?? 0 },
    ...{ current: find(current), before: find(before), yearBefore: find(yearBefore) },
    months: months.flatMap((month) => find(month) ?? []),
  };
}

/** Figures of so many days up to a day that are kept, whatever day that is: yesterday's, or those of the last night that there was. */
export async function readLatest(db: Db, shop: Shop, now: Date, days: number): Promise<Figures> {
  const wanted = lastDays(days, shopDay(shop, now) - 1);
  return readKept(db, shop.shopId, await newestOf(db, shop.shopId, wanted));
}

export type CohortFigures = { asOf: Date | null; working: boolean; cohorts: Cohort[] };

export async function readCohorts(db: Db, shop: Shop, now: Date, by: Periods, later: Later): Promise<CohortFigures> {
  const working = await refresh(db, shop, now, null, later);
  const [row] = await readRows(db, shop.shopId, [cohortsKey(by)]);
  return { asOf: row?.as_of ?? null, working, cohorts: (row?.figures ?? []) as Cohort[] };
}

/** Whether figures were asked of the background. @param asked null: all that stands */
async function refresh(db: Db, shop: Shop, now: Date, asked: Period | null, later: Later): Promise<boolean> {
  const { shopId } = shop;
  const yesterday = shopDay(shop, now) - 1;
  const key = keyOf(asked ?? lastDays(LENGTHS[0], yesterday));
  const [[row], window, customers] = await Promise.all([
    readRows(db, shopId, [key]),
    readActiveDays(db, shopId),
    countCustomers(db, shopId),
  ]);
  const atOnce = customers <= AT_ONCE;
  const freshUntil = plusMs(now, -(atOnce ? FRESH_MS : JOB_FRESH_MS));
  if (row !== undefined && row.window_days === window && row.as_of > freshUntil) return false;
  if (!atOnce) await later(asked);
  else await workOutFigures(db, shop, now, asked === null ? null : compared(asked));
  return !atOnce;
}

/** The period of the same length that is kept and ends last, as long as no better one is there. */
async function newestOf(db: Db, shopId: number, wanted: Period): Promise<Period> {
  const { rows } = await sql<{ last: number }>`
    select split_part(what, ':', 3)::int as last from kept_figures
    where shop_id = ${shopId} and what like 'period:%' and split_part(what, ':', 3)::int <= ${wanted.last}
      and split_part(what, ':', 3)::int - split_part(what, ':', 2)::int + 1 = ${lengthOf(wanted)}
    order by 1 desc limit 1
  `.execute(db);
  const [found] = rows;
  return found === undefined ? wanted : lastDays(lengthOf(wanted), found.last);
}

async function readRows(db: Db, shopId: number, keys: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select what, as_of, window_days, figures from kept_figures where shop_id = ${shopId} and what = any(${[...keys]}::text[])
  `.execute(db);
  return rows;
}
