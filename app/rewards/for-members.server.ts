import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ahead } from "../db/ahead.ts";
import { ids } from "../lib/rows.server.ts";
import { markAccounts } from "../points/accounts.server.ts";

/** Whether somebody may have what is only for the members of a segment. What is for everybody, everybody may. */
export async function isFor(db: Db, shopId: number, segmentId: number | null, customerId: bigint): Promise<boolean> {
  if (segmentId === null) return true;
  const { rows } = await sql`
    select from segment_members where shop_id = ${shopId} and segment_id = ${segmentId} and customer_id = ${customerId}
  `.execute(db);
  return rows.length > 0;
}

/** Of each of these customers the rewards for members of a segment that they are in. Who is in none is left out. */
export async function listForMembers(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, number[]>> {
  const { rows } = await sql<{ customer_id: bigint; reward_ids: number[] }>`
    select m.customer_id, array_agg(r.reward_id order by r.reward_id) as reward_ids
    from rewards r join segment_members m on m.shop_id = r.shop_id and m.segment_id = (r.terms ->> 'segmentId')::int
    where r.shop_id = ${shopId} and m.customer_id = any(${ids(customerIds)}) group by m.customer_id
  `.execute(db);
  return new Map(rows.map(({ customer_id, reward_ids }) => [customer_id, reward_ids]));
}

/** The theme hears anew of these customers what they may have, where some reward is only for members. */
export async function tellTheme(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  if (await someForMembers.read(db, shopId)) await markAccounts(db, shopId, sql`any(${ids(customerIds)})`, now);
}

/** Whether some reward is only for members. */
export const someForMembers = ahead(
  (shopId) => sql<{ some: boolean }>`
    select exists (select from rewards where shop_id = ${shopId} and terms ->> 'segmentId' is not null) as some
  `,
  ([answer]) => answer?.some ?? false,
);

/** The same of everybody who is in one of these segments: a reward is for its members from now on, or no longer. */
export async function tellThemeOfAll(db: Db, shopId: number, segmentIds: readonly number[], now: Date): Promise<void> {
  if (segmentIds.length === 0) return;
  const members = sql`select customer_id from segment_members where shop_id = ${shopId} and segment_id = any(${segmentIds}::int[])`;
  await markAccounts(db, shopId, sql`any(${members})`, now);
}

/** The rewards, but those that are put away, that are only for members of a segment. */
export async function listNamingRewards(
  db: Db,
  shopId: number,
  segmentId: number,
): Promise<{ rewardId: number; title: Record<string, string> }[]> {
  const { rows } = await sql<{ rewardId: number; title: Record<string, string> }>`
    select reward_id as "rewardId", terms -> 'title' as title from rewards
    where shop_id = ${shopId} and (terms ->> 'segmentId')::int = ${segmentId} and state <> 'archived' order by position, reward_id
  `.execute(db);
  return rows;
}
