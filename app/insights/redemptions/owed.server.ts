import { sql, type RawBuilder } from "kysely";

import { missingAwards, refusedAwards } from "../../achievements/awards/owed.server.ts";
import { refusedCredits } from "../../affiliates/payouts/after.server.ts";
import type { Db } from "../../db.server.ts";
import { missingEntries, refusedEntries, type Why } from "../../draws/entries/owed.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { missingReferrals, refusedReferrals } from "../../referrals/life/owed.server.ts";

/** A reward that somebody was promised and has not got. */
export type OwedReward = {
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** What it is. Null: nobody knows any more. */
  reward: Texts | null;
  /** What it is for, and what that is called; null for a referral, and for an affiliate's payout as store credit. */
  source: "draw" | "achievement" | "referral" | "payout";
  title: Texts | null;
  /** Of the draw or the achievement. */
  sourceId: number | null;
  since: Date;
  why: Why;
};

const promised = sql`(f.terms -> 'advocate' ->> 'rewardId')::int`;

/** Each part is found by an index: Home asks for their number. */
const all = (shopId: number): RawBuilder<unknown> => sql`
  select 'draw' as source, e.draw_id as source_id, e.customer_id, e.reward_id, e.entered_at as since, 'missing' as why, null::jsonb as named
  from ${missingEntries(shopId)}
  union all select 'draw', e.draw_id, e.customer_id, e.reward_id, e.entered_at, 'refused', null from ${refusedEntries(shopId)}
  union all select 'achievement', a.achievement_id, a.customer_id, a.reward_id, a.available_at, 'missing', null from ${missingAwards(shopId)}
  union all select 'achievement', a.achievement_id, a.customer_id, a.reward_id, a.available_at, 'refused', null from ${refusedAwards(shopId)}
  union all select 'referral', null, f.advocate_id, ${promised}, f.due_at, 'missing', null from ${missingReferrals(shopId)}
  union all select 'referral', null, f.advocate_id, ${promised}, f.paid_at, 'refused', null from ${refusedReferrals(shopId)}
  union all select 'payout', null, r.customer_id, null, r.reserved_at, 'refused', r.terms -> 'title' from ${refusedCredits(shopId)}`;

const ofLiving = (shopId: number): RawBuilder<unknown> => sql`
  (${all(shopId)}) o join customers c on c.shop_id = ${shopId} and c.customer_id = o.customer_id and c.deleted_at is null and c.redacted_at is null`;

/** What a shop owes: of draws, achievements, referrals and payouts, the oldest first. */
export async function listOwed(db: Db, shopId: number, limit: number): Promise<OwedReward[]> {
  const { rows } = await sql<OwedReward>`
    select c.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email, coalesce(o.named, w.terms -> 'title') as reward, o.source,
      o.source_id as "sourceId", coalesce(d.terms, h.terms) -> 'title' as title, o.since, o.why
    from ${ofLiving(shopId)}
    left join rewards w on w.shop_id = ${shopId} and w.reward_id = o.reward_id
    left join draws d on d.shop_id = ${shopId} and o.source = 'draw' and d.draw_id = o.source_id
    left join achievements h on h.shop_id = ${shopId} and o.source = 'achievement' and h.achievement_id = o.source_id
    order by o.since, c.customer_id limit ${limit}
  `.execute(db);
  return rows;
}

/** How many a shop owes, for a statement. */
export function countAllOwed(shopId: number): RawBuilder<number> {
  return sql<number>`(select count(*)::int from ${ofLiving(shopId)})`;
}
