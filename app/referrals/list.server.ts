import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { plannedByValues } from "../db/statement-names.ts";
import type { State } from "./life/life.ts";

export type Referral = {
  referralId: bigint;
  advocateId: bigint;
  friendId: bigint | null;
  orderId: bigint | null;
  state: State;
  reason: string | null;
  points: bigint;
  redemptionId: bigint | null;
  claimedAt: Date;
  orderedAt: Date | null;
  paidAt: Date | null;
};

/** The newest first; of one advocate or in one state where that is asked for, and before the one at which the last page ended. */
export async function listReferrals(
  db: Db,
  shopId: number,
  { advocateId, state, before }: { advocateId: bigint | null; state: State | null; before: bigint | null },
  limit: number,
): Promise<Referral[]> {
  const { rows } = await sql<Referral>`
    select r.referral_id as "referralId", r.advocate_id as "advocateId", r.friend_id as "friendId", r.order_id as "orderId", r.state, r.reason, r.points,
      r.redemption_id as "redemptionId", r.claimed_at as "claimedAt", r.ordered_at as "orderedAt", r.paid_at as "paidAt"
    from referrals r ${plannedByValues}
    where r.shop_id = ${shopId} and (${advocateId}::bigint is null or r.advocate_id = ${advocateId})
      and (${state}::text is null or r.state = ${state}) and (${before}::bigint is null or r.referral_id < ${before})
    order by r.referral_id desc limit ${limit}
  `.execute(db);
  return rows;
}
