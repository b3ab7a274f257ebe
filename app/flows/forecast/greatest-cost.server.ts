import { sql } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { valueOf, type RewardTerms } from "../../rewards/reward.ts";
import { listRewards } from "../../rewards/rewards.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Figures } from "./tally.ts";

/** What could be given at most, and what it would cost if everybody used it. JSON-safe. */
export type GreatestCost = {
  points: number;
  /** `eachMinor`: what one costs, minor units; null where only the order tells (free shipping, a product). */
  rewards: { rewardId: number; count: number; eachMinor: number | null }[];
  /** The shop's average order of the last 365 days, of which percentages are taken; null: no reward takes any, or there was no order. */
  averageMinor: number | null;
};

/** A percentage is counted of the average order. */
export async function greatestCost(db: Db, shop: Shop, { points, rewards }: Figures["cost"], now: Date): Promise<GreatestCost> {
  if (rewards.length === 0) return { points, rewards: [], averageMinor: null };
  const terms = new Map((await listRewards(db, shop.shopId)).map((reward) => [reward.rewardId, reward.terms]));
  const isShare = rewards.some(({ rewardId }) => terms.get(rewardId)?.kind === "percentage");
  const averageMinor = isShare ? await averageOrder(db, shop.shopId, now) : null;
  return {
    ...{ points, averageMinor },
    rewards: rewards.map((one) => ({ ...one, eachMinor: eachMinor(terms.get(one.rewardId), averageMinor) })),
  };
}

function eachMinor(terms: RewardTerms | undefined, averageMinor: number | null): number | null {
  switch (terms?.kind) {
    case "percentage":
      return averageMinor === null || terms.percent === null ? null : Math.round((averageMinor * terms.percent) / 100);
    case "amount":
    case "slider":
    case "store-credit":
    case "gift-card":
      return Number(valueOf(terms, 0n));
    case "free-shipping":
    case "product":
    case undefined:
      return null;
  }
}

async function averageOrder(db: Db, shopId: number, now: Date): Promise<number | null> {
  const { rows } = await sql<{ average: number | null }>`
    select round(avg(o.net_minor))::float8 as average from orders o
    where o.shop_id = ${shopId} and o.processed_at >= ${plusMs(now, -365 * DAY_MS)} and ${countedOrder}
  `.execute(db);
  return rows[0]?.average ?? null;
}
