import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { joined } from "./attributes/joins.ts";
import { settingOf, type SegmentShop } from "./compiled.server.ts";
import { read } from "./language/check.ts";
import { compile } from "./meaning/compile.ts";
import { joinsOf } from "./meaning/depends.ts";

/**
 * Which of these queries each customer meets now, whether or not they are segments of the shop. Nobody meets one that cannot be read; deleted, erased and
 * merged customers meet none. Customers who meet none may be missing.
 */
export async function whoMeets(
  db: Db,
  shop: SegmentShop,
  queries: readonly string[],
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, Set<string>>> {
  const readable = queries.flatMap((source) => {
    const checked = read(source);
    return checked.ok ? [{ source, query: checked.query }] : [];
  });
  if (readable.length === 0 || customerIds.length === 0) return new Map();
  const setting = settingOf(shop, now);
  const each = readable.map(({ query }, at) => sql`case when ${compile(query, setting)} then ${sql.lit(at)}::int end`);
  const { rows } = await sql<{ customer_id: bigint; held: number[] }>`
    select c.customer_id, array_remove(array[${sql.join(each)}], null) as held
    from customers c ${joined(joinsOf(readable.map(({ query }) => query)))}
    where c.shop_id = ${shop.shopId} and c.customer_id = any(${ids(customerIds)})
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
  `.execute(db);
  return new Map(rows.map(({ customer_id, held }) => [customer_id, new Set(held.flatMap((at) => readable[at]?.source ?? []))]));
}
