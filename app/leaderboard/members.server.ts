import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type Member = { customerId: bigint; alias: string; hidden: boolean };

/** Who has left while they were hidden: what hides them stays, under their id, which is no alias. Over `leaderboard_members m`. */
export const hasLeft = sql<boolean>`(m.alias = m.customer_id::text)`;

export async function findMember(db: Db, shopId: number, customerId: bigint): Promise<Member | null> {
  const { rows } = await sql<Member>`
    select customer_id as "customerId", alias, hidden from leaderboard_members m
    where shop_id = ${shopId} and customer_id = ${customerId} and not ${hasLeft}
  `.execute(db);
  return rows[0] ?? null;
}

/** Those whom the merchant has hidden. */
export async function listHidden(db: Db, shopId: number): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select customer_id as "customerId", alias, hidden from leaderboard_members m
    where shop_id = ${shopId} and hidden and not ${hasLeft} order by alias
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

/** Nothing of them is shown any more. Who was hidden would be so again. */
export async function leave(db: Db, shopId: number, customerId: bigint): Promise<void> {
  const own = sql`shop_id = ${shopId} and customer_id = ${customerId}`;
  await sql`delete from leaderboard_members where ${own} and not hidden`.execute(db);
  await sql`update leaderboard_members set alias = customer_id::text where ${own}`.execute(db);
}

/** A merchant hides a member, or shows them again. */
export async function setHidden(db: Db, shopId: number, customerId: bigint, hidden: boolean): Promise<void> {
  await sql`
    update leaderboard_members set hidden = ${hidden} where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
}
