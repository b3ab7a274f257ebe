import { sql } from "kysely";
import { expect, test } from "vitest";

import { appendEntries, lockAccounts, readAccounts } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { readLoyalty } from "../../app/sync/theme/loyalty.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-03-20T09:00:00Z");
const ID = 1n;

async function someone(shop: Shop): Promise<void> {
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${ID}, ${NOW})`.execute(database.db);
  const points = { customerId: ID, points: 70n, reason: "test", actor: "test", key: "given" };
  await database.db.transaction().execute((tx) => adjust(tx, shop, points, NOW));
}

async function told(shop: Shop) {
  const accounts = await readAccounts(database.db, shop, [ID], NOW);
  return (await readLoyalty(database.db, shop, accounts, NOW)).get(ID);
}

test("shoppers are told the last day on which points and levels are good, not the midnight after it", async () => {
  const rules = { ...DEFAULT_RULES, expiry: { mode: "lot" as const, months: 12 }, tiers: TIER_PRESET };
  const shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await someone(shop);
  // In Berlin a day begins at 23:00 or 22:00.
  const gone = new Date("2027-03-20T23:00:00Z");
  await sql`
    insert into members (shop_id, customer_id, tier, tier_since, grace_until, as_of) values (${shop.shopId}, ${ID}, 'silver', ${NOW}, '2026-04-20T22:00:00Z', ${NOW})
  `.execute(database.db);
  expect(await told(shop)).toMatchObject({
    expiring: { points: 70, on: "2027-03-20", at: gone.getTime() / 1000 },
    tier: { key: "silver", keep_until: "2026-04-20" },
  });
});

test("a code is shown as valid on the day in the last minute of which it ends", async () => {
  const shop = await createEarningShop(database.db);
  await someone(shop);
  await sql`
    insert into redemptions (shop_id, redemption_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at, issued_at, expires_at)
    values (${shop.shopId}, 1, ${ID}, 1, 'a', 50, '{"kind": "amount", "title": {"de": "5 € Rabatt"}, "points": 50, "valueMinor": 500}', '', 'CODE', 'issued', ${NOW}, ${NOW}, '2026-06-18T21:59:00Z')
  `.execute(database.db);
  expect((await told(shop))?.rewards).toMatchObject([{ code: "CODE", expires_on: "2026-06-18" }]);
});

test("shoppers read the reason that was written for them and never the team's; only who is to be told gets an email, once (merchant 15)", async () => {
  const shop = await createEarningShop(database.db);
  await someone(shop);
  const given = { customerId: ID, points: 30n, reason: "INTERNAL", publicReason: "Sorry for the dent", actor: "merchant:1" };
  const post = (key: string, tell: boolean) =>
    database.db.transaction().execute((tx) => adjust(tx, shop, { ...given, key, tell }, NOW));
  await post("quiet", false);
  await post("loud", true);
  await post("loud", true);
  const { history } = (await told(shop)) ?? { history: [] };
  expect(history.map(({ label }) => label)).toEqual(["Sorry for the dent", "Sorry for the dent", null]);
  expect(JSON.stringify(history)).not.toContain("INTERNAL");
  const { rows } = await sql`select template, purpose, data from messages where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([
    { template: "points-adjusted", purpose: "transactional", data: { points: "30", reason: "Sorry for the dent" } },
  ]);
});

test("an import that was undone is the merchant's slip: shoppers see neither of its entries (merchant 31)", async () => {
  const shop = await createEarningShop(database.db);
  await someone(shop);
  const post = (entries: readonly { key: string; points: bigint }[]) =>
    database.db.transaction().execute(async (tx) => {
      const locked = await lockAccounts(tx, shop.shopId, [ID], NOW);
      const shared = { customerId: ID, kind: "import", availableAt: NOW, actor: "test" } as const;
      await appendEntries(
        tx,
        shop,
        locked,
        entries.map((entry) => ({ ...shared, ...entry })),
        NOW,
      );
    });
  await post([
    { key: "import:1:1", points: 1_250n },
    { key: "import:2:1", points: 30n },
  ]);
  const history = async () => (await told(shop))?.history.map(({ kind, points }) => [kind, points]);
  expect(await history()).toEqual([
    ["import", 30],
    ["import", 1_250],
    ["adjustment", 70],
  ]);
  await post([{ key: "import:1:1:undo", points: -1_250n }]);
  expect(await history()).toEqual([
    ["import", 30],
    ["adjustment", 70],
  ]);
});
