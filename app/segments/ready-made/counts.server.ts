import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { countCustomers } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { readAnywhere, sampledCustomers } from "../../lib/sample.server.ts";
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
  const isAll = customers <= 2 * lookedAt;
  const share = isAll ? 1 : lookedAt / customers;
  const part = sql`${sampledCustomers(shop.shopId, share)} part join customers c on c.shop_id = ${shop.shopId} and c.customer_id = part.customer_id`;
  const setting = settingOf(shop, now);
  const each = readable.map((query) => sql`count(*) filter (where ${compile(query, setting)})::int`);
  const found = await askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    await readAnywhere(tx);
    const { rows } = await sql<{ counts: number[] }>`
      select array[${sql.join(each)}] as counts from ${isAll ? sql`customers c` : part} ${joined(joinsOf(readable))}
      where c.shop_id = ${shop.shopId} and ${living}
    `.execute(tx);
    return rows[0]?.counts ?? [];
  });
  if (found === null) return null;
  const counts = found.values();
  return { counts: checked.map((one) => (one.ok ? Math.round((counts.next().value ?? 0) / share) : null)), about: !isAll };
}
