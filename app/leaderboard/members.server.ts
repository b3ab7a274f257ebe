import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type Member = { customerId: bigint; alias: string; hidden: boolean };

export async function findMember(db: Db, shopId: number, customerId: bigint): Promise<Member | null> {
  const { rows } = await sql<Member>`
    select customer_id as "customerId", alias, hidden from leaderboard_members where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0] ?? null;
}

/** Those whom the merchant has hidden. */
export async function listHidden(db: Db, shopId: number): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select customer_id as "customerId", alias, hidden from leaderboard_members where shop_id = ${shopId} and hidden order by alias
  `.execute(db);
  return rows;
}

/** Joins, or changes the alias; what the merchant has hidden stays so. @param alias by `aliasOf` @returns false: somebody else has it */
export async function join(db: Db, shopId: number, customerId: bigint, alias: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: bigint }>`
    insert into leaderboard_members as m (shop_id, customer_id, alias, joined_at)
    select ${shopId}::int, ${customerId}::bigint, ${alias}::text, ${now}::timestamptz where not exists (
      select from leaderboard_members o where o.shop_id = ${shopId} and lower(o.alias) = lower(${alias}) and o.customer_id <> ${customerId})
    on conflict (shop_id, customer_id) do update set alias = excluded.alias
    returning customer_id as id
  `.execute(db);
  return rows.length > 0;
}

export async function leave(db: Db, shopId: number, customerId: bigint): Promise<void> {
  await sql`delete from leaderboard_members where shop_id = ${shopId} and customer_id = ${customerId}`.execute(db);
}

/** A merchant hides a member, or shows them again. */
export async function setHidden(db: Db, shopId: number, customerId: bigint, hidden: boolean): Promise<void> {
  await sql`
    update leaderboard_members set hidden = ${hidden} where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
}
