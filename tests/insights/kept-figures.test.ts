import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";

import type { Cohort } from "../../app/insights/figures/cohorts.ts";
import type { Counts } from "../../app/insights/figures/counts.ts";
import { figureKeys } from "../../app/insights/figures/list.ts";
import { behindOf, behindQuery, countBehind } from "../../app/insights/figures/shown/behind.ts";
import { listChanges, periodAfter } from "../../app/insights/figures/changes.server.ts";
import { workOutAndVerify } from "../../app/insights/figures/kept/prove.server.ts";
import { readCohorts, readFigures, readLatest } from "../../app/insights/figures/kept/read.server.ts";
import { verifyFigures } from "../../app/insights/figures/kept/verify.server.ts";
import { workOutFigures } from "../../app/insights/figures/kept/work-out.server.ts";
import { keyOf, lastDays, type Period } from "../../app/insights/figures/period.ts";
import { orderValue, repeatRate, retentionRate, totals } from "../../app/insights/figures/rates.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { askSize } from "../../app/segments/editing/ask-size.server.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import { readActiveDays, saveActiveDays } from "../../app/shops/settings/active-days.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { readCdnow } from "./predictions/cdnow.ts";
import { dayOf, fillOrders, type Bought } from "./scores-stage.ts";

const database = useDatabase();
const TODAY = dayOf("2026-11-10");
/** 11:00 in Berlin. */
const noon = (day: number) => new Date(day * DAY_MS + 10 * HOUR_MS);
const nobodyLater = () => Promise.reject(new Error("A small shop asks no job"));

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

/** How many customers a query finds, as the segment editor counts them. */
async function behind(shop: Shop, query: string, now: Date): Promise<number | undefined> {
  const checked = readWhole(query, askedBy([]));
  if (!checked.ok) throw new Error(`Not a query: ${query}`);
  return (await askSize(database.db, { shop, query: checked.query, now }))?.members;
}

async function keptOf<Figures>({ shopId }: Shop, what: string): Promise<Figures> {
  const { rows } = await sql<{
    figures: Figures;
  }>`select figures from kept_figures where shop_id = ${shopId} and what = ${what}`.execute(database.db);
  if (rows[0] === undefined) throw new Error(`${what} is not kept`);
  return rows[0].figures;
}

/** An order of a random shop, with what befalls it. */
type Random = Bought & { guest: boolean };

const DAYS = 500;
const randomOrders = fc.array(
  fc.record({
    customer: fc.integer({ min: 1, max: 12 }),
    ago: fc.integer({ min: 0, max: DAYS }),
    hour: fc.constantFrom(0.5, 12, 22.8, 23.5),
    netMinor: fc.integer({ min: 0, max: 50_000 }),
    fate: fc.constantFrom("paid", "paid", "paid", "paid", "refunded", "voided", "test", "cancelled", "guest"),
  }),
  { minLength: 1, maxLength: 60 },
);
const randomShop = fc.record({
  orders: randomOrders,
  gone: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
  merged: fc.option(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 12 }))),
  members: fc.uniqueArray(fc.record({ customer: fc.integer({ min: 1, max: 12 }), ago: fc.nat(DAYS) }), {
    selector: ({ customer }) => customer,
  }),
});

/** Days in Berlin of an hour of UTC: the shop's, whose summer ended on October 25. */
function berlinDay(day: number, hour: number): number {
  const at = new Date(day * DAY_MS + hour * HOUR_MS);
  return dayOf(new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(at));
}

