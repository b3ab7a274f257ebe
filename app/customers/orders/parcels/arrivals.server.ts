import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { together } from "../../../db/together.ts";
import { orderSnapshotSchema, type OrderSnapshot } from "../../../facts/order-snapshot.ts";
import { customersByShop, ids, recordset } from "../../../lib/rows.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { tell } from "../../timeline.server.ts";
import { milestonesOf } from "../order-events.ts";
import { paidAtOf } from "../order-reached.ts";
import { arrivalOf, arrivalOfLine, type Arrival } from "./arrival.ts";
import { readWays, withTimes } from "./habits.server.ts";
import { readParcels } from "./parcels.server.ts";

type Owned = { order: OrderSnapshot; owner: bigint | null };

/** When these orders have arrived, or will have, by what is known of their parcels and of how the shop sends. Tests, and what is not sent, are left out. */
export async function findArrivals(db: Db, shop: Shop, orders: readonly Owned[]): Promise<Map<bigint, Arrival>> {
  const real = orders.filter(({ order }) => !order.test);
  if (real.length === 0) return new Map();
  const [parcels, { countries, habits: untimed }] = await together([
    readParcels(
      db,
      shop.shopId,
      real.map(({ order }) => order.orderId),
    ),
    readWays(
      db,
      shop,
      real.flatMap(({ owner }) => owner ?? []),
    ),
  ]);
  const onTheWay = real.some(({ order }) => order.fulfilledAt !== null || parcels.has(order.orderId));
  const habits = onTheWay ? await withTimes(db, shop, untimed) : untimed;
  return new Map(
    real.flatMap(({ order, owner }): [bigint, Arrival][] => {
      const country = owner === null ? null : (countries.get(owner) ?? null);
      const arrival = arrivalOf(order, paidAtOf(order), parcels.get(order.orderId) ?? [], country, habits);
      return arrival === null ? [] : [[order.orderId, arrival]];
    }),
  );
}

/**
 * Of orders that travel in several parcels, when each of their lines has arrived, or will have: by `order:line`. Null for a line that has not been sent. Of all
 * others what `orders` says of the whole holds.
 */
export async function findLineArrivals(db: Db, shop: Shop, orderIds: readonly bigint[]): Promise<Map<string, Arrival | null>> {
  const { rows } = await sql<{ order_id: bigint; snapshot: unknown; country: string | null }>`
    select o.order_id, o.snapshot, c.country_code as country
    from orders o left join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    where o.shop_id = ${shop.shopId} and o.order_id = any(${ids(orderIds)})
      and (select count(*) from order_parcels p where p.shop_id = o.shop_id and p.order_id = o.order_id) > 1
  `.execute(db);
  if (rows.length === 0) return new Map();
  const parcels = await readParcels(
    db,
    shop.shopId,
    rows.map(({ order_id }) => order_id),
  );
  const habits = await withTimes(db, shop, (await readWays(db, shop, [])).habits);
  return new Map(
    rows.flatMap(({ order_id, snapshot, country }) => {
      const order = orderSnapshotSchema.parse(snapshot);
      const own = parcels.get(order_id) ?? [];
      return order.lines.map(
        ({ lineId }) => [`${order_id}:${lineId}`, arrivalOfLine(order, lineId, paidAtOf(order), own, country, habits)] as const,
      );
    }),
  );
}

/** Columns of `orders` about an arrival. `arrival_due_at`: when time will have to tell of it; null where that is done, or nobody knows. */
export function arrivalColumns(arrival: Arrival | null, now: Date) {
  return {
    delivered_at: arrival?.by === "delivered" ? arrival.at : null,
    arrives_at: arrival?.at ?? null,
    arrives_by: arrival?.by ?? null,
    arrival_due_at: arrival !== null && arrival.at > now ? arrival.at : null,
  };
}

/** Customers whose orders have arrived by now as far as anybody can say, and who have not been told so. Reads only. */
export async function listArrived(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select distinct shop_id, customer_id from (
      select shop_id, customer_id from orders where arrival_due_at <= ${now} and customer_id is not null order by arrival_due_at limit ${limit}
    ) due order by shop_id, customer_id
  `.execute(db);
  return customersByShop(rows);
}

/** Tells of the arrivals that time has brought, by what is known now. @returns of whom there was something to tell */
export async function tellArrived(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint; snapshot: unknown }>`
    select customer_id, snapshot from orders
    where shop_id = ${shop.shopId} and customer_id = any(${ids(customerIds)}) and arrival_due_at <= ${now} order by order_id for update
  `.execute(db);
  const orders = rows.map(({ customer_id, snapshot }) => ({ owner: customer_id, order: orderSnapshotSchema.parse(snapshot) }));
  if (orders.length === 0) return [];
  const arrivals = await findArrivals(db, shop, orders);
  const columns = orders.map(({ order: { orderId } }) => ({
    order_id: orderId,
    ...arrivalColumns(arrivals.get(orderId) ?? null, now),
  }));
  await sql`
    update orders o set delivered_at = t.delivered_at, arrives_at = t.arrives_at, arrives_by = t.arrives_by, arrival_due_at = t.arrival_due_at
    from ${recordset(columns)} as t(order_id bigint, delivered_at timestamptz, arrives_at timestamptz, arrives_by text, arrival_due_at timestamptz)
    where o.shop_id = ${shop.shopId} and o.order_id = t.order_id
  `.execute(db);
  const events = orders.flatMap(({ order, owner }) => milestonesOf(order, owner, arrivals.get(order.orderId) ?? null, now));
  await tell(db, shop.shopId, events, now);
  return [...new Set(orders.map(({ owner }) => owner))];
}
