import { sql } from "kysely";

import { keptOrder } from "../customers/orders/counted-orders.server.ts";
import type { Arrival, ArrivalBasis } from "../customers/orders/parcels/arrival.ts";
import { findLineArrivals } from "../customers/orders/parcels/arrivals.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import type { RefillFacts, RefillOrder, Supplies, Supply, Wish } from "./facts.ts";
import { ENOUGH_REPEATS } from "./rhythm.ts";

/** What was bought longer ago tells nothing of what is there today. */
export const LOOKED_BACK_MS = 3 * 365 * DAY_MS;

/** Lines of what runs out, over `orders o`, of orders that their customers have kept. A product counts as soon as one of its variants has a supply. */
const lastingLines = (shopId: number) => sql`
  cross join lateral jsonb_to_recordset(o.snapshot -> 'lines') as l("lineId" bigint, "productId" bigint, "variantId" bigint, "currentQuantity" int, "byPlan" boolean)
  where o.shop_id = ${shopId} and ${keptOrder} and l."currentQuantity" > 0
    and exists (select 1 from supplies s where s.shop_id = ${shopId} and s.product_id = l."productId" and s.variant_id in (0, l."variantId"))`;

type LineRow = {
  customerId: bigint;
  orderId: bigint;
  at: Date;
  arrivesAt: Date | null;
  arrivesBy: ArrivalBasis | null;
  lineId: bigint;
  productId: bigint;
  variantId: bigint | null;
  quantity: number;
  byPlan: boolean;
};

/** What these customers have of what runs out, and what they want of its reminders. Of who has nothing of it, nothing. */
export async function readRefills(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, RefillFacts>> {
  const { shopId } = shop;
  const { rows } = await sql<LineRow>`
    select o.customer_id as "customerId", o.order_id as "orderId", o.processed_at as at, o.arrives_at as "arrivesAt", o.arrives_by as "arrivesBy",
      l."lineId", l."productId", l."variantId", l."currentQuantity" as quantity, coalesce(l."byPlan", false) as "byPlan"
    from orders o
    ${lastingLines(shopId)} and o.customer_id = any(${ids(customerIds)}) and o.processed_at > ${plusMs(now, -LOOKED_BACK_MS)}
    order by o.processed_at, o.order_id
  `.execute(db);
  if (rows.length === 0) return new Map();
  const supplies = await readSupplies(db, shopId, [...new Set(rows.map(({ productId }) => productId))]);
  const arrivals = await findLineArrivals(db, shop, [...new Set(rows.map(({ orderId }) => orderId))]);
  const wishes = await readWishes(db, shopId, customerIds);
  return new Map(
    [...Map.groupBy(rows, ({ customerId }) => customerId)].map(([customerId, own]) => {
      const orders = [...Map.groupBy(own, ({ orderId }) => orderId).values()].map((lines) => orderOf(lines, arrivals));
      return [customerId, { orders, supplies, wishes: wishes.get(customerId) ?? new Map<bigint, Wish>() }];
    }),
  );
}

function orderOf(rows: LineRow[], arrivals: ReadonlyMap<string, Arrival | null>): RefillOrder {
  const [first] = rows;
  if (first === undefined) throw new Error("A group has rows");
  const { orderId, at, arrivesAt, arrivesBy } = first;
  const ofOrder = arrivesAt === null || arrivesBy === null ? null : { at: arrivesAt, by: arrivesBy };
  return {
    ...{ orderId, at },
    lines: rows.map(({ lineId, productId, variantId, quantity, byPlan }) => {
      const own = arrivals.get(`${orderId}:${lineId}`);
      return { productId, variantId, quantity, byPlan, arrival: own === undefined ? ofOrder : own };
    }),
  };
}

async function readSupplies(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Supplies> {
  const { rows } = await sql<Supply & { productId: bigint; variantId: bigint }>`
    select s.product_id as "productId", s.variant_id as "variantId", s.days, s.since, case when i.repeats >= ${ENOUGH_REPEATS} then
      jsonb_build_object('by', case when i.purchase_days is null then 'piece' else 'purchase' end, 'days', coalesce(i.purchase_days, i.median_days)) end as learned
    from supplies s left join repeat_intervals i using (shop_id, product_id, variant_id)
    where s.shop_id = ${shopId} and s.product_id = any(${ids(productIds)})
  `.execute(db);
  return new Map(
    rows.map(({ productId, variantId, ...supply }) => [
      variantId === 0n ? String(productId) : `${productId}:${variantId}`,
      supply,
    ]),
  );
}

async function readWishes(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, Map<bigint, Wish>>> {
  const { rows } = await sql<Wish & { customerId: bigint; productId: bigint }>`
    select customer_id as "customerId", product_id as "productId", snoozed_until as "snoozedUntil", off, asked_at as "askedAt"
    from refill_wishes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  return new Map(
    [...Map.groupBy(rows, ({ customerId }) => customerId)].map(([customerId, own]) => [
      customerId,
      new Map(own.map(({ productId, snoozedUntil, off, askedAt }) => [productId, { snoozedUntil, off, askedAt }])),
    ]),
  );
}

/** Customers who may have something that runs out, as a query. */
export function whoHasRefills(shopId: number, now: Date) {
  return sql`
    select distinct o.customer_id from orders o
    ${lastingLines(shopId)} and o.customer_id is not null and o.processed_at > ${plusMs(now, -LOOKED_BACK_MS)}
  `;
}
