import { sql } from "kysely";

import { readMergedInto } from "../../bonuses/people.server.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { minBig } from "../../lib/arithmetic.ts";
import { ruleOf } from "../content/terms.ts";
import { wantedOf, type Award } from "./award.ts";

/** What the ledger has, or is to get, of an award: points of one order that can be spent from one instant. */
export type Posting = { points: bigint; availableAt: Date; earnedAt: Date; orderId: bigint | null };

export type PostedOf = (award: Award) => readonly Posting[];

/** What the ledger has of these awards, also of customers who were merged into theirs. */
export async function readPosted(tx: Db, shopId: number, awards: readonly Award[]): Promise<PostedOf> {
  if (awards.length === 0) return () => [];
  const customerIds = [...new Set(awards.map(({ customerId }) => customerId))];
  const mergedInto = await readMergedInto(tx, shopId, customerIds);
  const rules = [...new Set(awards.map(({ achievementId }) => ruleOf(achievementId)))];
  const { rows } = await sql<Posting & { customerId: bigint; rule: string; occasion: string }>`
    select customer_id as "customerId", rule, split_part(key, ':', 4) as occasion, available_at as "availableAt", earned_at as "earnedAt",
      order_id as "orderId", sum(points)::bigint as points
    from ledger_entries
    where shop_id = ${shopId} and customer_id = any(${ids([...customerIds, ...mergedInto.keys()])}) and kind = 'bonus' and rule = any(${rules}::text[])
    group by customer_id, rule, split_part(key, ':', 4), available_at, earned_at, order_id having sum(points) <> 0
    order by available_at, order_id
  `.execute(tx);
  const keyOf = (rule: string, customerId: bigint, occasion: string) => `${rule} ${customerId} ${occasion}`;
  const byAward = Map.groupBy(rows, (row) => keyOf(row.rule, mergedInto.get(row.customerId) ?? row.customerId, row.occasion));
  return ({ achievementId, customerId, occasion }) => byAward.get(keyOf(ruleOf(achievementId), customerId, occasion)) ?? [];
}

/**
 * What makes the ledger have what an award says from its day on. What is too much, or would come on another day, goes back when it would have come, and out
 * of the same order's points.
 */
export function postingsOf(award: Award, posted: readonly Posting[]): Posting[] {
  const { availableAt, reachedAt, orderId } = award;
  let left = wantedOf(award);
  const back = posted.flatMap(({ points, ...has }): Posting[] => {
    const stays = has.availableAt.getTime() === availableAt.getTime() && points > 0n ? minBig(points, left) : 0n;
    left -= stays;
    if (stays === points) return [];
    return [{ points: stays - points, availableAt: has.availableAt, earnedAt: has.earnedAt, orderId: has.orderId }];
  });
  return left === 0n ? back : [...back, { points: left, availableAt, earnedAt: reachedAt, orderId }];
}
