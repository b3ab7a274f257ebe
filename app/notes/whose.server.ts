import { sql } from "kysely";

import type { Db } from "../db.server.ts";

/** Whom a merchant writes of under an id: the customer, or whom they have become. Null: nobody, or somebody who is erased. */
export async function whoIsMeant(db: Db, shopId: number, customerId: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ customerId: bigint }>`
    select kept.customer_id as "customerId" from customers c
    join customers kept on kept.shop_id = c.shop_id and kept.customer_id = coalesce(c.merged_into, c.customer_id)
    where c.shop_id = ${shopId} and c.customer_id = ${customerId} and kept.redacted_at is null
  `.execute(db);
  return rows[0]?.customerId ?? null;
}
