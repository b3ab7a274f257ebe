import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { joined } from "./attributes/joins.ts";
import { settingOf, type SegmentShop } from "./compiled.server.ts";
import { askedBy, asksForSegments, readWhole } from "./language/answers.ts";
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
  const asked = askedBy(queries.some(asksForSegments) ? await listQueries(db, shop.shopId) : []);
  const readable = queries.flatMap((source) => {
    const checked = readWhole(source, asked);
    return checked.ok ? [{ source, query: checked.query }] : [];
  });
  if (readable.length === 0 || customerIds.length === 0) return new Map();
  const setting = settingOf(shop, now);
  // One row, in which each query names those who meet it: who meets none costs nothing, and the others a number.
  const each = readable.map(({ query }, at) => sql`${compile(query, setting)} as ${sql.ref(`q${at}`)}`);
  const named = readable.map((_, at) => sql`string_agg(customer_id::text, ',') filter (where ${sql.ref(`q${at}`)})`);
  const { rows } = await sql<{ met: (string | null)[] }>`
    select array[${sql.join(named)}] as met from (
      select c.customer_id, ${sql.join(each)}
      from customers c ${joined(joinsOf(readable.map(({ query }) => query)))}
      where c.shop_id = ${shop.shopId} and c.customer_id = any(${ids(customerIds)})
        and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    ) asked
  `.execute(db);
  const found = new Map<bigint, Set<string>>();
  readable.forEach(({ source }, at) => {
    for (const digits of rows[0]?.met[at]?.split(",") ?? []) {
      const customerId = BigInt(digits);
      const met = found.get(customerId);
      if (met === undefined) found.set(customerId, new Set([source]));
      else met.add(source);
    }
  });
  return found;
}

async function listQueries(db: Db, shopId: number): Promise<{ key: string; query: string }[]> {
  const { rows } = await sql<{ key: string; query: string }>`select key, query from segments where shop_id = ${shopId}`.execute(
    db,
  );
  return rows;
}
