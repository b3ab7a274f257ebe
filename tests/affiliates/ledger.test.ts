import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { cancelPayout } from "../../app/affiliates/payouts/after.server.ts";
import { makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { readBalances } from "../../app/affiliates/ledger/balance.server.ts";
import { payAffiliates } from "../../app/actions/affiliates/set-up-affiliates.server.ts";
import { fitsTax } from "../../app/affiliates/people/payee.ts";
import { movedDays } from "../../app/affiliates/ledger/volume.ts";
import { dropOldTouches } from "../../app/affiliates/people/clicks.server.ts";
import { HOUR_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { affiliate, affiliateShop, apply, booked, bought, click, found, later, look, NOW, PAYEE, person } from "./stage.ts";

const database = useDatabase();
const LINES = [1_000n, 1_505n, 2_000n];

type Order = { buyer: number; day: number; code: number | null; gone: number[]; cancelled: boolean };
type Step = { fromMinor: number; bp: number };
type Book = {
  which: "all" | "first" | "repeat";
  orders: Order[];
  clicks: { buyer: number; of: number; day: number }[];
  lifetime: number;
  merged: boolean;
  steps: Step[];
};

const orderArb: fc.Arbitrary<Order> = fc.record({
  buyer: fc.integer({ min: 1, max: 2 }),
  day: fc.integer({ min: 0, max: 40 }),
  code: fc.option(fc.integer({ min: 0, max: 1 })),
  gone: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
  cancelled: fc.boolean(),
});
/** Clicks around the days that decide: of an order's buyer, so long before it. */
const clickArb = fc.record({
  at: fc.nat(),
  of: fc.integer({ min: 0, max: 1 }),
  before: fc.constantFrom(-1, 0, 3, 29, 30, 31),
});
const bookArb: fc.Arbitrary<Book> = fc
  .record({
    orders: fc.array(orderArb, { minLength: 1, maxLength: 5 }),
    clicks: fc.array(clickArb, { maxLength: 4 }),
    lifetime: fc.constantFrom(0, 5, 1_000),
    // The two buyers turn out to be one, in the end.
    merged: fc.boolean(),
    which: fc.constantFrom("all" as const, "all" as const, "first" as const, "repeat" as const),
    // Around what one, two and three of the orders come to, less what of them is gone.
    steps: fc.uniqueArray(
      fc.record({ fromMinor: fc.constantFrom(1, 3_505, 4_505, 4_506, 9_010, 12_000), bp: fc.constantFrom(0, 1_500, 2_500) }),
      { maxLength: 2, selector: ({ fromMinor }) => fromMinor },
    ),
  })
  .map(({ orders, clicks, lifetime, merged, which, steps }) => ({
    ...{ orders, lifetime, merged, which, steps },
    clicks: clicks.flatMap(({ at, of, before }) => {
      const order = orders[at % orders.length];
      return order === undefined ? [] : [{ buyer: order.buyer, of, day: order.day - before }];
    }),
  }));

/** What is to be booked in the end, from what happened alone: written down anew, by days. */
function expected(book: Book): Amount[] {
  const one = <Of extends { buyer: number }>(list: Of[]) => list.map((each) => (book.merged ? { ...each, buyer: 1 } : each));
  return bookedOf({ ...book, orders: one(book.orders), clicks: one(book.clicks) });
}

type Amount = { order: number; line: number; of: number; amount: number };

function bookedOf({ orders, clicks, lifetime, which, steps }: Book): Amount[] {
  const owner = new Map<number, { of: number; until: number }>();
  const sorted = orders.map((order, at) => ({ ...order, at })).sort((a, b) => a.day - b.day || a.at - b.at);
  const out: Amount[] = [];
  const volumes = new Map<string, number>();
  for (const { buyer, day, code, gone, cancelled, at } of sorted) {
    const link = clicks
      .filter((one) => one.buyer === buyer && one.day <= day && one.day >= day - 30)
      .sort((a, b) => a.day - b.day || a.of - b.of)[0]?.of;
    const kept = owner.get(buyer);
    const direct = code ?? link;
    const of = direct ?? (kept !== undefined && kept.until >= day ? kept.of : undefined);
    if (of === undefined) continue;
    if (direct !== undefined && lifetime > 0 && (kept === undefined || kept.until < day))
      owner.set(buyer, { of, until: day + lifetime });
    const isFirst = sorted.find((one) => one.buyer === buyer)?.at === at;
    if (cancelled || gone.length === 3 || (which !== "all" && isFirst !== (which === "first"))) continue;
    const month = `${of}:${later(day).getUTCMonth()}`;
    const volume = volumes.get(month) ?? 0;
    const step = steps.filter(({ fromMinor }) => volume >= fromMinor).sort((a, b) => b.fromMinor - a.fromMinor)[0];
    const left = LINES.map((minor, place) => ({ line: place + 1, minor: Number(minor) })).filter(
      ({ line: id }) => !gone.includes(id),
    );
    volumes.set(month, volume + left.reduce((sum, { minor }) => sum + minor, 0));
    for (const { line: lineId, minor } of left) {
      const amount = Math.floor((minor * (step?.bp ?? 1_000)) / 10_000);
      if (amount > 0) out.push({ order: 100 + at, line: lineId, of, amount });
    }
  }
  return out.sort((a, b) => a.order - b.order || a.line - b.line);
}

/** Days of which something else is kept than their orders come to. */
async function daysThatDiffer({ shopId }: Shop): Promise<unknown[]> {
  const { rows } = await sql`
    select coalesce(d.day, o.day)::text as day, d.net_minor, o.net from (select * from affiliate_days where shop_id = ${shopId}) d
    full join (
      select affiliate_id, day, sum(net_minor) as net from affiliate_orders
      where shop_id = ${shopId} and affiliate_id is not null and reason is null and due_at is not null group by affiliate_id, day
    ) o using (affiliate_id, day) where coalesce(d.net_minor, 0) <> coalesce(o.net, 0)
  `.execute(database.db);
  return rows;
}

describe("the ledger of commissions (issue 12: 1)", () => {
  it("equals a recompute from clicks, orders and refunds, told in any order and more than once", async () => {
    await fc.assert(
      fc.asyncProperty(bookArb, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), async (book, keys) => {
        const { shop, planId } = await affiliateShop(database.db, {
          terms: { customerDays: book.lifetime, orders: book.which, steps: book.steps },
        });
        const codes = ["ANNA", "BEN"];
        const both = [await affiliate(database.db, shop, planId, "ANNA"), await affiliate(database.db, shop, planId, "BEN")];
        await apply(shop, [person(11n), person(12n)]);
        const tellings: (() => Promise<unknown>)[] = book.clicks.map(
          ({ buyer, of, day }) =>
            () =>
              click(shop, both[of] ?? 0n, BigInt(10 + buyer), later(day)),
        );
        for (const [at, { buyer, day, code, gone, cancelled }] of book.orders.entries()) {
          const created = later(day);
          const refunds = gone.map((part) =>
            refund(BigInt(part), LINES[part - 1] ?? 0n, [{ lineId: BigInt(part), quantity: 1 }], {
              createdAt: plusMs(created, HOUR_MS),
            }),
          );
          const placed = {
            ...{ customerId: BigInt(10 + buyer), email: `c1${buyer}@example.com`, createdAt: created, processedAt: created },
            discountCodes: code === null ? [] : [(codes[code] ?? "").toLowerCase()],
            lines: LINES.map((minor, place) => line(BigInt(place + 1), minor)),
          };
          for (let told = 0; told <= refunds.length; told += 1) {
            const financialStatus = told === 0 ? "paid" : told === 3 ? "refunded" : "partially_refunded";
            const fact = bought(BigInt(100 + at), {
              ...{ ...placed, financialStatus, refunds: refunds.slice(0, told) },
              updatedAt: plusMs(created, HOUR_MS * (1 + told)),
            });
            tellings.push(() => apply(shop, [fact], later(70)));
          }
          if (cancelled) {
            const fact = bought(BigInt(100 + at), {
              ...placed,
              refunds,
              cancelledAt: plusMs(created, 9 * HOUR_MS),
              updatedAt: plusMs(created, 9 * HOUR_MS),
            });
            tellings.push(() => apply(shop, [fact], later(70)));
          }
        }
        const shuffled = tellings.map((tell, at) => ({ tell, key: keys[at % keys.length] ?? 0 })).sort((a, b) => a.key - b.key);
        for (const [at, { tell }] of shuffled.entries()) {
          await tell();
          if (at % 3 === 1) await look(shop, later(71));
        }
        for (const { tell } of shuffled.slice(0, 2)) await tell();
        if (book.merged) await apply(shop, [{ kind: "customers-merged", keptId: 11n, goneId: 12n, at: later(71) }], later(71));
        await look(shop, later(72));
        const names = new Map(both.map((id, at) => [id.toString(), at]));
        expect(
          (await booked(database.db, shop)).map(({ order, line: lineId, affiliate: of, amount }) => ({
            ...{ order: Number(order), line: Number(lineId), of: names.get(of), amount: Number(amount) },
          })),
        ).toEqual(expected(book));
        expect(await daysThatDiffer(shop)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("is never paid twice or before its time, also by two runs at once", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const anna = await affiliate(database.db, shop, planId, "ANNA");
    await apply(shop, [person(11n), bought(101n, { customerId: 11n, lines: [line(1n, 20_000n)], discountCodes: ["anna"] })]);
    await look(shop, NOW);
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", at));
    expect(await run(later(13))).toEqual({ ok: false, why: "nothing" });
    await sql`update affiliate_orders set due_at = ${later(-1)} where shop_id = ${shop.shopId}`.execute(database.db);
    const both = await Promise.all([payAffiliates(shop, "sepa", "merchant:1"), payAffiliates(shop, "csv", "merchant:2")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.filter(({ ok }) => !ok)).toEqual([{ ok: false, why: "nothing" }]);
    expect((await readBalances(database.db, shop.shopId, [anna], NOW)).get(anna)).toMatchObject({
      pending: 0n,
      due: 0n,
      paid: 2_000n,
    });
  });

  it("does not pay what was cancelled a moment ago and nobody has looked at yet", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    await affiliate(database.db, shop, planId, "ANNA");
    const order = (change: Parameters<typeof bought>[1] = {}) =>
      bought(101n, { customerId: 11n, lines: [line(1n, 20_000n)], discountCodes: ["anna"], ...change });
    await apply(shop, [person(11n), order()]);
    await look(shop, NOW);
    await apply(shop, [order({ cancelledAt: later(15), updatedAt: later(15) })], later(15));
    const run = await pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", later(16)));
    expect(run).toEqual({ ok: false, why: "nothing" });
  });

  it("carries over what a refund takes back after the payout, and what is below the minimum", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const anna = await affiliate(database.db, shop, planId, "ANNA");
    const order = (orderId: bigint, day: number, refunds: ReturnType<typeof refund>[] = []) =>
      bought(orderId, {
        ...{ customerId: 11n, discountCodes: ["ANNA"], createdAt: later(day), processedAt: later(day), refunds },
        ...{ lines: [line(1n, 20_000n, { quantity: 2 })], financialStatus: refunds.length === 0 ? "paid" : "partially_refunded" },
        updatedAt: later(day + refunds.length * 20),
      });
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", at));
    await apply(shop, [person(11n), order(101n, 0)]);
    await look(shop, NOW);
    expect(await run(later(15))).toMatchObject({ ok: true, totalMinor: 2_380n });
    await apply(
      shop,
      [order(101n, 0, [refund(1n, 10_000n, [{ lineId: 1n, quantity: 1 }], { createdAt: later(20) })])],
      later(20),
    );
    await look(shop, later(20));
    const balance = async (at: Date) => (await readBalances(database.db, shop.shopId, [anna], at)).get(anna);
    expect(await balance(later(20))).toMatchObject({ due: -1_000n, paid: 2_000n });
    await apply(shop, [order(102n, 21)], later(21));
    await look(shop, later(21));
    expect(await balance(later(21))).toMatchObject({ pending: 2_000n, due: -1_000n });
    expect(await run(later(36))).toMatchObject({ ok: true, totalMinor: 1_190n });
    expect(await balance(later(36))).toMatchObject({ due: 0n, paid: 3_000n });
  });

  it("numbers credit notes without a gap, and a cancelled payout is due again", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    for (const [at, code] of ["ANNA", "BEN", "CEM"].entries()) {
      await affiliate(database.db, shop, planId, code, { payee: { ...PAYEE, tax: at === 2 ? "small" : "regular" } });
      const customerId = BigInt(11 + at);
      await apply(shop, [
        person(customerId),
        bought(BigInt(101 + at), { customerId, lines: [line(1n, 20_000n)], discountCodes: [code] }),
      ]);
    }
    await look(shop, NOW);
    const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "csv", "merchant:1", at));
    expect(await run(later(15))).toMatchObject({ ok: true, payouts: 3, totalMinor: 2_380n * 2n + 2_000n });
    const numbers = async () => {
      const { rows } = await sql<{ payout_id: bigint; number: string }>`
        select payout_id, note ->> 'number' as number from payouts where shop_id = ${shop.shopId} order by note_number
      `.execute(database.db);
      return rows;
    };
    const [first] = await numbers();
    const cancel = () =>
      pipeline.inShop(shop.shopId, (tx) => cancelPayout(tx, shop, first?.payout_id ?? 0n, "merchant:1", later(16)));
    expect([await cancel(), await cancel()]).toEqual([[], null]);
    expect(await run(later(17))).toMatchObject({ ok: true, payouts: 1, totalMinor: 2_380n });
    expect((await numbers()).map(({ number }) => number)).toEqual(["GS-1", "GS-2", "GS-3", "GS-4"]);
  });
});

describe("what is read of what there is (security: who has many orders)", () => {
  it("of somebody with many orders, only those that a code, a link or a plan makes somebody's", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    await affiliate(database.db, shop, planId, "ANNA");
    const walkIn = (at: number, discountCodes: string[] = []) =>
      bought(BigInt(100 + at), { customerId: 11n, discountCodes, createdAt: later(at / 100), processedAt: later(at / 100) });
    await apply(shop, [person(11n), ...Array.from({ length: 30 }, (_, at) => walkIn(at))]);
    expect(await found(database.db, shop)).toEqual([]);
    await apply(shop, [walkIn(30, ["ANNA"])], later(1));
    await apply(shop, [walkIn(31)], later(1));
    await look(shop, later(1));
    expect((await found(database.db, shop)).map(({ order, way }) => [order, way])).toEqual([
      ["130", "code"],
      ["131", null],
    ]);
  });

  it("of a month, only days on which a step of volume lies, then or now", () => {
    const day = (date: number, netMinor: bigint) => ({ affiliateId: 1n, day: `2026-03-0${date}`, netMinor, steps: [1_000n] });
    const before = [day(1, 400n), day(2, 400n), day(3, 400n), day(4, 400n)];
    const moved = (after: typeof before, changed: number) =>
      movedDays(before, after, [{ affiliateId: 1n, day: `2026-03-0${changed}` }]).map(({ day: of }) => of.at(-1));
    // The step lies on the third day, also without the first order's goods; without two of them, on the fourth.
    expect(moved([day(1, 300n), day(2, 400n), day(3, 400n), day(4, 400n)], 1)).toEqual(["3"]);
    expect(moved([day(1, 0n), day(2, 400n), day(3, 400n), day(4, 400n)], 1)).toEqual(["3", "4"]);
    expect(moved([...before.slice(0, 3), day(4, 900n)], 4)).toEqual([]);
    expect(moved([day(1, 400n), day(2, 700n), day(3, 400n), day(4, 400n)], 2)).toEqual(["2", "3"]);
  });

  it("forgets whose link was followed after ninety days, of all shops and by parts", async () => {
    const shops = [await affiliateShop(database.db), await affiliateShop(database.db)];
    for (const { shop, planId } of shops) {
      const anna = await affiliate(database.db, shop, planId, "ANNA");
      for (const days of [0, 1, 2]) await click(shop, anna, 11n, later(days));
    }
    const left = async () => {
      const { rows } = await sql<{ shop_id: number }>`
        select shop_id from affiliate_touches where shop_id = any(${shops.map(({ shop }) => shop.shopId)}::int[])
      `.execute(database.db);
      return rows.length;
    };
    const at = plusMs(later(91), HOUR_MS);
    while ((await dropOldTouches(database.db, at, 1)) > 0);
    expect(await left()).toBe(2);
  });
});

describe("whose an order is", () => {
  const oneOrder = async (change: Parameters<typeof bought>[1], terms = {}) => {
    const { shop, planId } = await affiliateShop(database.db, { terms });
    const anna = await affiliate(database.db, shop, planId, "ANNA", { customerId: 5n });
    await apply(shop, [person(5n, { email: "anna.private@example.com" }), person(11n)]);
    return { shop, anna, tell: () => apply(shop, [bought(101n, { customerId: 11n, ...change })]) };
  };

  it("is never the affiliate's own: by account, by address, by its spelling, and as a guest", async () => {
    for (const own of [
      { customerId: 5n, email: "anna.private@example.com" },
      { customerId: 11n, email: "anna@example.com" },
      { customerId: 11n, email: "Anna+shop@example.com".toLowerCase() },
      { customerId: null, email: "anna@example.com" },
    ]) {
      const { shop, tell } = await oneOrder({ ...own, discountCodes: ["ANNA"] });
      await tell();
      await look(shop, NOW);
      expect(await found(database.db, shop)).toMatchObject([{ way: "code", reason: "self" }]);
      expect(await booked(database.db, shop)).toEqual([]);
    }
  });

  it("counts by code also for a guest, and first and later orders as the plan says", async () => {
    const guest = await oneOrder({ customerId: null, email: "guest@example.com", discountCodes: ["anna"] }, { orders: "first" });
    await guest.tell();
    await look(guest.shop, NOW);
    expect(await booked(database.db, guest.shop)).toMatchObject([{ amount: "500" }]);
    const again = await oneOrder({ discountCodes: ["ANNA"] }, { orders: "first" });
    await apply(again.shop, [bought(90n, { customerId: 11n, createdAt: later(-300), processedAt: later(-300) })]);
    await again.tell();
    await look(again.shop, NOW);
    expect(await found(database.db, again.shop)).toMatchObject([{ reason: "not-first" }]);
  });

  it("is the referral's where a friend's code was used, and nobody's of a test", async () => {
    const { shop, tell } = await oneOrder({ discountCodes: ["HI-FRIEND2345", "ANNA"] });
    await sql`
      insert into referrals (shop_id, advocate_id, code, terms, claimed_at, expires_at, state)
      values (${shop.shopId}, 77, 'HI-FRIEND2345', '{}', ${NOW}, ${later(30)}, 'claimed')
    `.execute(database.db);
    await tell();
    await look(shop, NOW);
    expect(await found(database.db, shop)).toMatchObject([{ reason: "referral" }]);
    expect(await booked(database.db, shop)).toEqual([]);
    const tested = await oneOrder({ discountCodes: ["ANNA"], test: true });
    await tested.tell();
    await look(tested.shop, NOW);
    expect(await booked(database.db, tested.shop)).toEqual([]);
  });

  it("brings more with the month's turnover, less again with refunds, and other rates for products", async () => {
    const { shop, tell } = await oneOrder(
      { discountCodes: ["ANNA"], lines: [line(1n, 10_000n), line(2n, 1_000n, { productId: 9n, quantity: 2 })] },
      {
        steps: [{ fromMinor: 11_000, bp: 2_000 }],
        overrides: [{ of: "product", id: "9", rate: { kind: "amount", minor: 70 } }],
      },
    );
    await tell();
    const second = (change: Parameters<typeof bought>[1] = {}) =>
      bought(102n, {
        customerId: 11n,
        discountCodes: ["ANNA"],
        createdAt: later(1),
        processedAt: later(1),
        lines: [line(1n, 10_000n)],
        ...change,
      });
    await apply(shop, [second()]);
    await look(shop, NOW);
    expect((await booked(database.db, shop)).map(({ amount }) => amount)).toEqual(["1000", "140", "2000"]);
    const gone = [refund(1n, 1_000n, [{ lineId: 2n, quantity: 2 }], { createdAt: later(2) })];
    const first = {
      customerId: 11n,
      discountCodes: ["ANNA"],
      lines: [line(1n, 10_000n), line(2n, 1_000n, { productId: 9n, quantity: 2 })],
    };
    await apply(
      shop,
      [bought(101n, { ...first, refunds: gone, financialStatus: "partially_refunded", updatedAt: later(3) })],
      later(3),
    );
    await look(shop, later(3));
    expect((await booked(database.db, shop)).map(({ amount }) => amount)).toEqual(["1000", "1000"]);
  });

  it("stays whose it was found to be when its click is kept no more, and another one is pressed", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const [anna, ben] = [await affiliate(database.db, shop, planId, "ANNA"), await affiliate(database.db, shop, planId, "BEN")];
    await click(shop, anna, 11n, later(-3));
    await click(shop, ben, 11n, later(-2));
    const placed = bought(101n, { customerId: 11n, createdAt: later(-1), processedAt: later(-1) });
    await apply(shop, [placed]);
    await look(shop, NOW);
    const before = await found(database.db, shop);
    expect(before).toMatchObject([{ affiliate: String(anna), way: "link" }]);
    // The first click is forgotten, the second is not yet.
    await sql`delete from affiliate_touches where shop_id = ${shop.shopId} and affiliate_id = ${anna}`.execute(database.db);
    await click(shop, anna, 11n, later(88));
    await look(shop, later(88));
    expect(await found(database.db, shop)).toEqual(before);
  });

  it("keeps the rate of its first look where a product comes into a collection later", async () => {
    const { shop, tell } = await oneOrder(
      { discountCodes: ["ANNA"], lines: [line(1n, 1_000n, { productId: 9n })] },
      { overrides: [{ of: "collection", id: "5", rate: { kind: "percent", bp: 3_000 } }] },
    );
    await tell();
    await look(shop, NOW);
    await sql`insert into collection_products (shop_id, collection_id, product_id) values (${shop.shopId}, 5, 9)`.execute(
      database.db,
    );
    await look(shop, later(20));
    expect((await booked(database.db, shop)).map(({ amount }) => amount)).toEqual(["100"]);
  });

  it("makes a customer the next one's where who brought them is an affiliate no more", async () => {
    const { shop, planId } = await affiliateShop(database.db, { terms: { customerDays: null } });
    const anna = await affiliate(database.db, shop, planId, "ANNA");
    const ben = await affiliate(database.db, shop, planId, "BEN");
    const order = (orderId: bigint, at: Date, discountCodes: string[] = []) =>
      bought(orderId, { customerId: 11n, createdAt: at, processedAt: at, discountCodes });
    await apply(shop, [order(101n, later(-5), ["ANNA"])], later(-5));
    await sql`
      update affiliates set state = 'ended', ended_at = ${later(-4)} where shop_id = ${shop.shopId} and affiliate_id = ${anna}
    `.execute(database.db);
    await apply(shop, [order(102n, later(-2), ["BEN"]), order(103n, later(-1))]);
    await look(shop, NOW);
    expect((await found(database.db, shop)).map(({ affiliate: of, way }) => [of, way])).toEqual([
      [String(anna), "code"],
      [String(ben), "code"],
      [String(ben), "customer"],
    ]);
  });

  it("ends the place of one of two who are one", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    await affiliate(database.db, shop, planId, "KEPT", { customerId: 11n });
    await affiliate(database.db, shop, planId, "GONE", { customerId: 12n });
    await apply(shop, [{ kind: "customers-merged", keptId: 11n, goneId: 12n, at: NOW }]);
    const { rows } = await sql<{ code: string; state: string; coded: boolean }>`
      select code, state, discount_gid is not null as coded from affiliates where shop_id = ${shop.shopId} and customer_id = 11 order by code
    `.execute(database.db);
    expect(rows).toEqual([
      { code: "GONE", state: "ended", coded: false },
      { code: "KEPT", state: "approved", coded: true },
    ]);
    const { rows: ending } = await sql`select discount_gid from affiliate_code_ends where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(ending).toEqual([{ discount_gid: "gid://shopify/DiscountCodeNode/GONE" }]);
  });
});

describe("tax", () => {
  it.each([
    ["regular", "DE", "", "DE", true],
    ["regular", "FR", "FR12345678901", "DE", false],
    ["regular", "DE", "", "AT", false],
    ["small", "AT", "", "DE", false],
    ["reverse", "AT", "ATU12345678", "DE", true],
    ["reverse", "DE", "DE123456789", "DE", false],
    ["reverse", "GR", "EL123456789", "GR", false],
    ["reverse", "GR", "EL123456789", "DE", true],
    ["reverse", "FR", "ATU12345678", "DE", false],
    ["private", "CH", "", "DE", true],
  ] as const)("%s of somebody in %s with %s, for a shop in %s: %s", (tax, country, vatId, issuer, fits) => {
    expect(fitsTax({ tax, country, vatId }, issuer)).toBe(fits);
  });
});
