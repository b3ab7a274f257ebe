import { sql } from "kysely";
import { beforeEach, expect, it } from "vitest";

import { readTraces } from "../../../app/insights/next-action/traces.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { createEarningShop } from "../../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-11-10T11:00:00Z");
const daysAgo = (days: number) => plusMs(NOW, -days * DAY_MS);
let shop: Shop;
let other: Shop;

async function life(of: Shop, { outcome, endedDaysAgo }: { outcome: string; endedDaysAgo: number }) {
  const { shopId } = of;
  await sql`insert into customers (shop_id, customer_id, email, created_at) values (${shopId}, 1, 'Anna@Example.com', ${NOW})`.execute(
    database.db,
  );
  await sql`
    insert into messages (shop_id, customer_id, template, key, locale, state, due_at, created_at, sent_at, outcome)
    values (${shopId}, 1, 't', 'a', 'en', 'sent', ${NOW}, ${NOW}, ${daysAgo(2)}, 'delivered'), (${shopId}, 1, 't', 'b', 'en', 'sent', ${NOW}, ${NOW}, ${daysAgo(1)}, ${outcome}),
      (${shopId}, 1, 't', 'c', 'en', 'queued', ${NOW}, ${NOW}, null, null)
  `.execute(database.db);
  await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${shopId}, 'email', 'anna@example.com', 'bounced', 'provider', ${NOW})`.execute(
    database.db,
  );
  await sql`insert into members (shop_id, customer_id, birthday_month, birthday_day) values (${shopId}, 1, 2, 29)`.execute(
    database.db,
  );
  await sql`
    insert into flows (shop_id, flow_id, preset, state, created_at, updated_at, catch_up)
    values (${shopId}, 1, 'win-back', 'draft', ${NOW}, ${NOW}, '{}'), (${shopId}, 2, 'win-back', 'live', ${NOW}, ${NOW}, '{}'), (${shopId}, 3, 'refill', 'archived', ${NOW}, ${NOW}, '{}')
  `.execute(database.db);
  await sql`
    insert into flow_runs (shop_id, flow_id, customer_id, version, occasion, since, arrived_at, state, holdout, entered_at, ended_at)
    values (${shopId}, 2, 1, 1, 'o', ${daysAgo(200)}, ${daysAgo(200)}, 'ended', false, ${daysAgo(200)}, ${daysAgo(endedDaysAgo)}),
      (${shopId}, 3, 1, 1, 'w', ${NOW}, ${NOW}, 'waiting', false, null, null)
  `.execute(database.db);
}

beforeEach(async () => {
  [shop, other] = [await createEarningShop(database.db), await createEarningShop(database.db)];
});

it("what a customer's messages, flows and redemptions leave is their own, in their own shop (next best action)", async () => {
  await life(shop, { outcome: "bounced", endedDaysAgo: 89 });
  const stranger = {
    stopped: null,
    undeliveredAt: null,
    everRedeemed: false,
    birthday: null,
    covered: new Set(),
    flows: new Map(),
  };
  expect(await readTraces(database.db, other.shopId, 1n, NOW)).toEqual(stranger);
  expect(await readTraces(database.db, shop.shopId, 1n, NOW)).toEqual({
    ...{ stopped: "bounced", undeliveredAt: daysAgo(1), everRedeemed: false, birthday: { month: 2, day: 29 } },
    covered: new Set(["win-back"]),
    flows: new Map([["win-back", 2]]),
  });
});

it("a flow that ended three months ago has told them long ago, and an email that arrived since says that the address works (next best action)", async () => {
  await life(shop, { outcome: "delivered", endedDaysAgo: 91 });
  await sql`
    insert into redemptions (shop_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
    values (${shop.shopId}, 1, 1, 'i', 500, '{}', 'h', 'C', 'used', ${NOW})
  `.execute(database.db);
  expect(await readTraces(database.db, shop.shopId, 1n, NOW)).toMatchObject({
    covered: new Set(),
    undeliveredAt: null,
    everRedeemed: true,
  });
});
