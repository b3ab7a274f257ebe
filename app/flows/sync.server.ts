import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { lockShop } from "../shops/lock.server.ts";
import type { Shop } from "../shops/shop.ts";
import { react } from "./runs.server.ts";

const BATCH = 1000;

/**
 * Brings runs and timers of all customers in line with the flows: after a flow was switched on or off, and whenever in doubt. In steps of a
 * thousand customers, each a transaction; interrupted, it is simply called again.
 */
export async function syncTimers(db: Db, shop: Shop, now: Date): Promise<void> {
  const { shopId } = shop;
  const { rows } = await sql<{
    enabled: boolean;
  }>`select bool_or(enabled) as enabled from flows where shop_id = ${shopId}`.execute(db);
  if (rows[0]?.enabled === true) {
    await reactToAll(
      db,
      shop,
      now,
      (after) => sql<{ customerId: bigint }>`
      select customer_id as "customerId" from customers
      where shop_id = ${shopId} and customer_id > ${after} and last_order_at is not null order by customer_id limit ${BATCH}
    `,
    );
  }
  // Runs and messages of flows that are off, and runs whose order is no more.
  await reactToAll(
    db,
    shop,
    now,
    (after) => sql<{ customerId: bigint }>`
    select customer_id as "customerId" from (
      select r.customer_id from flow_runs r
      join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
      join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
      where r.shop_id = ${shopId} and r.customer_id > ${after} and r.state <> 'ended' and (not f.enabled or c.last_order_at is null)
      union
      select m.customer_id from messages m join flows f on f.shop_id = m.shop_id and f.flow_id = m.flow_id
      where m.shop_id = ${shopId} and m.customer_id > ${after} and m.state in ('queued', 'sending') and not f.enabled
    ) as stale order by customer_id limit ${BATCH}
  `,
  );
  await sql`
    delete from flow_timers t where t.shop_id = ${shopId}
      and not exists (select 1 from flow_runs r where r.shop_id = t.shop_id and r.run_id = t.run_id and r.state <> 'ended')
  `.execute(db);
}

type CustomersAfter = (after: bigint) => { execute: (db: Db) => Promise<{ rows: { customerId: bigint }[] }> };

async function reactToAll(db: Db, shop: Shop, now: Date, customersAfter: CustomersAfter): Promise<void> {
  let after = 0n;
  for (;;) {
    const { rows } = await customersAfter(after).execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    await db.transaction().execute(async (tx) => {
      await lockShop(tx, shop.shopId);
      await react(
        tx,
        shop,
        rows.map(({ customerId }) => customerId),
        now,
      );
    });
    after = last.customerId;
  }
}
