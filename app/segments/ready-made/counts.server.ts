import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { countCustomers } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { joined } from "../attributes/joins.ts";
import { living, settingOf, type SegmentShop } from "../compiled.server.ts";
import { askedBy, readWhole } from "../language/answers.ts";
import { compile } from "../meaning/compile.ts";
import { joinsOf } from "../meaning/depends.ts";

const PATIENCE_MS = 5_000;
/** About so many customers are looked at, an even share, where there are more than twice as many; else everybody. */
const LOOKED_AT = 10_000;

/** How many customers meet each query, in the order of the queries; null for one that cannot be read. `about`: worked out from a share of the customers. */
export type ReadyCounts = { counts: (number | null)[]; about: boolean };

/**
 * How many customers of a shop would be in segments that it does not have, in one statement. A large shop's are counted on an even share of its customers, by their ids, and
 * multiplied.
 * @returns null when the time did not do
 */
export async function countMeeting(
  db: Db,
  shop: SegmentShop,
  queries: readonly string[],
  now: Date,
  lookedAt = LOOKED_AT,
): Promise<ReadyCounts | null> {
  // What is ready-made asks for no other segments.
  const asked = askedBy([]);
  const checked = queries.map((query) => readWhole(query, asked));
  const readable = checked.flatMap((one) => (one.ok ? [one.query] : []));
  if (readable.length === 0) return { counts: queries.map(() => null), about: false };
  const customers = await countCustomers(db, shop.shopId);
  const parts = customers <= 2 * lookedAt ? 1 : Math.ceil(customers / lookedAt);
  const setting = settingOf(shop, now);
  const each = readable.map((query) => sql`count(*) filter (where ${compile(query, setting)})::int`);
  const found = await askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    const { rows } = await sql<{ counts: number[] }>`
      select array[${sql.join(each)}] as counts from ${parts === 1 ? sql`customers c` : shareOf(shop.shopId, parts)} ${joined(joinsOf(readable))}
      where c.shop_id = ${shop.shopId} and ${living}
    `.execute(tx);
    return rows[0]?.counts ?? [];
  });
  if (found === null) return null;
  const counts = found.values();
  return { counts: checked.map((one) => (one.ok ? (counts.next().value ?? 0) * parts : null)), about: parts > 1 };
}

/** Customers `c` of whom an index alone says that they are among the share. `offset` keeps the planner from reading every row instead. */
function shareOf(shopId: number, parts: number): RawBuilder<unknown> {
  return sql`(
    select customer_id from customers where shop_id = ${shopId} and (hashint8(customer_id) & 2147483647) % ${parts}::int = 0 offset 0
  ) part join customers c on c.shop_id = ${shopId} and c.customer_id = part.customer_id`;
}
