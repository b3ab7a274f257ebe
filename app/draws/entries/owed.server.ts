import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Entry } from "./entries.server.ts";

/** `missing`: what it is cannot be had in the shop; `refused`: Shopify did not make it. */
export type Why = "missing" | "refused";

/** A reward that was drawn and that nobody has got. */
export type Owed = Pick<Entry, "number" | "customerId" | "enteredAt" | "prize" | "rewardId" | "redemptionId"> & {
  why: Why;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
};

/** Entries `e` with the redemption `r` of each: those of which the reward could not be given, or was given and then not made. */
const owed = (shopId: number): RawBuilder<unknown> => sql`
  draw_entries e left join redemptions r on r.shop_id = ${shopId} and r.redemption_id = e.redemption_id
  join customers c on c.shop_id = ${shopId} and c.customer_id = e.customer_id and c.deleted_at is null and c.redacted_at is null
  where e.shop_id = ${shopId} and e.reward_id is not null
    and (e.due_at is not null or (r.state = 'released' and r.release_reason = 'refused'))`;

/** What is owed of a draw, the oldest first. @param number of one entry alone */
export async function listOwedOf(db: Db, shopId: number, drawId: number, number: number | null = null): Promise<Owed[]> {
  const { rows } = await sql<Owed>`
    select e.number, e.customer_id as "customerId", e.entered_at as "enteredAt", e.prize, e.reward_id as "rewardId",
      e.redemption_id as "redemptionId", case when e.due_at is null then 'refused' else 'missing' end as why,
      c.first_name as "firstName", c.last_name as "lastName", c.email
    from ${owed(shopId)} and e.draw_id = ${drawId} and (${number}::int is null or e.number = ${number}::int) order by e.number
  `.execute(db);
  return rows;
}

/** How many each draw owes; one that owes none is not in it. */
export async function countOwed(db: Db, shopId: number): Promise<Map<number, number>> {
  const { rows } = await sql<{ drawId: number; count: number }>`
    select e.draw_id as "drawId", count(*)::int as count from ${owed(shopId)} group by e.draw_id order by e.draw_id
  `.execute(db);
  return new Map(rows.map(({ drawId, count }) => [drawId, count]));
}

/** Entries `e` of which the reward could not be given: found by the index of what is due. */
export const missingEntries = (shopId: number): RawBuilder<unknown> => sql`
  draw_entries e where e.shop_id = ${shopId} and e.due_at is not null and e.reward_id is not null`;

/** Entries `e` of which the reward was given, and then not made by Shopify. */
export const refusedEntries = (shopId: number): RawBuilder<unknown> => sql`
  redemptions r join draw_entries e on e.shop_id = ${shopId} and e.customer_id = r.customer_id and e.redemption_id = r.redemption_id
  where r.shop_id = ${shopId} and r.release_reason = 'refused' and r.state = 'released' and e.due_at is null`;