/** Plainly, order by order, without anything of the app. */
function oracle(
  orders: readonly { customerId: bigint | null; day: number; netMinor: number }[],
  { first, last }: Period,
  window: number,
) {
  const known = Map.groupBy(
    orders.filter(({ customerId, day }) => customerId !== null && day <= last),
    ({ customerId }) => customerId,
  );
  const within = (day: number) => day >= first && day <= last;
  const counts = { start: 0, end: 0, acquired: 0, won: 0, lost: 0, customers: 0, again: 0, buyers: 0 };
  const [fresh, returning] = [
    { customers: 0, orders: 0, revenue: 0 },
    { customers: 0, orders: 0, revenue: 0 },
  ];
  for (const own of known.values()) {
    const days = [...new Set(own.map(({ day }) => day))].sort((a, b) => a - b);
    const begun = days[0] ?? 0;
    const start = days.some((day) => day < first && day >= first - window);
    const end = days.some((day) => day > last - window);
    counts.customers += 1;
    counts.again += days.length > 1 ? 1 : 0;
    counts.start += start ? 1 : 0;
    counts.end += end ? 1 : 0;
    counts.lost += start && !end ? 1 : 0;
    counts.acquired += end && begun >= first ? 1 : 0;
    counts.won += end && !start && begun < first ? 1 : 0;
    const here = own.filter(({ day }) => within(day));
    counts.buyers += here.length > 0 ? 1 : 0;
    for (const [part, placed] of [
      [fresh, here.filter(({ day }) => day === begun)],
      [returning, here.filter(({ day }) => day !== begun)],
    ] as const) {
      part.customers += placed.length > 0 ? 1 : 0;
      part.orders += placed.length;
      part.revenue += placed.reduce((sum, { netMinor }) => sum + netMinor, 0);
    }
  }
  const unnamed = orders.filter(({ customerId, day }) => customerId === null && within(day));
  return {
    ...counts,
    ...{
      fresh,
      returning,
      unnamed: { orders: unnamed.length, revenue: unnamed.reduce((sum, { netMinor }) => sum + netMinor, 0) },
    },
  };
}

describe("kept figures", () => {
  it("are what raw orders say, in random shops with refunds, cancellations, guests, merges and who is gone (issue 10, must show 5)", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(randomShop, async ({ orders, gone, merged, members }) => {
        const shop = await installShop(database.db, `random-${++count}.myshopify.com`);
        const { shopId } = shop;
        const into = (customer: number) => (merged?.[0] === customer ? merged[1] : customer);
        const placed = orders.map(({ customer, ago, hour, netMinor, fate }, index): Random => ({
          ...{ customerId: BigInt(into(customer)), orderId: BigInt(index + 1), day: TODAY - ago, hour, guest: fate === "guest" },
          ...{ netMinor: fate === "refunded" ? 0 : netMinor, test: fate === "test", cancelled: fate === "cancelled" },
          status: fate === "refunded" || fate === "voided" ? fate : "paid",
        }));
        await fillOrders(database.db, shopId, placed);
        await sql`update orders set customer_id = null where shop_id = ${shopId} and order_id = any(${placed.filter(({ guest }) => guest).map(({ orderId }) => orderId.toString())}::bigint[])`.execute(
          database.db,
        );
        if (merged !== null)
          await sql`
            insert into customers (shop_id, customer_id, created_at, merged_into) values (${shopId}, ${merged[0]}, '2025-01-01', ${merged[1]})
            on conflict (shop_id, customer_id) do update set merged_into = excluded.merged_into
          `.execute(database.db);
        await sql`update customers set deleted_at = now() where shop_id = ${shopId} and customer_id = any(${gone.map(into)}::bigint[])`.execute(
          database.db,
        );
        for (const { customer, ago } of members)
          await sql`
            insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor)
            select ${shopId}, customer_id, 1, 'import:' || customer_id, 'import', 1, ${noon(TODAY - ago)}, ${noon(TODAY - ago)}, ${noon(TODAY - ago)}, 'system'
            from customers where shop_id = ${shopId} and customer_id = ${customer} and merged_into is null
          `.execute(database.db);
        await refreshAll(shop);
        const now = noon(TODAY);
        expect(await workOutAndVerify(database.db, shop, now)).toEqual([]);
        const counted = placed.flatMap(({ customerId, day, hour = 12, netMinor, guest, test, cancelled, status }) =>
          test === true || cancelled === true || status === "voided"
            ? []
            : [
                {
                  day: berlinDay(day, hour),
                  netMinor,
                  customerId: guest || gone.map(into).includes(Number(customerId)) ? null : customerId,
                },
              ],
        );
        for (const days of [30, 90, 365]) {
          const period = lastDays(days, TODAY - 1);
          const kept = await keptOf<Counts>(shop, keyOf(period));
          expect(kept).toMatchObject(oracle(counted, period, 90));
          for (const who of new Set([...figureKeys.map(behindOf), "others" as const])) {
            const counted = who === null ? null : countBehind(who, kept);
            if (who === null || counted === null) continue;
            expect([who, await behind(shop, behindQuery(who, period, 90), now)]).toEqual([who, counted]);
          }
        }
        const cohorts = await keptOf<Cohort[]>(shop, "cohorts:months");
        const known = counted.filter(({ customerId, day }) => customerId !== null && day <= TODAY);
        expect(cohorts.reduce((sum, { cells }) => sum + (cells.at(-1)?.revenue ?? 0), 0)).toBe(
          known.reduce((sum, { netMinor }) => sum + netMinor, 0),
        );
      }),
      { numRuns: 25 },
    );
  }, 300_000);
});

