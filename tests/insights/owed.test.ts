import { sql } from "kysely";
import { expect, test } from "vitest";

import { giveOwed } from "../../app/actions/merchant/give-owed.server.ts";
import { enterDraw } from "../../app/actions/shopper/taking-part/enter-draw.server.ts";
import { countAllOwed, listOwed } from "../../app/insights/redemptions/owed.server.ts";
import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { ownCode } from "../../app/referrals/links/links.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { launch as launchAchievement, pass } from "../achievements/stage.ts";
import { challenge } from "../achievements/terms.ts";
import { apply, bonusShop, customer, later, NOW, placed } from "../bonuses/stage.ts";
import { launch, nothing, reward, terms } from "../draws/stage.ts";
import { friendCode, look, TERMS } from "../referrals/stage.ts";
import { fresh } from "../affiliates/stage.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const VARIANT = "71";
const DUE = later(20);
/** By number, none like another: who recommends somebody of a similar address waits for the merchant. */
const EMAILS = ["", "anna.berger@web.de", "kim@example.com", "oscar.lund@example.org", "theo-winter@example.net"] as const;

/** A product that is not sold any more is promised by a draw, a challenge and a referral; and three have won, earned and recommended. */
async function stage(): Promise<Shop> {
  const made = await bonusShop(database.db, []);
  const mug = {
    kind: "product",
    title: { en: "Mug", de: "Becher" },
    points: 100,
    product: { productId: "7", variantId: VARIANT, title: "Mug" },
  };
  const rewardId = await createReward(made.shopId, rewardTermsSchema.parse(mug), NOW);
  const referral = { ...TERMS, advocate: { kind: "reward" as const, rewardId } };
  await saveReferralProgram(database.db, made, { enabled: true, terms: referral }, "merchant:1", later(-30));
  const shop = await fresh(database.db, made);
  const about = (id: bigint) => ({
    email: EMAILS[Number(id)] ?? "",
    firstName: `P${id}`,
    lastName: `L${id}`,
    createdAt: later(id === 4n ? 1 : -90),
  });
  await apply(
    shop,
    [1n, 2n, 3n, 4n].map((id) => customer(id, about(id))),
  );
  await launch(database.db, shop, terms([reward("p1", 999_999, 9, rewardId), nothing("p2", 1)]));
  await enterDraw(shop, { handle: "wheel", customerId: 1n }, () => NOW);
  await launchAchievement(database.db, shop, challenge("orders", 1, { rewardId }), NOW);
  const code = await pipeline.inShop(shop.shopId, (tx) => ownCode(tx, shop, 3n, NOW));
  const friend = await friendCode(database.db, shop, code ?? "", EMAILS[4]);
  await apply(shop, [
    placed(201n, { customerId: 2n, email: EMAILS[2] }),
    placed(202n, {
      customerId: 4n,
      email: EMAILS[4],
      discountCodes: [friend.code],
      createdAt: later(1),
      processedAt: later(1),
    }),
  ]);
  await pass(database.db, shop, DUE);
  await look(database.db, shop, DUE);
  return shop;
}

const owed = async (shop: Shop) =>
  (await listOwed(database.db, shop.shopId, 20))
    .map(({ source, customerId, why, reward: what }) => `${source} ${customerId} ${why} ${what?.["en"]}`)
    .sort();
async function home({ shopId }: Shop): Promise<number> {
  const { rows } = await sql<{ count: number }>`select ${countAllOwed(shopId)} as count`.execute(database.db);
  return rows[0]?.count ?? 0;
}
async function sell({ shopId }: Shop): Promise<void> {
  const variants = JSON.stringify([{ variantId: VARIANT, priceMinor: "1200", title: "Mug", sku: null }]);
  await sql`
    insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
    values (${shopId}, 7, 'Mug', 'mug', 'active', '{}', ${variants}::jsonb, ${NOW})
  `.execute(database.db);
}
const given = async ({ shopId }: Shop) => {
  const { rows } = await sql<{ customer: string; count: number }>`
    select customer_id::text as customer, count(*)::int as count from redemptions where shop_id = ${shopId} group by 1 order by 1
  `.execute(database.db);
  return rows.map(({ customer: id, count }) => `${id}: ${count}`);
};
/** As if Shopify had refused whatever is asked of it. */
const refuse = ({ shopId }: Shop) =>
  sql`update redemptions set state = 'released', release_reason = 'refused', next_attempt_at = null where shop_id = ${shopId}`.execute(
    database.db,
  );

test("what a draw, an achievement and a referral owe is told in one way, and given by one click, once", async () => {
  const shop = await stage();
  const other = await stage();
  const all = ["achievement 2 missing Mug", "achievement 4 missing Mug", "draw 1 missing Mug", "referral 3 missing Mug"];
  expect([await owed(shop), await home(shop)]).toEqual([all, 4]);
  expect(await giveOwed(shop, () => DUE)).toBe(0);
  expect([await owed(shop), await given(shop)]).toEqual([all, []]);
  await sell(shop);
  const both = await Promise.all([giveOwed(shop, () => DUE), giveOwed(shop, () => DUE)]);
  expect(both.toSorted()).toEqual([0, 4]);
  expect([await owed(shop), await home(shop)]).toEqual([[], 0]);
  expect(await given(shop)).toEqual(["1: 1", "2: 1", "3: 1", "4: 1"]);
  // Another shop's are not these.
  expect([await home(other), await given(other)]).toEqual([4, []]);
});

test("what Shopify refused is owed again and given anew, however often that goes; who is gone is owed nothing", async () => {
  const shop = await stage();
  await sell(shop);
  await giveOwed(shop, () => DUE);
  await refuse(shop);
  const all = ["achievement 2 refused Mug", "achievement 4 refused Mug", "draw 1 refused Mug", "referral 3 refused Mug"];
  expect([await owed(shop), await home(shop)]).toEqual([all, 4]);
  expect(await giveOwed(shop, () => DUE)).toBe(4);
  expect([await owed(shop), await giveOwed(shop, () => DUE)]).toEqual([[], 0]);
  await refuse(shop);
  await sql`update customers set redacted_at = ${DUE} where shop_id = ${shop.shopId} and customer_id = 2`.execute(database.db);
  expect(await owed(shop)).toEqual(all.slice(1));
  expect(await giveOwed(shop, () => DUE)).toBe(3);
  expect(await given(shop)).toEqual(["1: 3", "2: 2", "3: 3", "4: 3"]);
});
