import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";

import { seeded } from "../../app/insights/lift/random.ts";
import { insights } from "../../app/insights/noun.server.ts";
import { readModel } from "../../app/insights/predictions/kept.server.ts";
import { scoreBy, scoreFrequency } from "../../app/insights/rfm/cuts.ts";
import { readCuts } from "../../app/insights/rfm/cuts.server.ts";
import { groupOf } from "../../app/insights/rfm/groups.ts";
import { readLastDay } from "../../app/insights/scores/days.server.ts";
import { readOverview } from "../../app/insights/scores/overview.server.ts";
import { findScore } from "../../app/insights/scores/read-score.server.ts";
import { scoreCustomers } from "../../app/insights/scores/score-customers.server.ts";
import { noteTriggerUse } from "../../app/deliveries/shopify-flow/usage.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { drawTimes } from "./predictions/simulate.ts";
import { dayOf, fillOrders, type Bought } from "./scores-stage.ts";
import { cutsOf } from "./plain-cuts.ts";

const database = useDatabase();
const TODAY = dayOf("2026-11-10");
/** The night's job: 03:05 in Berlin. */
const night = (day: number) => new Date(day * DAY_MS + 2 * 3_600_000 + 300_000);

type Row = {
  customer_id: bigint;
  scored: number;
  rfm_group: string;
  rfm_group_before: string | null;
  rfm_group_last_month: string | null;
  recency: number;
  frequency: number;
  monetary: number;
  purchase_days: number;
  alive: number | null;
  orders_365: number | null;
  spend_365_minor: bigint | null;
  next_order: number | null;
  median_gap_days: number | null;
};

