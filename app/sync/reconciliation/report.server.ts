import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { lastSchema, type Found, type Last, type Problem } from "./spans.ts";

const PERIOD_DAYS = 30;

export type ReconciliationReport = {
  /** The last comparison that came to its end, of whichever span; null: none yet. */
  last: Last | null;
  /** The wide comparison under way; `total` is null until Shopify has been asked. */
  open: { done: number; total: number | null } | null;
  /** Why comparing fails at present, and since when. */
  problem: { kind: Problem; since: Date } | null;
  /** The last 30 days of the shop, today included. What is looked at several times counts each time. */
  period: Found & { comparisons: number };
  /** Orders that could not be read. */
  unread: number;
};

type Row = {
  span: string;
  open: boolean;
  done: number;
  total: number | null;
  last: unknown;
  problem: Problem | null;
  failingSince: Date | null;
  unread: number;
};

/** What a merchant is shown of comparing with Shopify. */
export async function readReconciliation(db: Db, shop: Shop, now: Date): Promise<ReconciliationReport> {
  const { shopId, timeZone } = shop;
  const { rows } = await sql<Row>`
    select span, until is not null as open, customers_seen + orders_seen as done, total, last, problem, failing_since as "failingSince",
      cardinality(unread_orders) as unread
    from reconciliations where shop_id = ${shopId} order by span desc
  `.execute(db);
  const wide = rows.find(({ span }) => span === "wide");
  const lasts = rows.flatMap(({ last }) => (last === null ? [] : [lastSchema.parse(last)]));
  const failing = rows.find(({ problem }) => problem !== null);
  return {
    last: lasts.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null,
    open: wide?.open === true ? { done: wide.done, total: wide.total } : null,
    problem:
      failing?.problem == null || failing.failingSince === null ? null : { kind: failing.problem, since: failing.failingSince },
    period: await readPeriod(db, shopId, instantIn(addDays(dayIn(now, timeZone), 1 - PERIOD_DAYS), timeZone), timeZone),
    unread: rows.reduce((sum, { unread }) => sum + unread, 0),
  };
}

async function readPeriod(db: Db, shopId: number, since: Date, timeZone: string): Promise<ReconciliationReport["period"]> {
  const { rows } = await sql<ReconciliationReport["period"]>`
    select coalesce(sum(comparisons), 0)::int as comparisons, coalesce(sum(customers_seen), 0)::int as "customersSeen",
      coalesce(sum(customers_caught), 0)::int as "customersCaught", coalesce(sum(orders_seen), 0)::int as "ordersSeen",
      coalesce(sum(orders_caught), 0)::int as "ordersCaught"
    from reconciliation_days where shop_id = ${shopId} and day >= (${since}::timestamptz at time zone ${timeZone})::date
  `.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("A statement of aggregates always has a row");
  return row;
}
