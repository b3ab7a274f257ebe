import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { askOfReminders } from "../../app/actions/shopper/ask-of-reminders.server.ts";
import { noteTriggerUse } from "../../app/deliveries/shopify-flow/usage.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { followRefills, tellOfRefills } from "../../app/jobs/runs/refills.server.ts";
import { zonesOf } from "../../app/lib/zones/zones-of.ts";
import { receive } from "../../app/pipeline/change.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { dueItems } from "../../app/refill/due.ts";
import { readRefills } from "../../app/refill/read.server.ts";
import { keepSupplies } from "../../app/refill/supply/keep.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { addSegment, members } from "../segments/support.ts";
import { sendMessage } from "../surveys/stage.ts";
import { useDatabase } from "../support/database.ts";
import { COFFEE, day, SOAP, TEA, useRefill } from "./refill-stage.ts";

const database = useDatabase();
const stage = useRefill(database);
const delivered = [{ at: day(0), delivered: day(0) }];

/** What is kept of a shop, as `customer:product on`. */
async function kept(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ':' || product_id || ' ' || due_on as line from refill_dues where shop_id = ${stage.shop.shopId} order by 1
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

/** The same, asked of the flow's own arithmetic at an instant, of everybody. */
async function fromScratch(now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: bigint; country: string | null; province: string | null }>`
    select customer_id as id, country_code as country, province_code as province from customers where shop_id = ${stage.shop.shopId}
  `.execute(database.db);
  const facts = await readRefills(
    database.db,
    stage.shop,
    rows.map(({ id }) => id),
    now,
  );
  const two = (part: number) => String(part).padStart(2, "0");
  return rows
    .flatMap(({ id, country, province }) => {
      const own = facts.get(id);
      const timeZone = zonesOf(country, province)?.[0] ?? stage.shop.timeZone;
      const items = own === undefined ? [] : dueItems(own, 0, timeZone);
      return items.map(({ productId, day: on }) => `${id}:${productId} ${on.year}-${two(on.month)}-${two(on.day)}`);
    })
    .sort();
}

