import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { readBalances } from "../../app/affiliates/ledger/balance.server.ts";
import { bindAccount, end } from "../../app/affiliates/people/affiliates.server.ts";
import { listPayouts, readNote } from "../../app/affiliates/payouts/read.server.ts";
import { makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { HOUR_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { affiliate, affiliateShop, apply, bought, later, look, NOW, person } from "./stage.ts";

const database = useDatabase();

type Entry = { order: string; line: string; code: string; level: number; amount: string };
async function entries({ shopId }: Shop): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select e.order_id::text as order, e.line_id::text as line, f.code, e.level, sum(e.amount_minor)::text as amount
    from commission_entries e join affiliates f on f.shop_id = e.shop_id and f.affiliate_id = e.affiliate_id
    where e.shop_id = ${shopId} group by 1, 2, 3, 4 having sum(e.amount_minor) <> 0 order by 1, 2, 4
  `.execute(database.db);
  return rows;
}

/** Anna has recruited Ben, and Ben Cem; of each commission ten percent more go one level up. */
async function stage(recruiterBp = 1_000): Promise<{ shop: Shop; planId: bigint; anna: bigint; ben: bigint }> {
  const { shop, planId } = await affiliateShop(database.db, { terms: { recruiterBp }, settings: { minimumMinor: 1 } });
  const anna = await affiliate(database.db, shop, planId, "ANNA");
  const ben = await affiliate(database.db, shop, planId, "BEN", { recruitedBy: anna });
  await affiliate(database.db, shop, planId, "CEM", { recruitedBy: ben });
  await apply(shop, [person(11n), person(12n)]);
  return { shop, planId, anna, ben };
}

describe("a share for who recruited an affiliate", () => {
  it("equals a recompute from orders and refunds, told in any order: of sales alone, and one level up", async () => {
    const orderArb = fc.record({
      code: fc.constantFrom("ANNA", "BEN", "CEM"),
      day: fc.integer({ min: 0, max: 20 }),
      gone: fc.uniqueArray(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
      cancelled: fc.boolean(),
    });
    const sums = { ANNA: null, BEN: "ANNA", CEM: "BEN" } as const;
    const LINES = [1_999n, 10_005n];
    await fc.assert(
      fc.asyncProperty(
        fc.array(orderArb, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 1, 333, 1_000, 10_000),
        fc.option(fc.integer({ min: 0, max: 20 })),
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        async (orders, recruiterBp, endsOn, keys) => {
          const { shop, ben } = await stage(recruiterBp);
          const tellings = orders.flatMap(({ code, day, gone, cancelled }, at) => {
            const created = later(day);
            const refunds = gone.map((part) =>
              refund(BigInt(part), LINES[part - 1] ?? 0n, [{ lineId: BigInt(part), quantity: 1 }], {
                createdAt: plusMs(created, HOUR_MS),
              }),
            );
            const about = {
              ...{ customerId: 11n, createdAt: created, processedAt: created, discountCodes: [code] },
              lines: LINES.map((minor, place) => line(BigInt(place + 1), minor)),
            };
            const told = (count: number) =>
              bought(BigInt(100 + at), {
                ...about,
                refunds: refunds.slice(0, count),
                financialStatus: count === 0 ? "paid" : count === 2 ? "refunded" : "partially_refunded",
                ...(cancelled && count === refunds.length ? { cancelledAt: plusMs(created, 9 * HOUR_MS) } : {}),
                updatedAt: plusMs(created, HOUR_MS * (1 + count)),
              });
            return Array.from({ length: refunds.length + 1 }, (_, count) => () => apply(shop, [told(count)], later(40)));
          });
          if (endsOn !== null)
            await pipeline.inShop(shop.shopId, (tx) => end(tx, shop.shopId, ben, plusMs(later(endsOn), 12 * HOUR_MS)));
          const shuffled = tellings.map((tell, at) => ({ tell, key: keys[at % keys.length] ?? 0 })).sort((a, b) => a.key - b.key);
          for (const [at, { tell }] of shuffled.entries()) {
            await tell();
            if (at % 2 === 1) await look(shop, later(41));
          }
          for (const { tell } of shuffled.slice(0, 2)) await tell();
          await look(shop, later(42));
          const works = (code: string, day: number) => code !== "BEN" || endsOn === null || day <= endsOn;
          const expected = orders.flatMap(({ code, day, gone, cancelled }, at) =>
            cancelled || gone.length === 2 || !works(code, day)
              ? []
              : LINES.flatMap((minor, place): Entry[] => {
                  if (gone.includes(place + 1)) return [];
                  const own = Math.floor(Number(minor) / 10);
                  const above = sums[code];
                  const share = above === null || !works(above, day) ? 0 : Math.floor((own * recruiterBp) / 10_000);
                  const about = { order: String(100 + at), line: String(place + 1) };
                  return [
                    { ...about, code, level: 1, amount: String(own) },
                    ...(share === 0 ? [] : [{ ...about, code: above ?? "", level: 2, amount: String(share) }]),
                  ];
                }),
          );
          expect(await entries(shop)).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("waits like the sale, follows its refund after it was paid, and stands in figures and credit note", async () => {
    const { shop, anna } = await stage();
    const sale = (refunds: ReturnType<typeof refund>[] = []) =>
      bought(101n, {
        ...{ customerId: 11n, lines: [line(1n, 20_000n, { quantity: 2 })], discountCodes: ["BEN"], refunds },
        ...{ financialStatus: refunds.length === 0 ? "paid" : "partially_refunded", updatedAt: later(refunds.length * 20) },
      });
    await apply(shop, [sale()]);
    await look(shop, NOW);
    const balance = async (at: Date) => (await readBalances(database.db, shop.shopId, [anna], at)).get(anna);
    expect(await balance(later(13))).toMatchObject({ pending: 200n, due: 0n, recruited: 1, recruitedMinor: 200n, orders: 0 });
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", at));
    expect(await run(later(13))).toEqual({ ok: false, why: "nothing" });
    // Ben's 20.00 and Anna's 2.00, each with tax.
    expect(await run(later(15))).toMatchObject({ ok: true, payouts: 2, totalMinor: 2_380n + 238n });
    const [payout] = await listPayouts(database.db, shop.shopId, { affiliateId: anna }, 1);
    expect((await readNote(database.db, shop.shopId, payout?.payoutId ?? 0n))?.note).toMatchObject({
      ...{ netMinor: 200n, recruitedMinor: 200n, orders: 1 },
    });
    await apply(shop, [sale([refund(1n, 10_000n, [{ lineId: 1n, quantity: 1 }], { createdAt: later(20) })])], later(20));
    await look(shop, later(20));
    expect(await balance(later(20))).toMatchObject({ due: -100n, paid: 200n, recruitedMinor: 100n });
  });

  it("is nobody's for their own order, nor of a second self, whenever that comes to be known", async () => {
    const { shop, planId, anna } = await stage();
    await affiliate(database.db, shop, planId, "ANNE", { email: "anna+two@example.com", recruitedBy: anna });
    const own = affiliate(database.db, shop, planId, "DORA", { customerId: 13n, recruitedBy: anna });
    await apply(shop, [person(13n)]);
    await own;
    const of = (orderId: bigint, code: string, customerId: bigint, email: string) =>
      bought(orderId, { customerId, email, lines: [line(1n, 10_000n)], discountCodes: [code] });
    await apply(shop, [
      of(101n, "BEN", 11n, "anna@example.com"),
      of(102n, "ANNE", 11n, "c11@example.com"),
      of(103n, "DORA", 11n, "c11@example.com"),
      of(104n, "BEN", 12n, "c12@example.com"),
    ]);
    await look(shop, NOW);
    const shares = async () => (await entries(shop)).filter(({ level }) => level === 2).map(({ order }) => order);
    expect(await shares()).toEqual(["103", "104"]);
    // Anna turns out to be customer 12, who bought with Ben's code.
    await pipeline.inShop(shop.shopId, (tx) => bindAccount(tx, shop.shopId, anna, 12n, later(1)));
    await look(shop, later(1));
    expect(await shares()).toEqual(["103"]);
    // And Dora, whom she recruited, to be herself.
    await apply(shop, [{ kind: "customers-merged", keptId: 12n, goneId: 13n, at: later(2) }], later(2));
    await look(shop, later(2));
    expect(await shares()).toEqual([]);
  });

  it("is of the terms with which the order was first theirs", async () => {
    const { shop } = await stage(0);
    const sale = bought(101n, { customerId: 11n, lines: [line(1n, 10_000n)], discountCodes: ["BEN"] });
    await apply(shop, [sale]);
    await look(shop, NOW);
    await sql`update affiliate_plans set terms = jsonb_set(terms, '{recruiterBp}', '5000') where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await apply(shop, [sale, bought(102n, { customerId: 11n, lines: [line(1n, 10_000n)], discountCodes: ["BEN"] })]);
    await look(shop, NOW);
    expect((await entries(shop)).filter(({ level }) => level === 2)).toEqual([
      { order: "102", line: "1", code: "ANNA", level: 2, amount: "500" },
    ]);
  });
});
