import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";

/** Tries go on in one row after the kept customer's own; who has passed has passed, since the first time, with the kept customer's name where there is one. */
async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    update learning_attempts a set customer_id = ${keptId}, number = n.number
    from (
      select g.module_id, g.number as before, row_number() over (partition by g.module_id order by g.number) + coalesce((
        select max(k.number) from learning_attempts k
        where k.shop_id = ${shopId} and k.module_id = g.module_id and k.customer_id = ${keptId}), 0) as number
      from learning_attempts g where g.shop_id = ${shopId} and g.customer_id = ${goneId}
    ) n
    where a.shop_id = ${shopId} and a.customer_id = ${goneId} and a.module_id = n.module_id and a.number = n.before
  `.execute(tx);
  await sql`
    update learning_passes k set passed_at = least(k.passed_at, g.passed_at), points = k.points + g.points,
      certificate_name = coalesce(k.certificate_name, g.certificate_name)
    from learning_passes g
    where k.shop_id = ${shopId} and k.customer_id = ${keptId} and g.shop_id = ${shopId} and g.customer_id = ${goneId}
      and g.module_id = k.module_id
  `.execute(tx);
  await sql`
    delete from learning_passes g using learning_passes k
    where g.shop_id = ${shopId} and g.customer_id = ${goneId} and k.shop_id = ${shopId} and k.customer_id = ${keptId}
      and k.module_id = g.module_id
  `.execute(tx);
  await sql`update learning_passes set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
}

export const learning: Noun = {
  // Nothing has to be kept: the ledger says what passing brought.
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from learning_attempts where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
    await sql`delete from learning_passes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  },
  merge,
  // Nothing of it follows from orders.
  follow: null,
  byTime: [],
  loops: [],
};