describe("when something runs out, as segments ask for it (issue 10)", () => {
  it("is the day that the flow reminds of, and moves a customer by itself when it comes", async () => {
    const { shop } = stage;
    await stage.supply([[COFFEE, 30]]);
    await stage.start();
    await addSegment(database.db, shop.shopId, "soon", "refill_due MATCHES (date <= +5d)");
    await addSegment(database.db, shop.shopId, "tea", `refill_due MATCHES (id = ${TEA})`);
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }], parcels: delivered });
    // Delivered on 11 January, and lasts for 30 days.
    expect(await kept()).toEqual([`1:${COFFEE} 2027-02-10`]);
    expect(await members(database.db, shop.shopId)).toEqual([]);
    await age("segments", () => day(24), 10);
    expect(await members(database.db, shop.shopId)).toEqual([]);
    await age("segments", () => day(25), 10);
    expect(await members(database.db, shop.shopId)).toEqual(["1:soon"]);
    await stage.pass(day(24), day(26));
    expect(await stage.mailbox()).toEqual(["25: Reicht „Espresso Nr. 1“ noch?"]);

    // Somebody says how long tea lasts: who has it is in the segment without a change of their own.
    await keepSupplies(database.db, shop.shopId, [{ productId: TEA, variantId: 0n, days: 50 }], "test", day(26));
    expect(await followRefills(shop, () => day(26))).toBe(1);
    expect(await members(database.db, shop.shopId)).toEqual(["1:soon", "1:tea"]);
    expect(await followRefills(shop, () => day(26))).toBe(0);

    // "In two weeks", of coffee; "no more", of tea.
    const messageId = await sendMessage(database.db, shop);
    await askOfReminders(shop, messageId, { what: "later", productIds: [COFFEE] }, () => day(26));
    await askOfReminders(shop, messageId, { what: "stop", productIds: [TEA] }, () => day(26));
    expect(await kept()).toEqual([`1:${COFFEE} 2027-02-20`]);
    expect(await members(database.db, shop.shopId)).toEqual([]);

    // Bought again, and given back.
    const again = { at: day(30), lines: [{ product: COFFEE, quantity: 2 }], parcels: [{ at: day(31), delivered: day(31) }] };
    await stage.order(2, again);
    expect(await kept()).toEqual([`1:${COFFEE} 2027-04-12`]);
    await stage.order(2, { ...again, cancelled: day(32), updatedAt: day(32) });
    expect(await kept()).toEqual([`1:${COFFEE} 2027-02-20`]);
    const other = await stageShop(database.db, day(-10));
    expect(await followRefills(other, () => day(40))).toBe(0);
  });

  it("costs a shop that has said of nothing how long it lasts no look at its orders, and ends with the last supply", async () => {
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    expect(await kept()).toEqual([]);
    await stage.supply([[COFFEE, 30]]);
    expect(await followRefills(stage.shop, () => day(1))).toBe(1);
    expect(await kept()).toHaveLength(1);
    await keepSupplies(database.db, stage.shop.shopId, [{ productId: COFFEE, variantId: 0n, days: null }], "test", day(2));
    expect(await followRefills(stage.shop, () => day(2))).toBe(1);
    expect(await kept()).toEqual([]);
  });

  const products = fc.constantFrom(COFFEE, TEA, SOAP);
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("order" as const),
      ...{ by: fc.constantFrom(1n, 2n), product: products, quantity: fc.integer({ min: 1, max: 3 }), plan: fc.boolean() },
      ...{ arrived: fc.constantFrom("no" as const, "sent" as const, "delivered" as const), after: fc.nat(40) },
    }),
    fc.record({
      kind: fc.constant("back" as const),
      which: fc.nat(5),
      how: fc.constantFrom("cancel" as const, "remove" as const),
    }),
    fc.record({ kind: fc.constant("supply" as const), product: products, days: fc.option(fc.integer({ min: 1, max: 60 })) }),
    fc.record({ kind: fc.constant("learn" as const), product: products, repeats: fc.constantFrom(5, 25), days: fc.nat(80) }),
    fc.record({
      kind: fc.constant("wish" as const),
      ...{
        by: fc.constantFrom(1n, 2n),
        product: products,
        what: fc.constantFrom("later" as const, "stop" as const, "again" as const),
      },
    }),
    fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1, 30, 400, 1200) }),
    fc.constant({ kind: "merge" as const }),
  );

  it("is what the flow's arithmetic says from scratch, after any run of changes and nights", async () => {
    let shops = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
        // Orders and messages are numbered anew in a shop of its own.
        const shop = (stage.shop = await stageShop(database.db, day(-400)));
        shops += 1;
        await createDefaultProgram(shop.shopId, day(-400));
        for (const by of [1n, 2n]) await stageCustomer(database.db, shop, by);
        await sql`update customers set country_code = 'JP' where shop_id = ${shop.shopId} and customer_id = 2`.execute(
          database.db,
        );
        await sql`
          insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
          select ${shop.shopId}, id, 'x', 'p-' || id, 'active', '{}', '[]', ${day(-300)} from unnest(array[${COFFEE}, ${TEA}, ${SOAP}]::bigint[]) id
        `.execute(database.db);
        await keepSupplies(database.db, shop.shopId, [{ productId: COFFEE, variantId: 0n, days: 20 }], "test", day(0));
        let at = day(1);
        const clock = () => at;
        const orders: Parameters<typeof stage.order>[] = [];
        for (const one of steps) {
          at = new Date(at.getTime() + 7 * 3_600_000);
          if (one.kind === "order") {
            at = new Date(at.getTime() + one.after * 86_400_000);
            const parcels = one.arrived === "no" ? [] : [{ at, ...(one.arrived === "delivered" ? { delivered: at } : {}) }];
            const line = { product: one.product, quantity: one.quantity, ...(one.plan ? { plan: 7 } : {}) };
            const id = shops * 100 + orders.length + 1;
            orders.push([id, { at, lines: [line], parcels, customerId: one.by }]);
            await stage.order(id, { at, lines: [line], parcels, customerId: one.by });
          } else if (one.kind === "back") {
            const [id, ordered] = orders[one.which % Math.max(1, orders.length)] ?? [];
            if (id === undefined || ordered === undefined) continue;
            const lines = ordered.lines.map((line) => (one.how === "remove" ? { ...line, left: 0 } : line));
            await stage.order(id, { ...ordered, lines, updatedAt: at, ...(one.how === "cancel" ? { cancelled: at } : {}) });
          } else if (one.kind === "supply") {
            await keepSupplies(database.db, shop.shopId, [{ productId: one.product, variantId: 0n, days: one.days }], "test", at);
            await followRefills(shop, clock);
          } else if (one.kind === "learn") {
            await sql`
              insert into repeat_intervals (shop_id, product_id, repeats, median_days, low_days, high_days, as_of)
              values (${shop.shopId}, ${one.product}, ${one.repeats}, ${one.days + 1}, 1, 90, ${at})
              on conflict (shop_id, product_id, variant_id) do update set repeats = excluded.repeats, median_days = excluded.median_days
            `.execute(database.db);
            await followRefills(shop, clock);
          } else if (one.kind === "wish") {
            const messageId = await sendMessage(database.db, shop, { customerId: one.by });
            await askOfReminders(shop, messageId, { what: one.what, productIds: [one.product] }, clock);
          } else if (one.kind === "wait") {
            at = new Date(at.getTime() + one.days * 86_400_000);
            await followRefills(shop, clock);
          } else await receive(shop, [{ kind: "customers-merged", keptId: 2n, goneId: 1n, at }], clock);
          expect({ one, kept: await kept() }).toEqual({ one, kept: await fromScratch(at) });
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

describe("what receivers hear of what runs out (issue 11, Flow)", () => {
  const told = async () =>
    (
      await sql<{ line: string }>`
        select customer_id || ':' || (data ->> 'product') || ' ' || (data ->> 'dueOn') as line from timeline_events
        where shop_id = ${stage.shop.shopId} and kind = 'refill.due' order by event_id
      `.execute(database.db)
    ).rows.map(({ line }) => line);
  const use = () => noteTriggerUse(database.db, stage.shop.shopId, { trigger: "refill-due", used: true, at: day(0) }, day(0));

  it("is nothing where none has chosen it", async () => {
    await stage.supply([[COFFEE, 30]]);
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await tellOfRefills(stage.shop, () => day(30));
    expect(await told()).toEqual([]);
  });

  it("is each purchase once, on its day, and once more when its reminder was put off", async () => {
    const { shop } = stage;
    await use();
    await stage.supply([[COFFEE, 30]]);
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }], parcels: delivered });
    await tellOfRefills(shop, () => day(29));
    expect(await told()).toEqual([]);
    await Promise.all([1, 2, 3].map(() => tellOfRefills(shop, () => day(30))));
    await tellOfRefills(shop, () => day(31));
    expect(await told()).toEqual(["1:Espresso Nr. 1 2027-02-10"]);
    // What lasts a day longer than was thought is not told again.
    await keepSupplies(database.db, shop.shopId, [{ productId: COFFEE, variantId: 0n, days: 31 }], "test", day(31));
    await followRefills(shop, () => day(31));
    await tellOfRefills(shop, () => day(31));
    expect(await told()).toHaveLength(1);
    const messageId = await sendMessage(database.db, shop);
    await askOfReminders(shop, messageId, { what: "later", productIds: [COFFEE] }, () => day(31));
    await tellOfRefills(shop, () => day(40));
    expect(await told()).toHaveLength(1);
    await tellOfRefills(shop, () => day(46));
    expect(await told()).toHaveLength(2);
  });

  it("is not what was bought anew, nor what ran out days ago, nor before anybody said how long it lasts", async () => {
    const { shop } = stage;
    await use();
    await stage.supply([[COFFEE, 30]]);
    await stage.order(1, { at: day(0), lines: [{ product: COFFEE }], parcels: delivered });
    await stage.order(2, { at: day(20), lines: [{ product: COFFEE }], parcels: [{ at: day(20), delivered: day(20) }] });
    await tellOfRefills(shop, () => day(30));
    await tellOfRefills(shop, () => day(60));
    expect(await told()).toEqual([]);
    await stage.order(3, { at: day(60), lines: [{ product: TEA }], parcels: [{ at: day(60), delivered: day(60) }] });
    await keepSupplies(database.db, shop.shopId, [{ productId: TEA, variantId: 0n, days: 10 }], "test", day(71));
    await followRefills(shop, () => day(71));
    await tellOfRefills(shop, () => day(71));
    expect(await told()).toEqual([]);
  });
});
