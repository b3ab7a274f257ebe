import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { backoffSql } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { EVERY_MS, OVERLAP_MS, SETTLING_MS, type Found, type Problem, type Span } from "./spans.ts";

/** Gives every installed shop its frequent comparison, the first ones spread over ten minutes. */
export async function ensureReconciliations(db: Db, now: Date): Promise<void> {
  await sql`
    insert into reconciliations (shop_id, span, next_at)
    select shop_id, 'recent', ${now}::timestamptz + (shop_id % 10) * interval '1 minute' from shops s
    where status = 'installed' and not exists (select from reconciliations r where r.shop_id = s.shop_id and r.span = 'recent')
    on conflict (shop_id, span) do nothing
  `.execute(db);
}

/** What is to be worked on now, longest due first. */
export async function listDue(db: Db, now: Date): Promise<{ shopId: number; span: Span }[]> {
  const { rows } = await sql<{ shopId: number; span: Span }>`
    select r.shop_id as "shopId", span from reconciliations r join shops s on s.shop_id = r.shop_id and s.status = 'installed'
    where next_at <= ${now} order by next_at, r.shop_id
  `.execute(db);
  return rows;
}

/** Opens a wide comparison of the last `lookBackMs` for every installed shop, spread over an hour. One that is under way goes on instead. */
export async function openWideForAll(db: Db, lookBackMs: number, now: Date): Promise<void> {
  await openWide(db, sql`${now}::timestamptz + (shop_id % 60) * interval '1 minute'`, sql`status = 'installed'`, lookBackMs, now);
}

/** As `openWideForAll`, for one shop and at once; one that is under way, but resting after a failure, is tried at once. */
export async function openWideFor(db: Db, shopId: number, lookBackMs: number, now: Date): Promise<void> {
  await openWide(db, sql`${now}::timestamptz`, sql`shop_id = ${shopId}`, lookBackMs, now);
  await sql`update reconciliations set next_at = ${now} where shop_id = ${shopId} and span = 'wide' and next_at > ${now}`.execute(
    db,
  );
}

async function openWide(
  db: Db,
  nextAt: ReturnType<typeof sql>,
  which: ReturnType<typeof sql>,
  lookBackMs: number,
  now: Date,
): Promise<void> {
  const from = plusMs(now, -lookBackMs);
  await sql`
    insert into reconciliations (shop_id, span, customers_upto, orders_upto, until, next_at)
    select shop_id, 'wide', ${from}, ${from}, ${plusMs(now, -SETTLING_MS)}, ${nextAt} from shops where ${which}
    on conflict (shop_id, span) do update set customers_upto = excluded.customers_upto, orders_upto = excluded.orders_upto,
      until = excluded.until, next_at = excluded.next_at, attempts = 0, problem = null, failing_since = null,
      customers_seen = 0, customers_caught = 0, orders_seen = 0, orders_caught = 0, total = null
    where reconciliations.until is null
  `.execute(db);
}

/** A comparison under way: what is left of it is what Shopify changed from `customersFrom` or `ordersFrom` to `until`. */
export type Comparison = { span: Span; customersFrom: Date; ordersFrom: Date; until: Date; total: number | null };

/**
 * The comparison to go on with, or to begin. Before the instant at which Shopify was asked for the shop's history there is nothing to compare:
 * that history is how things were.
 * @returns null when there is none to do, "reading" while the history is still being read
 */