async function scoresOf({ shopId }: Shop): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select customer_id, scored_on - date '1970-01-01' as scored, rfm_group, rfm_group_before, rfm_group_last_month, recency, frequency, monetary,
      purchase_days, alive, orders_365, spend_365_minor, next_order_on - date '1970-01-01' as next_order, median_gap_days
    from customer_scores where shop_id = ${shopId} order by customer_id
  `.execute(database.db);
  return rows;
}

/** Customers as MBG/NBD has them, over 400 days up to today. */
function simulated(count: number): Bought[] {
  const random = seeded(7);
  const model = { kind: "mbg" as const, r: 0.9, alpha: 40, a: 0.8, b: 2.4 };
  let orderId = 1n;
  return Array.from({ length: count }, (_, index) => {
    const age = 5 + Math.floor(random() * 395);
    const worth = 1_000 + Math.floor(random() * 9_000);
    return [0, ...drawTimes(model, age, random)].map((time) => ({
      ...{ customerId: BigInt(index + 1), orderId: orderId++, day: TODAY - age + Math.floor(time) },
      netMinor: worth + Math.floor(random() * 1_000),
    }));
  }).flat();
}

describe("a shop with enough customers", () => {
  let shop: Shop;
  let other: Shop;
  const orders = simulated(700);

  beforeAll(async () => {
    shop = await installShop(database.db, "scored.myshopify.com");
    other = await installShop(database.db, "other.myshopify.com");
    await fillOrders(database.db, shop.shopId, orders);
    await fillOrders(database.db, other.shopId, orders.slice(0, 9));
    await refreshAll(shop);
    await refreshAll(other);
  });

  it("is scored from its orders: each customer as raw orders say (insights B4)", async () => {
    await scoreCustomers(database.db, shop, night(TODAY));
    const rows = await scoresOf(shop);
    const byCustomer = Map.groupBy(orders, ({ customerId }) => customerId);
    expect(rows).toHaveLength(byCustomer.size);
    const profiles = [...byCustomer].map(([customerId, own]) => ({
      ...{ customerId, days: new Set(own.map(({ day }) => day)).size, orders: own.length },
      ...{ last: Math.max(...own.map(({ day }) => day)), spent: own.reduce((sum, { netMinor }) => sum + netMinor, 0) },
    }));
    const cuts = {
      recency: cutsOf(profiles.map(({ last }) => last)),
      frequency: cutsOf(profiles.map((profile) => profile.orders)),
      monetary: cutsOf(profiles.map(({ spent }) => spent)),
    };
    expect(await readCuts(database.db, shop)).toEqual(cuts);
    for (const profile of profiles) {
      const scores = {
        recency: scoreBy(cuts.recency, profile.last),
        frequency: scoreFrequency(cuts.frequency, profile.orders),
        monetary: scoreBy(cuts.monetary, profile.spent),
      };
      expect(rows.find(({ customer_id: id }) => id === profile.customerId)).toMatchObject({
        ...scores,
        ...{ rfm_group: groupOf(scores), purchase_days: profile.days, scored: TODAY, rfm_group_before: null },
      });
    }
  });

  it("is told what to expect of each, with the sums on the day (insights B3)", async () => {
    const rows = await scoresOf(shop);
    const kept = await readModel(database.db, shop.shopId);
    expect(kept?.fitted).toMatchObject({ missing: [], missingForSpend: [], amounts: { buyers: 700 } });
    expect(kept?.fitted.comparison?.customers).toBeGreaterThan(400);
    for (const row of rows) {
      expect(row.alive).toBeGreaterThanOrEqual(0);
      expect(row.alive).toBeLessThanOrEqual(1);
      expect(row.spend_365_minor).toBeGreaterThanOrEqual(0n);
      if (row.next_order !== null) expect(row.next_order).toBeGreaterThan(TODAY);
    }
    const day = await readLastDay(database.db, shop.shopId);
    expect(day?.day).toBe(TODAY);
    expect(day?.summary.cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(700);
    expect(day?.summary.outlook?.customers).toBe(700);
    const expected = rows.reduce((sum, { orders_365: most }) => sum + (most ?? 0), 0);
    expect(day?.summary.outlook?.orders365).toBeCloseTo(expected, 6);
    const spent = [...(day?.summary.cells ?? [])].reduce((sum, { spentMinor }) => sum + spentMinor, 0);
    expect(spent).toBe(orders.reduce((sum, { netMinor }) => sum + netMinor, 0));
  });

  it("says of one customer what pages tell: group, rhythm and what is ahead with its ranges, of no other shop (insights B3)", async () => {
    const row = (await scoresOf(shop)).find(({ median_gap_days: gap, alive }) => gap !== null && (alive ?? 0) > 0.5);
    if (row === undefined) throw new Error("Nobody bought three times");
    const score = await findScore(database.db, shop, row.customer_id, night(TODAY + 3));
    expect(score).toMatchObject({ group: row.rfm_group, purchaseDays: row.purchase_days, medianGapDays: row.median_gap_days });
    const last = Math.max(...orders.filter(({ customerId }) => customerId === row.customer_id).map(({ day }) => day));
    expect(score?.silentDays).toBe(TODAY + 3 - last);
    const ahead = score?.prediction?.ahead ?? [];
    expect(ahead.map(({ days }) => days)).toEqual([30, 90, 365]);
    for (const { orders, low, high, spend } of ahead) {
      expect([low <= orders, orders <= high + 1, spend !== null && spend.lowMinor <= spend.minor]).toEqual([true, true, true]);
      expect(spend?.highMinor).toBeGreaterThanOrEqual(spend?.lowMinor ?? 0n);
    }
    const year = ahead.at(-1);
    expect(year?.orders).toBe(row.orders_365);
    expect(year?.spend?.minor).toBe(row.spend_365_minor);
    expect(year?.spend?.highMinor).toBeGreaterThan(year?.spend?.lowMinor ?? 0n);
    const spans = ahead.map(({ orders, spend }) => [orders, Number(spend?.minor)]);
    expect(spans).toEqual(spans.toSorted(([a = 0], [b = 0]) => a - b));
    expect(await findScore(database.db, other, row.customer_id, night(TODAY))).toBeNull();
    expect(await readOverview(database.db, shop, night(TODAY))).toMatchObject({ prospects: 0, stale: false });
    expect(await readOverview(database.db, shop, night(TODAY + 2))).toMatchObject({ stale: true });
    expect(await readOverview(database.db, other, night(TODAY))).toMatchObject({ summary: null, model: null, stale: true });
  });

  it("stays as it is when the same day is scored again, and nobody moves because others bought within it (insights B4)", async () => {
    const before = await scoresOf(shop);
    const [calm, buyer] = [before[0], before[1]];
    if (calm === undefined || buyer === undefined) throw new Error("Nobody was scored");
    await fillOrders(
      database.db,
      shop.shopId,
      Array.from({ length: 30 }, (_, index) => ({
        ...{ customerId: buyer.customer_id, orderId: 900_000n + BigInt(index), day: TODAY, netMinor: 50_000 },
      })),
    );
    await refreshAll(shop);
    await scoreCustomers(database.db, shop, plusMs(night(TODAY), 8 * 3_600_000), { refit: false });
    const after = await scoresOf(shop);
    expect(after.filter(({ customer_id: id }) => id !== buyer.customer_id)).toEqual(
      before.filter(({ customer_id: id }) => id !== buyer.customer_id),
    );
    expect(after.find(({ customer_id: id }) => id === buyer.customer_id)).toMatchObject({
      recency: 5,
      frequency: 5,
      monetary: 5,
    });
  });

  it("remembers the group of the day before and of the month before (insights B4)", async () => {
    const before = await scoresOf(shop);
    await scoreCustomers(database.db, shop, night(TODAY + 1));
    const next = await scoresOf(shop);
    expect(next.map((row) => row.rfm_group_before)).toEqual(before.map((row) => row.rfm_group));
    expect(next.every((row) => row.rfm_group_last_month === null)).toBe(true);
    await scoreCustomers(database.db, shop, night(dayOf("2026-12-01")));
    const december = await scoresOf(shop);
    expect(december.map((row) => row.rfm_group_last_month)).toEqual(next.map((row) => row.rfm_group));
    const day = await readLastDay(database.db, shop.shopId);
    expect(day?.summary.moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(700);
    expect(day?.summary.moves.every(({ from }) => from !== null)).toBe(true);
  });

  it("learns anew after a week, or when asked, and not before (insights B3)", async () => {
    const of = async () => (await readModel(database.db, shop.shopId))?.fittedAt;
    const december = dayOf("2026-12-01");
    const fittedAt = await of();
    await scoreCustomers(database.db, shop, night(december + 6));
    expect(await of()).toEqual(fittedAt);
    await scoreCustomers(database.db, shop, night(december + 7));
    expect(await of()).toEqual(night(december + 7));
    await scoreCustomers(database.db, shop, night(december + 8), { refit: true });
    expect(await of()).toEqual(night(december + 8));
  });

  it("moves predictions with the days that go by without an order (insights B3)", async () => {
    const [first, later] = [await scoresOf(shop), dayOf("2026-12-11")];
    await scoreCustomers(database.db, shop, night(later));
    const after = await scoresOf(shop);
    const falling = after.filter((row, index) => (row.alive ?? 0) < (first[index]?.alive ?? 0));
    expect(falling.length).toBeGreaterThan(600);
  });

  it("tells receivers that want to hear who became likely to leave, once for each last purchase (issue 11, Flow)", async () => {
    const told = async () =>
      (
        await sql<{ customer_id: bigint; chance: number }>`
          select customer_id, (data ->> 'chance')::int as chance from timeline_events
          where shop_id = ${shop.shopId} and kind = 'customer.at-risk' order by customer_id
        `.execute(database.db)
      ).rows;
    // Until now nobody wanted to hear of it, and hundreds became likely to leave.
    expect(await told()).toEqual([]);
    const at = night(dayOf("2026-12-11"));
    await noteTriggerUse(database.db, shop.shopId, { trigger: "at-risk", used: true, at }, at);
    await sql`update customer_scores set alive = 0.5 where shop_id = ${shop.shopId} and customer_id % 2 = 0`.execute(database.db);
    const before = new Map((await scoresOf(shop)).map((row) => [row.customer_id, row.alive ?? 1]));
    const later = dayOf("2026-12-12");
    await scoreCustomers(database.db, shop, night(later));
    const crossed = (await scoresOf(shop)).filter(
      ({ customer_id: id, alive, purchase_days: days }) => 1 - (alive ?? 1) > 0.7 && 1 - (before.get(id) ?? 0) <= 0.7 && days > 1,
    );
    expect(crossed.length).toBeGreaterThan(5);
    expect((await told()).map(({ customer_id: id }) => id)).toEqual(crossed.map(({ customer_id: id }) => id));
    expect((await told()).every(({ chance }) => chance >= 70 && chance <= 100)).toBe(true);
    // The chance goes down and up again with a model that is learned anew: nothing is told twice.
    await sql`update customer_scores set alive = 0.9 where shop_id = ${shop.shopId}`.execute(database.db);
    const first = await told();
    await scoreCustomers(database.db, shop, night(later + 1));
    const after = await told();
    expect(after.length).toBeGreaterThan(first.length);
    expect(new Set(after.map(({ customer_id: id }) => id)).size).toBe(after.length);
  });

  it("is scored without those whose orders no longer count, who are gone, or erased", async () => {
    await sql`update orders set cancelled_at = created_at where shop_id = ${shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await sql`update customers set deleted_at = now() where shop_id = ${shop.shopId} and customer_id = 2`.execute(database.db);
    await refreshAll(shop);
    const before = (await scoresOf(shop)).length;
    await insights.forget(database.db, shop.shopId, { customerIds: [3n], emails: [], phones: [] } as never, night(TODAY));
    expect((await scoresOf(shop)).map(({ customer_id: id }) => id)).not.toContain(3n);
    await sql`update customers set redacted_at = now() where shop_id = ${shop.shopId} and customer_id = 3`.execute(database.db);
    await scoreCustomers(database.db, shop, night(dayOf("2026-12-14")));
    const after = await scoresOf(shop);
    expect(after).toHaveLength(before - 3);
    expect(after.map(({ customer_id: id }) => id).slice(0, 1)).toEqual([4n]);
  });

  it("has nothing to do with another shop, which is told what it lacks (insights B3)", async () => {
    expect(await scoresOf(other)).toEqual([]);
    await scoreCustomers(database.db, other, night(TODAY));
    const rows = await scoresOf(other);
    expect(rows.length).toBe(new Set(orders.slice(0, 9).map(({ customerId }) => customerId)).size);
    expect(rows.every((row) => row.alive === null && row.orders_365 === null && row.next_order === null)).toBe(true);
    const { fitted } = (await readModel(database.db, other.shopId)) ?? {};
    expect(fitted?.missing[0]).toEqual({ what: "buyers", have: rows.length, need: 500 });
    expect(fitted?.model).toBeNull();
    expect((await readLastDay(database.db, other.shopId))?.summary.outlook).toBeNull();
  });

  it("with no order at all is scored without anybody", async () => {
    const empty = await installShop(database.db, "empty.myshopify.com");
    await scoreCustomers(database.db, empty, night(TODAY));
    expect(await scoresOf(empty)).toEqual([]);
    expect((await readLastDay(database.db, empty.shopId))?.summary).toEqual({
      cells: [],
      moves: [],
      outlook: null,
      agreement: [],
    });
  });
});

