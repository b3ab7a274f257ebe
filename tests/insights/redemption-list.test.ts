import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { dayOf, parseRedemptionQuery, writeRedemptionQuery } from "../../app/insights/redemptions/redemption-query.ts";
import { listRedemptionLines } from "../../app/insights/redemptions/redemptions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
let shop: Shop;
let other: Shop;

/** Twelve redemptions a shop, two for each of six numbers of points, a day apart at 23:30 by the shop's clock (Berlin, summer). */
beforeAll(async () => {
  [shop, other] = [await createEarningShop(database.db), await createEarningShop(database.db)];
  for (const { shopId } of [shop, other])
    await sql`
      insert into redemptions (shop_id, redemption_id, reward_id, customer_id, code, intent, state, terms, terms_hash, points, value_minor, reserved_at)
      select ${shopId}, ${shopId} * 1000 + n, 1, 1, 'C' || ${shopId} || '-' || n, 'i' || n, 'issued', '{"kind": "amount", "title": {"en": "x"}}', 'h', 100 * (n % 6 + 1), 500,
        timestamptz '2026-06-01T21:30:00Z' + n * interval '1 day'
      from generate_series(0, 11) n
    `.execute(database.db);
});

const read = (search: string, limit = 50) =>
  listRedemptionLines(database.db, shop, parseRedemptionQuery(new URLSearchParams(search)), limit);
const numbers = (rows: readonly { redemptionId: bigint }[]) =>
  rows.map(({ redemptionId }) => Number(redemptionId) - shop.shopId * 1000);
const falling = Array.from({ length: 12 }, (_, at) => 11 - at);

describe("the list of redemptions (merchant 24)", () => {
  test.each([
    ["", falling],
    ["sort=oldest", falling.toReversed()],
    ["sort=points", [11, 5, 10, 4, 9, 3, 8, 2, 7, 1, 6, 0]],
    ["sort=points&from=2026-06-05&until=2026-06-07", [5, 4, 6]],
    ["from=2026-06-05&until=2026-06-05", [4]],
    ["from=2026-06-10", [11, 10, 9]],
    ["until=2026-06-02", [1, 0]],
    ["from=2026-06-31&sort=random", falling],
  ])("?%s, and page by page to the end and back", async (search, expected) => {
    expect(numbers((await read(search)).rows)).toEqual(expected);
    const query = parseRedemptionQuery(new URLSearchParams(search));
    const seen: number[] = [];
    let page = await read(search, 2);
    for (;;) {
      seen.push(...numbers(page.rows));
      if (page.next === null) break;
      page = await read(writeRedemptionQuery({ ...query, cursor: page.next }).toString(), 2);
    }
    expect(seen).toEqual(expected);
    const back: number[] = numbers(page.rows);
    while (page.previous !== null) {
      page = await read(writeRedemptionQuery({ ...query, cursor: page.previous }).toString(), 2);
      back.unshift(...numbers(page.rows));
    }
    expect(back).toEqual(expected);
  });

  test("another shop's redemption is no place in it", async () => {
    expect((await read(`sort=points&after=${other.shopId * 1000 + 5}`)).rows).toEqual([]);
  });

  test.each(["2026-02-30", "2026-13-01", "1999-01-01", "0202-01-01", "2026-1-1", "x", "", null])("%s is no day", (text) => {
    expect(dayOf(text)).toBeNull();
  });
});
