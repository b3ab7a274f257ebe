import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db, Tx } from "../db.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { merge } from "./awards/merge.server.ts";
import { settle } from "./awards/settle.server.ts";

/** Customers of whom a day has come, or whose reward is to be given. */
async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select a.shop_id, a.customer_id from achievement_awards a join shops s on s.shop_id = a.shop_id and s.status = 'installed'
    join achievements d on d.shop_id = a.shop_id and d.achievement_id = a.achievement_id and d.state in ('active', 'paused')
    where a.due_at <= ${now} order by a.due_at limit ${limit}
  `.execute(db);
  return unique(customersByShop(rows));
}

async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update achievement_awards set due_at = ${plusMs(now, MINUTE_MS)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and due_at <= ${now}
  `.execute(db);
}

/** What was due of these customers; of those who are gone nothing is any more. */
async function settleDue(tx: Tx, shop: Shop, customerIds: bigint[], at: Date): Promise<{ achievements: bigint[] }> {
  const achievements = await settle(tx, shop, customerIds, at);
  await sql`
    update achievement_awards set due_at = null where shop_id = ${shop.shopId} and customer_id = any(${ids(customerIds)}) and due_at <= ${at}
  `.execute(tx);
  return { achievements };
}

/** The next customers of each shop who were there before something became active, and have not been looked at since. */
async function listUnseen(db: Db, _now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select d.shop_id, c.customer_id from (
      select shop_id, min(looked_at) as after from achievements where state = 'active' and looked_at is not null group by shop_id
    ) d join shops s on s.shop_id = d.shop_id and s.status = 'installed'
    cross join lateral (
      select customer_id from customers where shop_id = d.shop_id and customer_id > d.after order by customer_id limit ${limit}
    ) c order by d.shop_id, c.customer_id
  `.execute(db);
  return customersByShop(rows);
}

/** Whatever became active since these were listed has customers before them to look at, and is not moved on. */
async function look(tx: Tx, shop: Shop, customerIds: bigint[], at: Date): Promise<{ achievements: bigint[] }> {
  const achievements = await settle(tx, shop, customerIds, at);
  const [first = 0n, last = 0n] = [customerIds[0], customerIds.at(-1)];
  await sql`
    update achievements d set looked_at = ${last} where d.shop_id = ${shop.shopId} and d.state = 'active' and d.looked_at < ${last}
      and not exists (select from customers c where c.shop_id = d.shop_id and c.customer_id > d.looked_at and c.customer_id < ${first})
  `.execute(tx);
  return { achievements };
}

function unique(byShop: ReadonlyMap<number, bigint[]>): Map<number, bigint[]> {
  return new Map([...byShop].map(([shopId, customerIds]) => [shopId, [...new Set(customerIds)]]));
}

export const achievements: Noun = {
  // What remains says of a number that means nobody which badges it had: that keeps the places of challenges, and what the ledger posted, explained.
  forget: async (db, shopId, { customerIds }) => {
    await sql`
      update achievement_awards set due_at = null, products = '{}' where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    `.execute(db);
  },
  merge: (tx, { shopId }, { goneId, keptId }, now) => merge(tx, shopId, goneId, keptId, now),
  // They follow orders before tiers are looked at, and segments after those were (pipeline/apply, pipeline/follow).
  follow: null,
  byTime: [
    { loop: "achievements", listDue, work: settleDue, rest: postpone },
    { loop: "achievements", listDue: listUnseen, work: look, rest: null },
  ],
  loops: [],
};