describe("orders that count", () => {
  it("are those of the profile, by the shop's day: no test, none cancelled, two of one day as one (insights B2)", async () => {
    const shop = await installShop(database.db, "filter.myshopify.com");
    const day = dayOf("2026-03-10");
    await fillOrders(database.db, shop.shopId, [
      { customerId: 1n, orderId: 1n, day, hour: 9, netMinor: 1_000 },
      { customerId: 1n, orderId: 2n, day, hour: 15, netMinor: 500 },
      // 23:30 UTC is the next day in Berlin.
      { customerId: 1n, orderId: 3n, day: day + 9, hour: 23.5, netMinor: 2_000 },
      { customerId: 1n, orderId: 4n, day: day + 20, netMinor: 2_000, test: true },
      { customerId: 1n, orderId: 5n, day: day + 20, netMinor: 2_000, cancelled: true },
      { customerId: 1n, orderId: 6n, day: day + 20, netMinor: 2_000, status: "voided" },
      { customerId: 1n, orderId: 7n, day: day + 40, netMinor: 0, status: "refunded" },
    ]);
    await refreshAll(shop);
    await scoreCustomers(database.db, shop, night(day + 50));
    expect(await scoresOf(shop)).toMatchObject([{ purchase_days: 3, median_gap_days: 20, frequency: 3 }]);
  });
});

async function refreshAll({ shopId }: Shop): Promise<void> {
  const { refreshProfiles } = await import("../../app/customers/profile.server.ts");
  const { rows } = await sql<{ customer_id: bigint }>`select customer_id from customers where shop_id = ${shopId}`.execute(
    database.db,
  );
  await refreshProfiles(
    database.db,
    shopId,
    rows.map(({ customer_id: id }) => id),
  );
}
