import { sql } from "kysely";

import type { Db, Tx } from "../db.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { plusMs } from "../lib/time.ts";
import { loadCompiled, type SegmentShop } from "./compiled.server.ts";

/** What changes of customers outside of the changes of their shop. The database notes of whom, as far as the shop's segments ask for it (migration segment_moves). */
const OUTSIDE = ["messages", "flows"] as const;
type Outside = (typeof OUTSIDE)[number];

/**
 * Lets the database note what the shop's segments ask for, and nothing else. To be followed by a look at everybody: what happened before was not noted.
 */
export async function watch(db: Db, shop: SegmentShop, now: Date): Promise<void> {
  const asked: Outside[] = [];
  for (const what of OUTSIDE) if (!(await loadCompiled(db, shop, now, [what])).idle) asked.push(what);
  await sql`
    insert into segment_watches (shop_id, what) select ${shop.shopId}, unnest(${asked}::text[]) on conflict do nothing
  `.execute(db);
  await sql`delete from segment_watches where shop_id = ${shop.shopId} and what <> all(${asked}::text[])`.execute(db);
}

/** Customers of whom something has changed that nobody has looked at, across shops, the longest first. */
export async function listMoved(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, customer_id from (
      select shop_id, customer_id, min(move_id) as first from segment_moves where due_at is null or due_at <= ${now} group by shop_id, customer_id
    ) moved order by first limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

/** Takes what was noted of these customers: whoever calls looks at them in the same transaction. */
export async function takeMoved(tx: Tx, shopId: number, customerIds: readonly bigint[]): Promise<Record<Outside, bigint[]>> {
  const { rows } = await sql<{ customer_id: bigint; what: Outside }>`
    with taken as (
      delete from segment_moves where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) returning customer_id, what
    )
    select distinct customer_id, what from taken order by customer_id, what
  `.execute(tx);
  const of = (what: Outside) => rows.filter((row) => row.what === what).map(({ customer_id }) => customer_id);
  return { messages: of("messages"), flows: of("flows") };
}

/** Lets customers of a shop that fails or is busy rest, so that they hold up no other shop. */
export async function postponeMoved(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  restMs: number,
): Promise<void> {
  await sql`
    update segment_moves set due_at = ${plusMs(now, restMs)} where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
}
