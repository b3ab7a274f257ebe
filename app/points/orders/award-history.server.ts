import { sql } from "kysely";

import type { Batch, BatchPart } from "../../batches/batch.ts";
import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { addAwarded, awardResultSchema, awardSpecSchema, type Awarded, type AwardSpec } from "./award-history.ts";
import { settleOrders } from "./settle.server.ts";

/** A part takes all orders of a few customers, or some orders of nobody. */
const CUSTOMERS = 200;
const ORDERS = 500;

/** When an order was placed, over `orders`; history that was moved into Shopify later is as old as it was (customers/orders/earns.ts). */
const placed = sql`least(created_at, processed_at)`;

/** Orders that do not earn yet: those from before the install, or moved here since. Guests' orders count once somebody claims them. */
function past(shop: Shop, since: string | null) {
  return sql`shop_id = ${shop.shopId} and not earns and (${since}::timestamptz is null or ${placed} >= ${since}::timestamptz)`;
}

/** How many customers have orders that could be awarded. */
export async function countPast(db: Db, shop: Shop, since: string | null): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(distinct customer_id)::int as total from orders where ${past(shop, since)}
  `.execute(db);
  return rows[0]?.total ?? 0;
}

/**
 * Awards the past orders of the next customers. `dryRun` does the same and takes it back, so that both give the same numbers. Orders that earn
 * already are left alone; later refunds take points back under the version that awarded them.
 */
export async function awardHistory(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const spec = awardSpecSchema.parse(batch.spec);
  const result = awardResultSchema.parse(batch.result);
  const orders = await nextOrders(tx, shop, spec, batch.cursor);
  const customerIds = [...new Set(orders.map(({ customerId }) => customerId))];
  const last = customerIds.at(-1);
  if (last === undefined) {
    const more = spec.dryRun ? 0 : await awardGuests(tx, shop, spec, batch);
    return { cursor: batch.cursor, done: batch.done, finished: more < ORDERS, result, changed: [] };
  }
  const orderIds = orders.map(({ orderId }) => orderId);
  const awarded = await (spec.dryRun ? takenBack : asItIs)(tx, async () => {
    await mark(tx, shop, spec, orderIds, batch.createdAt);
    await settleOrders(tx, shop, orderIds, now);
    return readAwarded(tx, shop, orderIds, now);
  });
  return {
    cursor: last,
    done: batch.done + customerIds.length,
    finished: false,
    result: addAwarded(result, awarded),
    changed: spec.dryRun ? [] : customerIds,
  };
}

type PastOrder = { orderId: bigint; customerId: bigint };

/** Whole customers only: the orders of one are awarded together. */
async function nextOrders(tx: Tx, shop: Shop, { since }: AwardSpec, after: bigint): Promise<PastOrder[]> {
  const { rows } = await sql<PastOrder>`
    with people as (
      select customer_id, count(*) as orders from orders
      where ${past(shop, since)} and customer_id > ${after} group by customer_id order by customer_id limit ${CUSTOMERS}
    ), part as (
      select customer_id from (
        select customer_id, sum(orders) over (order by customer_id) - orders as before from people
      ) p where before < ${ORDERS}
    )
    select order_id as "orderId", customer_id as "customerId" from orders
    where ${past(shop, since)} and customer_id in (select customer_id from part) order by customer_id, order_id
  `.execute(tx);
  return rows;
}

async function mark(tx: Tx, shop: Shop, spec: AwardSpec, orderIds: readonly bigint[], startedAt: Date): Promise<void> {
  await sql`
    update orders set earns = true, program_version = ${spec.programVersion},
      points_from = ${spec.waiting === "none" ? startedAt : null}::timestamptz
    where shop_id = ${shop.shopId} and order_id = any(${ids(orderIds)}) and not earns
  `.execute(tx);
}

/** Orders of guests earn for whoever claims them. */
async function awardGuests(tx: Tx, shop: Shop, spec: AwardSpec, batch: Batch): Promise<number> {
  const { rows } = await sql<{ orderId: bigint }>`
    select order_id as "orderId" from orders where ${past(shop, spec.since)} and customer_id is null order by order_id limit ${ORDERS}
  `.execute(tx);
  const orderIds = rows.map(({ orderId }) => orderId);
  if (orderIds.length > 0) await mark(tx, shop, spec, orderIds, batch.createdAt);
  return orderIds.length;
}

async function readAwarded(tx: Tx, shop: Shop, orderIds: readonly bigint[], now: Date): Promise<Awarded[]> {
  const { rows } = await sql<Awarded>`
    select e.customer_id as "customerId", to_char(least(o.created_at, o.processed_at) at time zone ${shop.timeZone}, 'YYYY-MM') as month,
      coalesce(sum(e.points) filter (where e.available_at <= ${now}), 0)::bigint as available,
      coalesce(sum(e.points) filter (where e.available_at > ${now}), 0)::bigint as pending
    from ledger_entries e join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id
    where e.shop_id = ${shop.shopId} and e.order_id = any(${ids(orderIds)}) and e.kind = 'order'
    group by e.customer_id, o.order_id, month having sum(e.points) <> 0
  `.execute(tx);
  return rows;
}

function asItIs<Result>(_tx: Tx, work: () => Promise<Result>): Promise<Result> {
  return work();
}

async function takenBack<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result> {
  await sql`savepoint dry_run`.execute(tx);
  try {
    return await work();
  } finally {
    await sql`rollback to savepoint dry_run`.execute(tx);
  }
}
