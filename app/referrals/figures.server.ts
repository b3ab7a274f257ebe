import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";

/** Of a shop's referrals since the first. Money is net, in minor units of shop money. */
export type ReferralFigures = {
  /** Customers who have a link. */
  advocates: number;
  /** Codes that friends have asked for. */
  codes: number;
  /** First orders with one that count or may still. */
  orders: number;
  /** What is left of those. */
  revenueMinor: bigint;
  paid: number;
  /** Paid for them, less what was taken back. */
  points: bigint;
  /** Rewards that were given instead. */
  rewards: number;
  waiting: number;
  rejected: number;
};

export async function readReferralFigures(db: Db, shopId: number): Promise<ReferralFigures> {
  const { rows } = await sql<ReferralFigures>`
    select (select count(distinct customer_id)::int from referral_codes where shop_id = ${shopId}) as advocates,
      count(*)::int as codes,
      count(*) filter (where state in ('ordered', 'pending', 'review', 'paid'))::int as orders,
      coalesce(sum(net_minor) filter (where state in ('ordered', 'pending', 'review', 'paid')), 0)::bigint as "revenueMinor",
      count(*) filter (where state = 'paid')::int as paid,
      coalesce(sum(points), 0)::bigint as points,
      count(*) filter (where state = 'paid' and redemption_id is not null)::int as rewards,
      count(*) filter (where state in ('ordered', 'pending', 'review'))::int as waiting,
      count(*) filter (where state in ('rejected', 'reversed'))::int as rejected
    from referrals where shop_id = ${shopId}
  `.execute(db);
  return (
    rows[0] ?? { advocates: 0, codes: 0, orders: 0, revenueMinor: 0n, paid: 0, points: 0n, rewards: 0, waiting: 0, rejected: 0 }
  );
}

/** What a customer has of referrals, for the merchant: as one who recommends, and whether they came by a recommendation. */
export type CustomerReferrals = {
  codes: string[];
  made: { referralId: bigint; friendId: bigint | null; state: string; reason: string | null; at: Date; points: bigint }[];
  by: bigint | null;
};

const SHOWN = 5;

/** Of a shop that never had referrals nothing is asked. */
export async function readCustomerReferrals(
  db: Db,
  { shopId, referralsSince }: Shop,
  customerId: bigint,
): Promise<CustomerReferrals> {
  if (referralsSince === null) return { codes: [], made: [], by: null };
  const { rows } = await sql<CustomerReferrals["made"][number]>`
    select referral_id as "referralId", friend_id as "friendId", state, reason, coalesce(ordered_at, claimed_at) as at, points
    from referrals where shop_id = ${shopId} and advocate_id = ${customerId} and ordered_at is not null
    order by ordered_at desc, referral_id desc limit ${SHOWN}
  `.execute(db);
  const { rows: own } = await sql<{ codes: string[]; by: bigint | null }>`
    select array(select code from referral_codes where shop_id = ${shopId} and customer_id = ${customerId} order by made_at, code) as codes,
      (select advocate_id from referrals where shop_id = ${shopId} and friend_id = ${customerId} and state in ('ordered', 'pending', 'review', 'paid')
        order by claimed_at limit 1) as by
  `.execute(db);
  return { codes: own[0]?.codes ?? [], made: rows, by: own[0]?.by ?? null };
}