describe("a shop", () => {
  let shop: Shop;
  let other: Shop;
  const orders = [
    ["2026-07-01", 1n, 1_000],
    ["2026-10-20", 1n, 2_000],
    ["2026-08-01", 2n, 3_000],
    ["2026-11-01", 3n, 4_000],
    ["2026-11-09", 3n, 5_000],
    // Today is not over.
    ["2026-11-10", 4n, 6_000],
  ].map(([date, customerId, netMinor], index) => ({
    ...{ customerId: customerId as bigint, orderId: BigInt(index + 1), day: dayOf(date as string), netMinor: netMinor as number },
  }));

  beforeAll(async () => {
    shop = await installShop(database.db, "kept.myshopify.com");
    other = await installShop(database.db, "beside.myshopify.com");
    await fillOrders(database.db, shop.shopId, orders);
    await fillOrders(database.db, other.shopId, orders.slice(0, 1));
    await refreshAll(shop);
    await refreshAll(other);
  });

  it("reads figures up to the last complete day, with what they were before, and none of another shop (issue 10)", async () => {
    const { current, before, months, working } = await readFigures(database.db, shop, noon(TODAY), 30, nobodyLater);
    expect(working).toBe(false);
    expect(current?.period).toEqual(lastDays(30, TODAY - 1));
    expect(current?.counts).toMatchObject({
      customers: 3,
      start: 1,
      end: 2,
      fresh: { revenue: 4_000 },
      returning: { revenue: 7_000 },
    });
    expect(before?.counts).toMatchObject({ customers: 2, buyers: 0 });
    expect(months.map(({ counts }) => totals(counts).revenue).slice(-4)).toEqual([1_000, 3_000, 0, 2_000]);
    expect((await readLatest(database.db, other, noon(TODAY), 30)).current).toBeNull();
    const { cohorts } = await readCohorts(database.db, shop, noon(TODAY), "months", nobodyLater);
    expect(cohorts.map(({ customers, cells }) => [customers, cells.at(-1)?.state])).toEqual([
      [1, "running"],
      [1, "running"],
      [2, "running"],
    ]);
  });

  it("has them worked out anew after an hour, and as soon as the days change for which customers are active (insights B5)", async () => {
    const early = noon(TODAY);
    await readFigures(database.db, shop, early, 30, nobodyLater);
    expect((await readFigures(database.db, shop, plusMs(early, HOUR_MS / 2), 30, nobodyLater)).asOf).toEqual(early);
    expect((await readFigures(database.db, shop, plusMs(early, 2 * HOUR_MS), 30, nobodyLater)).asOf).toEqual(
      plusMs(early, 2 * HOUR_MS),
    );
    await saveActiveDays(shop.shopId, 180, early);
    expect(await readActiveDays(database.db, shop.shopId)).toBe(180);
    expect(await readActiveDays(database.db, other.shopId)).toBe(90);
    const { window, current } = await readFigures(database.db, shop, plusMs(early, 2 * HOUR_MS + 1), 30, nobodyLater);
    expect([window, current?.counts.start]).toEqual([180, 2]);
    await saveActiveDays(shop.shopId, 90, early);
  });

  it("that is large is told what is known until a job has worked out more, of the days that are known (issue 10, must show 4)", async () => {
    const large = await installShop(database.db, "large.myshopify.com");
    await fillOrders(database.db, large.shopId, orders);
    await sql`insert into shop_counts (shop_id, what, count) values (${large.shopId}, 'customers', 2001)`.execute(database.db);
    await refreshAll(large);
    const asked: unknown[] = [];
    const later = (of: unknown) => Promise.resolve(void asked.push(of));
    expect(await readFigures(database.db, large, noon(TODAY), 30, later)).toMatchObject({ working: true, current: null });
    await workOutFigures(database.db, large, noon(TODAY));
    expect(await readFigures(database.db, large, noon(TODAY), 30, later)).toMatchObject({ working: false });
    // A day later, before the night's job.
    const next = await readFigures(database.db, large, noon(TODAY + 1), 30, later);
    expect([next.working, next.current?.period.last]).toEqual([true, TODAY - 1]);
    const custom = { first: TODAY - 50, last: TODAY - 10 };
    expect(await readFigures(database.db, large, noon(TODAY), custom, later)).toMatchObject({ working: true, current: null });
    expect(asked).toEqual([null, null, custom]);
  });

  it("is proved: a figure that is wrong is found and named (issue 10, must show 5)", async () => {
    await workOutFigures(database.db, shop, plusMs(noon(TODAY), 3 * HOUR_MS));
    expect(await verifyFigures(database.db, shop)).toEqual([]);
    const what = keyOf(lastDays(30, TODAY - 1));
    await sql`
      update kept_figures set figures = jsonb_set(figures, '{returning,revenue}', '7001') where shop_id = ${shop.shopId} and what = ${what}
    `.execute(database.db);
    await sql`
      update kept_figures set figures = jsonb_set(figures, '{0,cells,0,active}', '9') where shop_id = ${shop.shopId} and what = 'cohorts:rolling'
    `.execute(database.db);
    expect(await verifyFigures(database.db, shop)).toEqual([
      { what: "cohorts:rolling", figure: "24318+0 active", kept: 9, right: 1 },
      { what, figure: "returning.revenue", kept: 7_001, right: 7_000 },
    ]);
    await workOutFigures(database.db, shop, plusMs(noon(TODAY), 3 * HOUR_MS));
    expect(await verifyFigures(database.db, shop)).toEqual([]);
  });

  it("lists what was changed, and compares as many days after it as are over (issue 10, figures)", async () => {
    await sql`
      insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
      select ${shop.shopId}, v, ${noon(TODAY - 60)}::timestamptz + v * interval '31 days', '{}', ${noon(TODAY - 60)}, 'system' from generate_series(1, 2) v
    `.execute(database.db);
    const changes = await listChanges(database.db, shop, noon(TODAY));
    expect(changes).toEqual([{ kind: "program", key: "program-1", version: 1, at: noon(TODAY - 29), day: TODAY - 29 }]);
    expect(await listChanges(database.db, other, noon(TODAY))).toEqual([]);
    expect(periodAfter({ day: TODAY - 5 }, 30, TODAY - 1)).toEqual({ first: TODAY - 5, last: TODAY - 1 });
    expect(periodAfter({ day: TODAY - 50 }, 30, TODAY - 1)).toEqual({ first: TODAY - 50, last: TODAY - 21 });
    expect(periodAfter({ day: TODAY }, 30, TODAY - 1)).toBeNull();
  });
});

