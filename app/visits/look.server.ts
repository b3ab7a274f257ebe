import { sql } from "kysely";

import { takeBack, tell, type EventOf } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { customersByShop, ids, recordset } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { toldOf, visitsOf, type VisitEvent } from "./visit.ts";

/** Longer than any visit: what is not looked at again belongs to another. */
const LOOK_BACK_MS = DAY_MS;

const keyOf = (visitId: bigint) => `visit:${visitId}`;

/** Customers of whose visits something is new. Reads only. */
export async function listVisited(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select distinct shop_id, customer_id from (
      select v.shop_id, v.customer_id from visit_events v join shops s on s.shop_id = v.shop_id and s.status = 'installed'
      where v.due_at <= ${now} order by v.due_at limit ${limit}
    ) due order by shop_id, customer_id
  `.execute(db);
  return customersByShop(rows);
}

/** Lets customers of a shop that fails or is busy rest, so that they hold up no other shop. */
export async function postponeVisited(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  restMs: number,
): Promise<void> {
  await sql`
    update visit_events set due_at = ${plusMs(now, restMs)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and due_at is not null
  `.execute(db);
}

type Row = VisitEvent & { customerId: bigint; fresh: boolean; boughtAt: Date | null };

/**
 * Makes visits of what these customers have done, and tells the timeline of each as it is by now: one event a visit, dated at what was done in it last.
 * @returns of whom there was something to tell
 */
export async function tellVisits(db: Db, { shopId }: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const { rows } = await sql<Row>`
    select v.event_id as "eventId", v.customer_id as "customerId", v.kind, v.at, v.product_id as "productId", v.variant_id as "variantId",
      v.quantity, v.visit_id as "visitId", v.due_at is not null as fresh, c.last_order_at as "boughtAt"
    from visit_events v join customers c on c.shop_id = v.shop_id and c.customer_id = v.customer_id
    where v.shop_id = ${shopId} and v.customer_id = any(${ids(customerIds)}) and (v.at > ${plusMs(now, -LOOK_BACK_MS)} or v.due_at is not null)
    order by v.customer_id, v.at, v.event_id
  `.execute(db);
  const placed: { event_id: bigint; visit_id: bigint }[] = [];
  const events: EventOf<"visit.made">[] = [];
  for (const [customerId, own] of Map.groupBy(rows, (row) => row.customerId)) {
    const fresh = new Set(own.flatMap((row) => (row.fresh ? [row.eventId] : [])));
    for (const visit of visitsOf(own)) {
      const isNew = visit.events.filter(({ eventId }) => fresh.has(eventId));
      if (isNew.length === 0) continue;
      placed.push(...isNew.map(({ eventId }) => ({ event_id: eventId, visit_id: visit.visitId })));
      const { at } = visit.events.at(-1) ?? visit.events[0];
      const data = toldOf(visit, own[0]?.boughtAt ?? null);
      events.push({ customerId, kind: "visit.made", key: keyOf(visit.visitId), occurredAt: at, data });
    }
  }
  await sql`
    update visit_events v set visit_id = t.visit_id, due_at = null
    from ${recordset(placed)} as t(event_id bigint, visit_id bigint) where v.shop_id = ${shopId} and v.event_id = t.event_id
  `.execute(db);
  await tell(db, shopId, events, now);
  return [...new Set(events.map(({ customerId }) => customerId))];
}

/** Forgets what a shop keeps no longer, of a visit's end on with what the timeline tells of it. @returns how many */
export async function dropOldVisits(db: Db, now: Date, limit = 10_000): Promise<number> {
  const { rows } = await sql<{ shopId: number; visitId: bigint | null }>`
    delete from visit_events where (shop_id, event_id) in (
      select v.shop_id, v.event_id from visit_events v join pixels p on p.shop_id = v.shop_id
      where v.at < ${now}::timestamptz - make_interval(months => p.months) limit ${limit}
    ) returning shop_id as "shopId", visit_id as "visitId"
  `.execute(db);
  for (const [shopId, own] of Map.groupBy(rows, (row) => row.shopId))
    await takeBack(db, shopId, [...new Set(own.flatMap(({ visitId }) => (visitId === null ? [] : [keyOf(visitId)])))]);
  return rows.length;
}
