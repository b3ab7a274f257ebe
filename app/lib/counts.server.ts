import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";

/**
 * A count of the shop that the database keeps with the rows that it counts, as SQL: `customers` (that exist for the merchant), `segment:<id>`,
 * `flow:<id>:waiting`, `:active` and `:entered` (runs), `:sent` and `:dropped` (emails), `import:<id>:<state>`, `:tiers` and `:birthdays` (rows), and by the shop's
 * days `orders` (sales) and `mails` (sent); `reward:<id>:used`, `:open`, `:released` and `:points` by its months (their first days).
 * @param days which of them; a condition on `day`
 */
export function countOf(shopId: number, what: RawBuilder<unknown>, days: RawBuilder<unknown> = sql`true`): RawBuilder<number> {
  return sql`(select coalesce(sum(count), 0)::int from shop_counts where shop_id = ${shopId} and what = ${what} and ${days})`;
}

/** How many customers of a shop exist for the merchant. */
export async function countCustomers(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ customers: number }>`select ${countOf(shopId, sql`'customers'`)} as customers`.execute(db);
  return rows[0]?.customers ?? 0;
}

export type WrongCount = { what: string; kept: bigint; right: bigint };

/** Holds a shop's counts against the rows that they count. Reads all of those: for nights and tests. */
export async function verifyCounts(db: Db, shopId: number): Promise<WrongCount[]> {
  const { rows } = await sql<WrongCount>`
    with kept as (
      select what, day, sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor from shop_counts where shop_id = ${shopId} group by 1, 2
    )
    select concat_ws(' ', what, nullif(day, '-infinity')) as what, coalesce(k.count, 0)::bigint as kept, coalesce(r.count, 0)::bigint as right
    from kept k full join counts_of_shop(${shopId}) r using (what, day)
    where (coalesce(k.count, 0), coalesce(k.amount_minor, 0)) <> (coalesce(r.count, 0), coalesce(r.amount_minor, 0)) order by 1
  `.execute(db);
  return rows;
}

/** Counts anew. Whoever counts in the shop waits meanwhile. */
export async function recount(db: Db, shopId: number): Promise<void> {
  await sql`select shop_counts_rebuild(${shopId})`.execute(db);
}
