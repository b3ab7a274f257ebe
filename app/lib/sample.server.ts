import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../db.server.ts";
import { sending } from "../db/together.ts";

/** One more than the largest hash. */
const HASHES = 2 ** 31;

/**
 * What stands for all: about this share of all ids, above 0 and up to 1, chosen by a hash that says nothing about them. The same each time, and a smaller share is part of every larger one.
 * @param id a column of customers' ids
 */
export function isSampled(id: RawBuilder<bigint>, share: number): RawBuilder<boolean> {
  return sql`(hashint8(${id}) & 2147483647) < ${Math.ceil(share * HASHES)}::bigint`;
}

/** Such a share of a shop's customers, by id as `customer_id`, those who are gone included: read from an index alone, whatever it is joined with. */
export function sampledCustomers(shopId: number, share: number): RawBuilder<unknown> {
  return sql`(select customer_id from customers where shop_id = ${shopId} and ${isSampled(sql`customer_id`, share)} offset 0)`;
}

/**
 * For the rest of a transaction: what is sampled lies anywhere, and mostly in memory, where one place is as near as another. With PostgreSQL's own guess all rows are read for some
 * hundredths of them, and its costs do not tell how long anything takes.
 */
export async function readAnywhere(tx: Tx): Promise<void> {
  await sql`select set_config('random_page_cost', '1.1', true)`.execute(sending(tx));
}
