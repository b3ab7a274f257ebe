import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";

import { rewardTermsSchema, type RewardTerms } from "../../app/rewards/reward.ts";
import { createReward, listRewards, setRewardState, updateReward } from "../../app/rewards/rewards.server.ts";
import { cheapestRewards } from "../../app/rewards/message-facts/within-reach.server.ts";
import { leastCost } from "../../app/rewards/message-facts/within-reach.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

const database = useDatabase();
let shop: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  const other = await installShop(database.db, "nordlicht.myshopify.com");
  await createReward(other.shopId, terms({ points: 1 }), INSTALLED_AT);
});

function terms(changes: Partial<RewardTerms>): RewardTerms {
  return rewardTermsSchema.parse({
    kind: "amount",
    title: { en: `For ${changes.points}` },
    points: 500,
    valueMinor: 500,
    ...changes,
  });
}
const cheapest = async (customerId = 1n) =>
  (await cheapestRewards(database.db, shop.shopId, [customerId])).get(customerId)?.points;

test("the cheapest reward is the one that somebody could have, had they the points (shopper 5)", async () => {
  const { shopId } = shop;
  expect(await cheapest()).toBeUndefined();
  const plain = await createReward(shopId, terms({ points: 500 }), INSTALLED_AT);
  const small = await createReward(shopId, terms({ points: 100 }), INSTALLED_AT);
  expect(await cheapest()).toBe(100n);
  await setRewardState(shopId, small, "paused", INSTALLED_AT);
  expect(await cheapest()).toBe(500n);
  await setRewardState(shopId, small, "active", INSTALLED_AT);
  await updateReward(shopId, small, terms({ points: 100, tiers: ["gold"] }), INSTALLED_AT);
  await sql`insert into members (shop_id, customer_id, tier) values (${shopId}, 2, 'gold')`.execute(database.db);
  expect([await cheapest(1n), await cheapest(2n)]).toEqual([500n, 100n]);
  // Nor is what is only for the members of a segment.
  await updateReward(shopId, small, terms({ points: 100, segmentId: 7 }), INSTALLED_AT);
  await sql`insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shopId}, 7, 2, ${INSTALLED_AT})`.execute(
    database.db,
  );
  expect([await cheapest(1n), await cheapest(2n)]).toEqual([500n, 100n]);
  // A kind that the merchant has not let the app hand out is no promise.
  await updateReward(shopId, small, terms({ kind: "gift-card", points: 100 }), INSTALLED_AT);
  expect(await cheapest()).toBe(500n);
  await updateReward(shopId, small, terms({ points: 100, stock: 1, perCustomer: null }), INSTALLED_AT);
  await sql`
    insert into redemptions (shop_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
    values (${shopId}, 1, ${small}, 'a', 100, '{}', 'h', 'A', 'issued', ${INSTALLED_AT})
  `.execute(database.db);
  expect([await cheapest(1n), await cheapest(2n)]).toEqual([500n, 500n]);
  await updateReward(shopId, small, terms({ points: 100, perCustomer: { times: 1, period: "ever" } }), INSTALLED_AT);
  expect([await cheapest(1n), await cheapest(2n)]).toEqual([500n, 100n]);
  await sql`update redemptions set state = 'released'`.execute(database.db);
  expect(await cheapest(1n)).toBe(100n);
  expect((await listRewards(database.db, shopId)).map(({ rewardId }) => rewardId)).toEqual([plain, small]);
});

test.each([
  [{ points: 500 }, 500n],
  [
    {
      steps: [
        { points: 900, valueMinor: 900 },
        { points: 300, valueMinor: 200 },
      ],
    },
    300n,
  ],
  [{ kind: "slider" as const, points: 100, slider: { minPoints: 250, maxPoints: 900, stepPoints: 50 } }, 250n],
  [{ kind: "free-shipping" as const, points: 40 }, 40n],
])("of %j the fewest points are %s (shopper 5)", (changes, points) => {
  expect(leastCost(terms(changes))).toBe(points);
});