export async function begin(db: Db, shop: Shop, span: Span, now: Date): Promise<Comparison | "reading" | null> {
  const { shopId } = shop;
  const history = await readHistory(db, shop);
  if (history === "reading") {
    await sql`
      update reconciliations set next_at = ${plusMs(now, MINUTE_MS)} where shop_id = ${shopId} and span = ${span} and next_at is not null
    `.execute(db);
    return "reading";
  }
  const until = plusMs(now, -SETTLING_MS);
  const { rows } = await sql<{ customersUpto: Date | null; ordersUpto: Date | null; until: Date; total: number | null }>`
    update reconciliations set until = case when span = 'recent' then ${until} else until end,
      customers_seen = case when until is null then 0 else customers_seen end,
      customers_caught = case when until is null then 0 else customers_caught end,
      orders_seen = case when until is null then 0 else orders_seen end,
      orders_caught = case when until is null then 0 else orders_caught end
    where shop_id = ${shopId} and span = ${span} and (span = 'recent' or until is not null)
    returning customers_upto as "customersUpto", orders_upto as "ordersUpto", until, total
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const from = (upto: Date | null, start: Date) => {
    const first = span === "recent" ? (upto ?? start) : upto === null || upto < start ? start : upto;
    return plusMs(first, -OVERLAP_MS);
  };
  return {
    ...{ span, until: row.until, total: row.total },
    customersFrom: from(row.customersUpto, history.customers),
    ordersFrom: from(row.ordersUpto, history.orders),
  };
}

/** Since when webhooks had to tell of changes: when Shopify was asked for the history, or when the app came where it never was. */
async function readHistory(db: Db, shop: Shop): Promise<{ customers: Date; orders: Date } | "reading"> {
  const { rows } = await sql<{ kind: string; state: string; startedAt: Date | null }>`
    select kind, state, started_at as "startedAt" from backfills where shop_id = ${shop.shopId} and kind in ('customers', 'orders')
  `.execute(db);
  if (rows.some(({ state }) => state !== "done" && state !== "failed")) return "reading";
  const since = (kind: string) => rows.find((row) => row.kind === kind && row.state === "done")?.startedAt ?? shop.installedAt;
  return { customers: since("customers"), orders: since("orders") };
}

export type Step = { kind: "customers" | "orders"; seen?: number; caught?: number; upto?: Date };

/** Notes what a part of a comparison has done. With `upto`, everything that changed until then has been applied. */
export async function advance(db: Db, shopId: number, span: Span, step: Step): Promise<void> {
  const column = (name: string) => sql.ref(`${step.kind}_${name}`);
  await sql`
    update reconciliations set ${column("seen")} = ${column("seen")} + ${step.seen ?? 0}, ${column("caught")} = ${column("caught")} + ${step.caught ?? 0},
      ${column("upto")} = greatest(${column("upto")}, ${step.upto ?? null}::timestamptz)
    where shop_id = ${shopId} and span = ${span}
  `.execute(db);
}

export async function noteTotal(db: Db, shopId: number, span: Span, total: number): Promise<void> {
  await sql`update reconciliations set total = ${total} where shop_id = ${shopId} and span = ${span}`.execute(db);
}

/** Ends a comparison that has come to its end, and adds what it found to the day's. @returns what it found; null when another worker has ended it */
export async function finish(db: Db, shop: Shop, span: Span, now: Date): Promise<Found | null> {
  const { rows } = await sql<Found>`
    with ended as (
      update reconciliations set until = null, attempts = 0, problem = null, failing_since = null,
        next_at = ${span === "recent" ? plusMs(now, EVERY_MS) : null}::timestamptz,
        last = jsonb_build_object('at', ${now.toISOString()}::text, 'customersSeen', customers_seen, 'customersCaught', customers_caught,
          'ordersSeen', orders_seen, 'ordersCaught', orders_caught)
      where shop_id = ${shop.shopId} and span = ${span} and until is not null
      returning customers_seen, customers_caught, orders_seen, orders_caught
    ), noted as (
      insert into reconciliation_days as d (shop_id, day, comparisons, customers_seen, customers_caught, orders_seen, orders_caught)
      select ${shop.shopId}, (${now}::timestamptz at time zone ${shop.timeZone})::date, 1, customers_seen, customers_caught, orders_seen, orders_caught
      from ended
      on conflict (shop_id, day) do update set comparisons = d.comparisons + 1,
        customers_seen = d.customers_seen + excluded.customers_seen, customers_caught = d.customers_caught + excluded.customers_caught,
        orders_seen = d.orders_seen + excluded.orders_seen, orders_caught = d.orders_caught + excluded.orders_caught
    )
    select customers_seen as "customersSeen", customers_caught as "customersCaught", orders_seen as "ordersSeen", orders_caught as "ordersCaught"
    from ended
  `.execute(db);
  return rows[0] ?? null;
}

/** Lets a comparison that failed rest, longer each time and at most two hours; it goes on where it was. */
export async function fail(db: Db, shopId: number, span: Span, problem: Problem, now: Date): Promise<void> {
  await sql`
    update reconciliations set attempts = attempts + 1, problem = ${problem}, failing_since = coalesce(failing_since, ${now}::timestamptz),
      next_at = ${now}::timestamptz + ${backoffSql(sql`attempts + 1`, MINUTE_MS, 2 * HOUR_MS)}
    where shop_id = ${shopId} and span = ${span}
  `.execute(db);
}
