import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import type { Counts } from "../../app/insights/figures/counts.ts";
import { workOutAndVerify } from "../../app/insights/figures/kept/prove.server.ts";
import { verifyFigures } from "../../app/insights/figures/kept/verify.server.ts";
import { figures } from "../../app/insights/figures/list.ts";
import { compared, keyOf, lastDays } from "../../app/insights/figures/period.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import { DAY_MS, HOUR_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { dayOf, fillOrders } from "./scores-stage.ts";

/** What is told of a period beside the orders of customers: points that are owed, what flows led to, the NPS, what was expected (issue 10, figures). */
const database = useDatabase();
const TODAY = dayOf("2026-11-10");
const [INSTALLED, DAYS] = [TODAY - 500, 480];
const at = (day: number, hour = 11) => new Date(day * DAY_MS + hour * HOUR_MS);
const KINDS = ["order", "bonus", "adjustment", "redemption", "return", "release", "expiry", "merge"] as const;

type Entry = { customer: number; day: number; hour: number; kind: string; points: number };
type Click = { customer: number; day: number; hour: number; flow: number | null; kind: string };
type Answer = { customer: number; day: number; score: number; flag: string | null };

async function young(name: string): Promise<Shop> {
  const shop = await installShop(database.db, name);
  await sql`update shops set first_installed_at = ${at(INSTALLED)} where shop_id = ${shop.shopId}`.execute(database.db);
  return { ...shop, firstInstalledAt: at(INSTALLED) };
}

