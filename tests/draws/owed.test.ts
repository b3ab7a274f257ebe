import { sql } from "kysely";
import { expect, test } from "vitest";

import { giveInstead, giveOwedPrizes } from "../../app/actions/merchant/give-owed-prizes.server.ts";
import { enterDraw } from "../../app/actions/shopper/taking-part/enter-draw.server.ts";
import { countOwed, listOwedOf } from "../../app/draws/entries/owed.server.ts";
import { readShown } from "../../app/draws/shown/for-shoppers.server.ts";
import { countAllOwed } from "../../app/insights/redemptions/owed.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { bonusShop, later } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { launch, nothing, NOW, people, reward, terms } from "./stage.ts";

const database = useDatabase();
const VARIANT = "71";

/** A shop with a draw of a product that two have won and that is not sold, and a voucher. */
async function stage(): Promise<{ shop: Shop; drawId: number; voucher: number }> {
  const shop = await bonusShop(database.db, []);
  await people(database.db, shop, [1n, 2n]);
  const make = (what: object) => createReward(shop.shopId, rewardTermsSchema.parse(what), NOW);
  const mug = {
    kind: "product",
    title: { en: "Mug" },
    points: 100,
    product: { productId: "7", variantId: VARIANT, title: "Mug" },
  };
  const drawId = await launch(database.db, shop, terms([reward("p1", 999_999, 9, await make(mug)), nothing("p2", 1)]));
  const voucher = await make({ kind: "amount", title: { en: "Voucher" }, points: 100, valueMinor: 500 });
  for (const customerId of [1n, 2n]) await enterDraw(shop, { handle: "wheel", customerId }, () => NOW);
  return { shop, drawId, voucher };
}

async function sell({ shopId }: Shop): Promise<void> {
  const variants = JSON.stringify([{ variantId: VARIANT, priceMinor: "1200", title: "Mug", sku: null }]);
  await sql`
    insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
    values (${shopId}, 7, 'Mug', 'mug', 'active', '{}', ${variants}::jsonb, ${NOW})
  `.execute(database.db);
}

const owed = async ({ shopId }: Shop, drawId: number) =>
  (await listOwedOf(database.db, shopId, drawId)).map(({ number, why }) => `${number} ${why}`);
const told = async (shop: Shop, customerId: bigint) =>
  (await readShown(database.db, shop, "wheel", customerId, NOW))?.reward ?? null;
async function home({ shopId }: Shop): Promise<number> {
  const { rows } = await sql<{ count: number }>`select ${countAllOwed(shopId)} as count`.execute(database.db);
  return rows[0]?.count ?? 0;
}

test("a prize that cannot be given is told to the merchant and its winner, and given once it can", async () => {
  const { shop, drawId } = await stage();
  const other = await stage();
  expect(await owed(shop, drawId)).toEqual(["1 missing", "2 missing"]);
  expect([await home(shop), (await countOwed(database.db, shop.shopId)).get(drawId), await told(shop, 1n)]).toEqual([
    2,
    2,
    "owed",
  ]);
  expect(await giveOwedPrizes(shop, drawId, () => NOW)).toEqual({ given: 0, left: 2 });
  // Another shop's draw of this number is not this one.
  expect(await giveOwedPrizes(shop, other.drawId, () => NOW)).toEqual({ given: 0, left: 0 });
  await sell(shop);
  expect(await giveOwedPrizes(shop, drawId, () => later(1))).toEqual({ given: 2, left: 0 });
  expect([await owed(shop, drawId), await home(shop), await told(shop, 1n)]).toEqual([[], 0, "theirs"]);
  expect([await home(other.shop), await told(other.shop, 1n)]).toEqual([2, "owed"]);
});

test("another reward is given in its place once, whoever of two does it first, and no archived one (real race)", async () => {
  const { shop, drawId, voucher } = await stage();
  await setRewardState(shop.shopId, voucher, "archived", NOW);
  expect(await giveInstead(shop, drawId, { number: 1, rewardId: voucher }, () => NOW)).toEqual({ ok: false, reason: "reward" });
  await setRewardState(shop.shopId, voucher, "paused", NOW);
  const both = await Promise.all([1, 2].map(() => giveInstead(shop, drawId, { number: 1, rewardId: voucher }, () => NOW)));
  expect(both).toEqual(expect.arrayContaining([{ ok: true }, { ok: false, reason: "settled" }]));
  const { rows } = await sql`select intent from redemptions where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([{ intent: `draw:${drawId}:1` }]);
  expect([await owed(shop, drawId), await home(shop)]).toEqual([["2 missing"], 1]);
  expect([await told(shop, 1n), await told(shop, 2n)]).toEqual(["another", "owed"]);
});

test("one that Shopify refused to make is owed again, and given anew under a name of its own", async () => {
  const { shop, drawId, voucher } = await stage();
  await giveInstead(shop, drawId, { number: 1, rewardId: voucher }, () => NOW);
  await sql`
    update redemptions set state = 'released', release_reason = 'refused', next_attempt_at = null where shop_id = ${shop.shopId}
  `.execute(database.db);
  expect([await owed(shop, drawId), await home(shop), await told(shop, 1n)]).toEqual([["1 refused", "2 missing"], 2, "owed"]);
  expect(await giveOwedPrizes(shop, drawId, () => later(1))).toEqual({ given: 1, left: 1 });
  const { rows } = await sql`select count(*)::int as made from redemptions where shop_id = ${shop.shopId}`.execute(database.db);
  expect([rows, await owed(shop, drawId), await home(shop)]).toEqual([[{ made: 2 }], ["2 missing"], 1]);
  await sql`update customers set redacted_at = ${NOW} where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
  expect(await owed(shop, drawId)).toEqual(["2 missing"]);
});
