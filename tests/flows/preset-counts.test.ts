import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";

import { countEntering } from "../../app/flows/presets/entering.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT } from "../support/shops.ts";

const database = useDatabase();
const now = new Date("2026-10-01T10:00:00Z");
let shop: Shop;

async function bought(customerId: bigint, daysAgo: number, of = shop): Promise<void> {
  const at = plusMs(now, -daysAgo * DAY_MS);
  await stageCustomer(database.db, of, customerId, { lastOrderAt: at });
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
    values (${of.shopId}, ${customerId}, '#1', ${customerId}, ${at}, ${at}, ${at}, 'paid', 'EUR', 5000, '{}', ${at})
  `.execute(database.db);
}

beforeAll(async () => {
  shop = await stageShop(database.db, INSTALLED_AT);
  const other = await stageShop(database.db, INSTALLED_AT);
  // Three lapse within the next 30 days, one has, one does later; somebody else's customer lapses, too.
  for (const [customerId, daysAgo] of [
    [1n, 65],
    [2n, 80],
    [3n, 89],
    [4n, 95],
    [5n, 30],
  ] as const)
    await bought(customerId, daysAgo);
  await bought(6n, 80, other);
});

describe("what each ready-made series would do in this shop", () => {
  it("is who would enter in the next 30 days, by the planner", async () => {
    const { entering, about } = await countEntering(database.db, shop, now);
    expect(about).toBe(false);
    expect(entering).toMatchObject({ "win-back": 3, "win-back-durable": 0, "abandoned-checkout": 0 });
    expect(Object.values(entering)).not.toContain(null);
  });

  it("is worked out from a share of many customers, and says so", async () => {
    const { entering, about } = await countEntering(database.db, shop, now, { lookedAt: 2 });
    expect(about).toBe(true);
    expect(Number.isInteger(entering["win-back"])).toBe(true);
  });

  it("is not told of what the time did not do for", async () => {
    let ms = 0;
    const { entering } = await countEntering(database.db, shop, now, { clock: () => (ms += 6_000) });
    expect(Object.values(entering)).toContain(null);
  });

  it("leaves nothing behind", async () => {
    await countEntering(database.db, shop, now);
    for (const table of ["flow_runs", "flow_timers", "messages", "flows"])
      expect((await sql`select 1 from ${sql.table(table)}`.execute(database.db)).rows).toEqual([]);
  });
});