async function fill(
  { shopId }: Shop,
  { entries, clicks, answers }: { entries: readonly Entry[]; clicks: readonly Click[]; answers: readonly Answer[] },
): Promise<void> {
  const numbered = entries.map(({ customer, day, hour, kind, points }, index) => ({
    ...{ customer, seq: index + 1, kind, points, at: at(day, hour) },
  }));
  await sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor)
    select ${shopId}, t.customer, t.seq, 'k' || t.seq, t.kind, t.points, t.at, t.at, t.at, 'system'
    from ${recordset(numbered)} as t(customer bigint, seq int, kind text, points bigint, at timestamptz)
  `.execute(database.db);
  const sent = clicks.map(({ customer, day, hour, flow, kind }, index) => ({
    customer,
    id: index + 1,
    flow,
    kind,
    at: at(day, hour),
  }));
  const rows = recordset(sent);
  await sql`
    with rows as (select * from ${rows} as t(customer bigint, id bigint, flow int, kind text, at timestamptz)), written as (
      insert into messages (shop_id, message_id, customer_id, flow_id, step_id, template, key, locale, state, due_at, created_at, sent_at)
      select ${shopId}::int, id, customer, flow, case when flow is not null then 's' end, 'flow-email', 'm' || id, 'de', 'sent', at, at, at from rows
    )
    insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at)
    select ${shopId}::int, id, 0, kind, customer, 'https://shop.example/', at + interval '1 hour', at + interval '1 hour' from rows
  `.execute(database.db);
  await sql`
    insert into surveys (shop_id, survey_id, kind, name, version, quiet_days, pauses, created_at, updated_at)
    values (${shopId}, 1, 'nps', 'NPS', 1, 90, false, ${at(INSTALLED)}, ${at(INSTALLED)})
  `.execute(database.db);
  const given = answers.map(({ customer, day, score, flag }, index) => ({ customer, id: index + 1, score, flag, at: at(day) }));
  await sql`
    insert into survey_responses (shop_id, response_id, occasion, survey_id, version, customer_id, answers, score, complete, flag, answered_at, changed_at)
    select ${shopId}, t.id, 'o' || t.id, 1, 1, t.customer, '{}', t.score, true, t.flag, t.at, t.at
    from ${recordset(given)} as t(customer bigint, id bigint, score int, flag text, at timestamptz)
  `.execute(database.db);
}

async function keptOf({ shopId }: Shop, days: number): Promise<(Counts | undefined)[]> {
  const keys = compared(lastDays(days, TODAY - 1)).map(keyOf);
  const { rows } = await sql<{ what: string; figures: Counts }>`
    select what, figures from kept_figures where shop_id = ${shopId} and what = any(${keys}::text[])
  `.execute(database.db);
  return keys.map((key) => rows.find(({ what }) => what === key)?.figures);
}

describe("beside orders", () => {
  it("points, flows and answers are what entries, clicks and answers say, in random shops (issue 10, must show 5)", async () => {
    const who = fc.integer({ min: 1, max: 6 });
    const ago = fc.nat(DAYS).map((days) => TODAY - days);
    const hour = fc.constantFrom(0.5, 12, 22.8, 23.5);
    const random = fc.record({
      entries: fc.array(
        fc.record({
          customer: who,
          day: ago,
          hour,
          kind: fc.constantFrom(...KINDS),
          points: fc.integer({ min: -900, max: 900 }),
        }),
        { maxLength: 40 },
      ),
      clicks: fc.array(
        fc.record({
          customer: who,
          day: ago,
          hour,
          flow: fc.constantFrom(1, 2, null),
          kind: fc.constantFrom("human", "human", "automatic"),
        }),
        { maxLength: 40 },
      ),
      answers: fc.array(
        fc.record({ customer: who, day: ago, score: fc.nat(10), flag: fc.constantFrom(null, null, null, "trap") }),
        { maxLength: 30 },
      ),
      orders: fc.array(fc.record({ customer: who, day: ago, hour, netMinor: fc.integer({ min: 0, max: 9_000 }) }), {
        maxLength: 40,
      }),
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(random, async ({ orders, entries: drawn, ...rest }) => {
        // Nobody spends what they have not got.
        const entries = [1, 2, 3, 4, 5, 6].map((customer) => ({
          customer,
          day: TODAY - 490,
          hour: 11,
          kind: "import",
          points: 100_000,
        }));
        const others = { ...rest, entries: [...entries, ...drawn] };
        const shop = await young(`beside-${++count}.myshopify.com`);
        const people = Array.from({ length: 6 }, (_, index) => ({
          customerId: BigInt(index + 1),
          orderId: BigInt(1_000 + index),
          day: TODAY - 490,
          netMinor: 1,
        }));
        const placed = orders.map(({ customer, ...order }, index) => ({
          ...order,
          customerId: BigInt(customer),
          orderId: BigInt(index + 1),
        }));
        await fillOrders(database.db, shop.shopId, [...people, ...placed]);
        await sql`update customers set orders_count = 1 where shop_id = ${shop.shopId}`.execute(database.db);
        await fill(shop, others);
        expect(await workOutAndVerify(database.db, shop, at(TODAY))).toEqual([]);
        const [current] = await keptOf(shop, 365);
        const open = others.entries.filter(
          ({ day, hour: of, kind }) => kind !== "merge" && at(day, of) < new Date("2026-11-09T23:00:00Z"),
        );
        expect(current === undefined ? null : figures.liability.of(current)).toBe(
          open.reduce((sum, { points }) => sum + points, 0),
        );
      }),
      { numRuns: 15 },
    );
  }, 240_000);

  it("stand for each period and those that it is compared with, and for none from before the shop had the app (issue 10, figures)", async () => {
    const shop = await young("periods.myshopify.com");
    const other = await young("beside-none.myshopify.com");
    for (const { shopId } of [shop, other])
      await fillOrders(database.db, shopId, [
        { customerId: 1n, orderId: 1n, day: TODAY - 700, netMinor: 100 },
        { customerId: 1n, orderId: 2n, day: TODAY - 10, netMinor: 5_000 },
        { customerId: 2n, orderId: 3n, day: TODAY - 50, netMinor: 3_000 },
      ]);
    await sql`update customers set orders_count = 1 where shop_id in (${shop.shopId}, ${other.shopId})`.execute(database.db);
    await fill(shop, {
      entries: [
        { customer: 1, day: TODAY - 400, hour: 11, kind: "order", points: 100 },
        { customer: 1, day: TODAY - 45, hour: 11, kind: "redemption", points: -30 },
        { customer: 2, day: TODAY - 12, hour: 11, kind: "bonus", points: 50 },
        { customer: 2, day: TODAY, hour: 9, kind: "bonus", points: 1_000 },
      ],
      clicks: [
        { customer: 1, day: TODAY - 12, hour: 10, flow: 7, kind: "human" },
        { customer: 2, day: TODAY - 51, hour: 10, flow: 7, kind: "human" },
        { customer: 2, day: TODAY - 51, hour: 11, flow: null, kind: "human" },
      ],
      answers: Array.from({ length: 40 }, (_, index) => ({
        customer: index + 1,
        day: TODAY - 5,
        score: index < 30 ? 10 : 3,
        flag: null,
      })),
    });
    for (const [day, spend] of [
      [TODAY, 900],
      [TODAY - 32, 700],
      [TODAY - 366, null],
    ] as const)
      await sql`
        insert into score_days (shop_id, day, cuts, summary) values (${shop.shopId}, date '1970-01-01' + ${day}::int, '{}',
          ${JSON.stringify({ cells: [], moves: [], outlook: spend === null ? null : { customers: 2, alive: 1, orders365: 1, spend365Minor: spend } })}::jsonb)
      `.execute(database.db);
    expect(await workOutAndVerify(database.db, shop, at(TODAY))).toEqual([]);
    await workOutAndVerify(database.db, other, at(TODAY));
    const of = async (key: keyof typeof figures, from = shop, days = 30) =>
      (await keptOf(from, days)).map((counts) => (counts === undefined ? undefined : figures[key].of(counts)));
    expect(await of("liability")).toEqual([120, 70, 100]);
    expect(await of("flows")).toEqual([5_000, 0, 0]);
    // The other order's last click was on an email of no flow.
    expect(await of("flows", shop, 90)).toEqual([5_000, 0, 0]);
    expect(await of("nps")).toEqual([50, null, null]);
    expect(await of("predicted")).toEqual([450, 350, null]);
    expect(await of("liability", shop, 365)).toEqual([120, 100, 100]);
    expect(await of("nps", other)).toEqual([null, null, null]);
    expect(await of("liability", other)).toEqual([0, 0, 0]);
    const late = { ...shop, firstInstalledAt: at(TODAY - 20) };
    await workOutAndVerify(database.db, late, at(TODAY));
    expect([await of("liability", late), await of("flows", late)]).toEqual([
      [120, null, null],
      [5_000, null, null],
    ]);
  });

  it("are proved: what is wrong is found and named (issue 10, must show 5)", async () => {
    const shop = await young("wrong-beside.myshopify.com");
    await fillOrders(database.db, shop.shopId, [{ customerId: 1n, orderId: 1n, day: TODAY - 10, netMinor: 100 }]);
    await sql`update customers set orders_count = 1 where shop_id = ${shop.shopId}`.execute(database.db);
    await workOutAndVerify(database.db, shop, at(TODAY));
    const what = keyOf(lastDays(30, TODAY - 1));
    await sql`
      update kept_figures set figures = jsonb_set(jsonb_set(figures, '{beside,points,given}', '7'), '{beside,answers,high}', '3')
      where shop_id = ${shop.shopId} and what = ${what}
    `.execute(database.db);
    expect(await verifyFigures(database.db, shop)).toEqual([
      { what, figure: "points.given", kept: 7, right: 0 },
      { what, figure: "answers.high", kept: 3, right: 0 },
    ]);
  });
});