describe("CDNOW", () => {
  it("adds up to the penny, with the figures that docs/insights.md prints (issue 10, must show 6)", async () => {
    const shop = await installShop(database.db, "cdnow.myshopify.com");
    const histories = readCdnow();
    let orderId = 0n;
    const orders = histories.flatMap((days, index) =>
      days.map(({ day, amount }) => ({
        ...{ customerId: BigInt(index + 1), orderId: ++orderId, day, netMinor: Math.round(amount * 100) },
      })),
    );
    await fillOrders(database.db, shop.shopId, orders);
    await refreshAll(shop);
    const end = dayOf("1998-06-30");
    expect(await workOutAndVerify(database.db, shop, noon(end + 1))).toEqual([]);
    const counts = await keptOf<Counts>(shop, keyOf(lastDays(90, end)));
    // The file's dollars, added up outside of this project.
    expect(counts.ever).toEqual({ orders: 6_696, revenue: 24_409_194 });
    expect(counts).toMatchObject({ customers: 2_357, again: 1_139, start: 385, end: 299, acquired: 0, won: 129, lost: 215 });
    expect([retentionRate(counts), repeatRate(counts)].map((rate) => rate?.toFixed(3))).toEqual(["0.442", "0.483"]);
    expect(Math.round(orderValue(counts) ?? 0)).toBe(3_624);
    expect(counts.second.reached).toMatchObject([
      { days: 59, earliest: 52, latest: 69 },
      { days: null, earliest: 484, latest: null },
      { days: null },
    ]);
  });
});
