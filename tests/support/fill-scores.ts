import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { groupAt } from "../../app/insights/rfm/groups.ts";
import { recordset } from "../../app/lib/rows.server.ts";

/** Scores of every customer of a filled shop who has bought, over all cells of the map; and a code on one order of three. */
export async function fillScores(db: Db, shopId: number, now: Date): Promise<void> {
  const cells = [1, 2, 3, 4, 5].flatMap((recency) =>
    [1, 2, 3, 4, 5].map((worth) => ({ recency, worth, name: groupAt(recency, worth) })),
  );
  await sql`
    insert into customer_scores (shop_id, customer_id, scored_on, recency, frequency, monetary, rfm_group, purchase_days, last_purchase_on)
    select ${shopId}, c.customer_id, ${now}::date, g.recency, g.worth, g.worth, g.name, 1, ${now}::date
    from customers c
    join ${recordset(cells)} as g(recency int, worth int, name text) on g.recency = 1 + c.customer_id % 5 and g.worth = 1 + c.customer_id / 5 % 5
    where c.shop_id = ${shopId} and c.orders_count > 0
  `.execute(db);
  await sql`
    update orders set snapshot = jsonb_build_object('discountCodes', jsonb_build_array('ONLY-' || order_id)) where shop_id = ${shopId} and order_id % 3 = 2
  `.execute(db);
}
