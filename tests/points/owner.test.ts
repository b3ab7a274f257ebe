import { sql } from "kysely";
import { expect, test } from "vitest";

import { adjustPoints } from "../../app/actions/merchant/adjust-points.server.ts";
import { grantTier } from "../../app/actions/merchant/grant-tier.server.ts";
import { claimBonus } from "../../app/actions/shopper/claim-bonus.server.ts";
import { now } from "../../app/clock.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { addSegment, members } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { customerSnapshot } from "../support/customers.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-04-20T09:00:00Z");
const [GONE, KEPT] = [77n, 88n];

const bought: Extract<Fact, { kind: "order" }> = {
  kind: "order",
  order: order([line(1n, 10_000n)], { customerId: GONE }),
  announced: true,
};
const merged: Fact = { kind: "customers-merged", keptId: KEPT, goneId: GONE, at: new Date("2026-03-10T12:00:00Z") };
const refunded: Fact = { kind: "refund", orderId: 9_007_199_254_740_995n, refund: refund(1n, 5_000n) };

/** Every order in which the facts can come. */
function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

test.each(permutations([bought, merged, refunded]).map((facts) => [facts.map(({ kind }) => kind).join(", "), facts] as const))(
  "points stay with whom a customer became: %s",
  async (_name, facts) => {
    const shop = await createEarningShop(database.db);
    for (const fact of facts) await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [fact], NOW));
    expect(await readAccount(database.db, shop, KEPT, NOW)).toMatchObject({ available: 250n, pending: 0n });
    expect(await readAccount(database.db, shop, GONE, NOW)).toMatchObject({ available: 0n, pending: 0n });
    const { rows } = await sql`select customer_id from orders where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ customer_id: KEPT }]);
    // What is told of them adds up to what they have: points that moved with them were not earned again.
    const told = await sql<{ customer_id: bigint; points: bigint }>`
      select customer_id, sum((data ->> 'points')::bigint)::bigint as points, count(*) filter (where (data ->> 'points')::bigint > 0)::int as earned
      from timeline_events where shop_id = ${shop.shopId} and kind = 'points.changed' group by customer_id
    `.execute(database.db);
    expect(told.rows).toEqual([{ customer_id: KEPT, points: 250n, earned: 1 }]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  },
);

const follow = { key: "insta", kind: "social", points: 600, network: "instagram", action: "follow", url: "https://example.com" };
const deeds: [string, (shop: Shop) => Promise<unknown>][] = [
  [
    "points by hand",
    (shop) =>
      adjustPoints(shop, { customerId: GONE, points: 600n, reason: "x", actor: "merchant:1", key: "k", affectsTier: true }),
  ],
  ["a bonus that they claim", (shop) => claimBonus(shop, { customerId: GONE, rule: "insta", occasion: "" })],
  [
    "a tier",
    (shop) => grantTier(shop, { customerId: GONE, tier: "silver", until: null, actor: "merchant:1", reason: "granted" }),
  ],
];
test.each(deeds)("what is given under the id of who is gone is followed with whom they became: %s", async (_name, give) => {
  const rules = programRulesSchema.parse({ ...DEFAULT_RULES, tiers: TIER_PRESET, bonuses: [follow] });
  const shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await addSegment(database.db, shop.shopId, "silver", "loyalty_tier = 'silver'");
  const people: Fact[] = [GONE, KEPT].map((id) => ({ kind: "customer", customer: customerSnapshot(id, now(), {}) }));
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [...people, merged], now()));
  expect(await give(shop)).toMatchObject({ ok: true });
  const { rows } = await sql`select customer_id, tier from members where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([{ customer_id: KEPT, tier: "silver" }]);
  expect(await members(database.db, shop.shopId)).toEqual([`${KEPT}:silver`]);
});

test("what somebody has ever earned goes with their bonuses to whom they became, and never ends below nothing", async () => {
  const rules = programRulesSchema.parse({ ...DEFAULT_RULES, bonuses: [{ key: "first", kind: "first-order", points: 10 }] });
  const shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  const hear = (...facts: Fact[]) => pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, NOW));
  const earned = async (id: bigint) => (await readAccount(database.db, shop, id, NOW)).lifetimeEarned;
  const people: Fact[] = [GONE, KEPT].map((id) => ({ kind: "customer", customer: customerSnapshot(id, NOW, {}) }));
  await hear(...people, bought);
  await hear(merged);
  expect([await earned(KEPT), await earned(GONE)]).toEqual([510n, 0n]);
  const at = new Date("2026-03-12T12:00:00Z");
  await hear({ ...bought, order: { ...bought.order, cancelledAt: at, updatedAt: at } });
  expect([await earned(KEPT), await earned(GONE)]).toEqual([0n, 0n]);
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
});
