import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { listScopes } from "../../shops/shops.server.ts";
import { listForMembers } from "../for-members.server.ts";
import { scopeOf } from "../reward.ts";
import { listOffered } from "../rewards.server.ts";
import { leastCost } from "./within-reach.ts";

/** The reward that takes the fewest points, and how many. */
export type Cheapest = { points: bigint; title: Texts };

/**
 * Of each of these customers, the cheapest reward that they could have, had they the points: on offer, in stock, open to their tier and segments, not used as often as
 * allowed (of limits by month or year, as if they were for ever), and of a kind that the shop may hand out. Who could have none is left out.
 */
export async function cheapestRewards(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, Cheapest>> {
  const [rewards, scopes] = [await listOffered(db, shopId), await listScopes(db, shopId)];
  const offered = rewards
    .filter(({ terms }) => scopes.includes(scopeOf(terms.kind)))
    .map(({ rewardId, terms }) => ({ rewardId, terms, points: leastCost(terms) }))
    .sort((a, b) => (a.points < b.points ? -1 : a.points > b.points ? 1 : 0));
  if (offered.length === 0) return new Map();
  const { rows: taken } = await sql<{ reward_id: number; count: number }>`
    select reward_id, count(*)::int as count from redemptions where shop_id = ${shopId} and state <> 'released' group by reward_id
  `.execute(db);
  const { rows: people } = await sql<{ customer_id: bigint; tier: string | null; had: Record<string, number> }>`
    select c.customer_id, m.tier, coalesce((
      select jsonb_object_agg(reward_id, times) from (
        select reward_id, count(*)::int as times from redemptions r
        where r.shop_id = ${shopId} and r.customer_id = c.customer_id and r.state <> 'released' group by reward_id
      ) own), '{}') as had
    from unnest(${ids(customerIds)}) as c(customer_id)
    left join members m on m.shop_id = ${shopId} and m.customer_id = c.customer_id
  `.execute(db);
  const forMembers = await listForMembers(db, shopId, customerIds);
  const left = offered.filter(
    ({ rewardId, terms }) =>
      terms.stock === null || (taken.find(({ reward_id }) => reward_id === rewardId)?.count ?? 0) < terms.stock,
  );
  return new Map(
    people.flatMap(({ customer_id, tier, had }) => {
      const first = left.find(
        ({ rewardId, terms }) =>
          (terms.tiers.length === 0 || terms.tiers.includes(tier ?? "")) &&
          (terms.segmentId === null || forMembers.get(customer_id)?.includes(rewardId) === true) &&
          (terms.perCustomer === null || (had[String(rewardId)] ?? 0) < terms.perCustomer.times),
      );
      return first === undefined ? [] : [[customer_id, { points: first.points, title: first.terms.title }] as const];
    }),
  );
}
