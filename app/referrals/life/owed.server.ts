import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { giveReward } from "./payout.server.ts";
import { settle } from "./settle.server.ts";

/** Referrals `f` of which the advocate's reward could not be given when it was due: found by an index of its own. */
export const missingReferrals = (shopId: number): RawBuilder<unknown> => sql`
  referrals f where f.shop_id = ${shopId} and f.state = 'pending' and f.look_at > f.due_at and f.terms -> 'advocate' ->> 'kind' = 'reward'`;

/** Referrals `f` of which the advocate's reward was given, and then not made by Shopify. */
export const refusedReferrals = (shopId: number): RawBuilder<unknown> => sql`
  redemptions r join referrals f on f.shop_id = ${shopId} and f.advocate_id = r.customer_id and f.redemption_id = r.redemption_id
  where r.shop_id = ${shopId} and r.release_reason = 'refused' and r.state = 'released' and f.state = 'paid'`;

type Owed = { referralId: bigint; advocateId: bigint; rewardId: number; refused: bigint | null };

/** Gives what is owed now, as far as that is possible. @returns how many were given, and whom that concerns */
export async function giveOwedReferrals(
  tx: Db,
  shop: Shop,
  limit: number,
  now: Date,
): Promise<{ given: number; customerIds: bigint[] }> {
  const { shopId } = shop;
  const columns = sql`f.referral_id as "referralId", f.advocate_id as "advocateId", (f.terms -> 'advocate' ->> 'rewardId')::int as "rewardId", f.redemption_id as refused`;
  const { rows } = await sql<Owed>`
    select ${columns} from ${missingReferrals(shopId)} union all select ${columns} from ${refusedReferrals(shopId)} limit ${limit}
  `.execute(tx);
  const unpaid = rows.filter(({ refused }) => refused === null).map(({ referralId }) => referralId);
  const customerIds = await settle(tx, shop, unpaid, now);
  const { rows: paid } = await sql<{ count: number }>`
    select count(*)::int as count from referrals where shop_id = ${shopId} and referral_id = any(${ids(unpaid)}) and state = 'paid'
  `.execute(tx);
  let given = paid[0]?.count ?? 0;
  for (const { referralId, advocateId, rewardId, refused } of rows) {
    if (refused === null) continue;
    const redemptionId = await giveReward(tx, shop, { referralId, advocateId }, rewardId, now, refused);
    if (redemptionId === null) continue;
    given += 1;
    await sql`update referrals set redemption_id = ${redemptionId} where shop_id = ${shopId} and referral_id = ${referralId}`.execute(
      tx,
    );
  }
  return { given, customerIds };
}
