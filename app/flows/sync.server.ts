import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { inLockedShop } from "../shops/lock.server.ts";
import type { Shop } from "../shops/shop.ts";
import { earliestAnchor } from "./plan.ts";
import { react } from "./runs.server.ts";
import * as store from "./store.server.ts";

const BATCH = 1000;

/**
 * Brings runs and timers of all customers in line with the flows: after a flow was switched on or off, and whenever in doubt. In steps of a
 * thousand customers, each a transaction; interrupted, it is simply called again.
 */
export async function syncTimers(db: Db, shop: Shop, now: Date): Promise<void> {
  const { shopId } = shop;
  const { rows } = await sql<{ customer_id: bigint }>`${await whoIsConcerned(db, shop)} order by customer_id`.execute(db);
  for (let start = 0; start < rows.length; start += BATCH) {
    const customerIds = rows.slice(start, start + BATCH).map(({ customer_id }) => customer_id);
    await inLockedShop(db, shopId, (tx) => react(tx, shop, customerIds, now));
  }
  await sql`
    delete from flow_timers t where t.shop_id = ${shopId}
      and not exists (select 1 from flow_runs r where r.shop_id = t.shop_id and r.run_id = t.run_id and r.state <> 'ended')
  `.execute(db);
}

/** How many customers `syncTimers` would look at, counted no further than `most`. */
export async function countConcerned(db: Db, shop: Shop, most: number): Promise<number> {
  const concerned = await whoIsConcerned(db, shop);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select customer_id from (${concerned}) concerned limit ${most}) counted
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** As a query: customers who may get a run of a flow that is on, who have one that goes on, or for whom a message of a flow that is off waits. */
async function whoIsConcerned(db: Db, shop: Shop): Promise<RawBuilder<unknown>> {
  const { shopId } = shop;
  const anchors = (await store.readFlows(db, shop)).flatMap((flow) => earliestAnchor(flow) ?? []);
  const [earliest] = anchors.sort((a, b) => a.getTime() - b.getTime());
  const mayEnter = sql`select customer_id from customers where shop_id = ${shopId} and last_order_at >= ${earliest ?? null} union`;
  return sql`
    ${earliest === undefined ? sql`` : mayEnter}
    select customer_id from flow_runs where shop_id = ${shopId} and state <> 'ended'
    union
    select m.customer_id from messages m join flows f on f.shop_id = m.shop_id and f.flow_id = m.flow_id
    where m.shop_id = ${shopId} and m.state in ('queued', 'sending') and not f.enabled
  `;
}
