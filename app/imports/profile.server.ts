import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** Whom each customer lives on as, merges followed; who was deleted or erased is not in it. */
export async function liveCustomers(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ asked: bigint; customerId: bigint }>`
    with recursive chain as (
      select customer_id as asked, customer_id, merged_into, deleted_at, redacted_at, 0 as depth from customers
      where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
      union all
      select chain.asked, c.customer_id, c.merged_into, c.deleted_at, c.redacted_at, chain.depth + 1 from customers c
      join chain on c.shop_id = ${shopId} and c.customer_id = chain.merged_into where chain.depth < 20
    )
    select asked, customer_id as "customerId" from chain where merged_into is null and deleted_at is null and redacted_at is null
  `.execute(db);
  return new Map(rows.map(({ asked, customerId }) => [asked, customerId]));
}

type Profile = { floor: { tier: string; until: string | null } | null; birthday: string | null };

/** What an import may set of a customer besides points. */
export async function readProfile(db: Db, shopId: number, customerId: bigint): Promise<Profile> {
  const { rows } = await sql<{ tier: string | null; until: Date | null; birthday: string | null }>`
    select floor_tier as tier, floor_until as until, lpad(birthday_month::text, 2, '0') || '-' || lpad(birthday_day::text, 2, '0') as birthday
    from members where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  return {
    floor: row?.tier == null ? null : { tier: row.tier, until: row.until?.toISOString() ?? null },
    birthday: row?.birthday ?? null,
  };
}
