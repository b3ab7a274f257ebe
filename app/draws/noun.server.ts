import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db, Tx } from "../db.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { HOUR_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { findDraw } from "./draws.server.ts";
import { listOwed, noteGiven } from "./entries/entries.server.ts";
import { giveReward } from "./entries/give.server.ts";

/** Customers whose reward could not be given, and is to be tried again. */
async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select e.shop_id, e.customer_id from draw_entries e join shops s on s.shop_id = e.shop_id and s.status = 'installed'
    where e.due_at <= ${now} group by e.shop_id, e.customer_id order by min(e.due_at) limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

async function giveOwed(tx: Tx, shop: Shop, customerIds: bigint[], at: Date): Promise<object> {
  for (const { drawId, ...entry } of await listOwed(tx, shop.shopId, customerIds, at)) {
    const draw = await findDraw(tx, shop.shopId, drawId);
    if (draw !== null) await noteGiven(tx, shop.shopId, drawId, { ...entry, ...(await giveReward(tx, shop, draw, entry, at)) });
  }
  return {};
}

async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update draw_entries set due_at = ${plusMs(now, HOUR_MS)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and due_at <= ${now}
  `.execute(db);
}

/** All entries stay, under their numbers: the record is fixed. Where both took part in one period, the later one has none from now on. */
async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    update draw_entries l set period = null from draw_entries e
    where l.shop_id = ${shopId} and e.shop_id = ${shopId} and l.draw_id = e.draw_id and l.period = e.period and e.number < l.number
      and (l.customer_id = ${goneId} and e.customer_id = ${keptId} or l.customer_id = ${keptId} and e.customer_id = ${goneId})
  `.execute(tx);
  await sql`update draw_entries set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
}

export const draws: Noun = {
  // What remains says of a number that means nobody what it drew: without it the record could not be verified.
  forget: async (db, shopId, { customerIds }) => {
    await sql`update draw_entries set due_at = null where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
      db,
    );
  },
  merge,
  // Nothing of a draw follows from orders.
  follow: null,
  byTime: [{ loop: "draws", listDue, work: giveOwed, rest: postpone }],
  loops: [],
};
