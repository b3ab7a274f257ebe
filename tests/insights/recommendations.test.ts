import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { choose, type Candidate } from "../../app/insights/recommendations/choose.ts";
import { decide } from "../../app/insights/recommendations/choices.server.ts";
import { recommend } from "../../app/insights/recommendations/for-emails.server.ts";
import { readRun } from "../../app/insights/recommendations/kept.server.ts";
import { workOutRecommendations } from "../../app/insights/recommendations/work-out.server.ts";
import { DAY_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { dayOf } from "./scores-stage.ts";
import { fillBaskets, fillProducts, recommendationsOf, type Basket, type Line } from "./recommendations-stage.ts";

const database = useDatabase();
const TODAY = dayOf("2026-11-10");
const NOW = new Date(TODAY * DAY_MS + DAY_MS / 2);
let shop: Shop;
let shops = 0;

beforeEach(async () => {
  shops += 1;
  shop = await installShop(database.db, `reco-${shops}.myshopify.com`, new Date("2026-01-01T00:00:00Z"));
});

/** So many customers of their own, each with these baskets, a day of its own for each. */
function customers(from: number, count: number, ...lines: (readonly Line[])[]): Basket[] {
  return Array.from({ length: count }, (_, at) =>
    lines.map((own, index) => ({ customerId: from + at, day: TODAY - 40 + index * 10, lines: own })),
  ).flat();
}
const work = () => workOutRecommendations(database.db, shop, NOW);
const found = () => recommendationsOf(database.db, shop.shopId);

describe("recommendations of a shop", () => {
  const [coffee, filter, mug, grinder, better, tea] = [1, 2, 3, 4, 5, 6];
  const products = [
    { id: coffee },
    { id: filter },
    { id: mug },
    { id: grinder, type: "Grinder", priceMinor: 5_000 },
    { id: better, type: "Grinder", priceMinor: 20_000 },
    { id: tea },
  ];

  it("are what lay together, came next, or was the dearer one, of orders that figures count (insights B7)", async () => {
    await fillProducts(database.db, shop.shopId, products);
    await fillBaskets(database.db, shop.shopId, [
      ...customers(1, 8, [coffee, filter], [mug]),
      ...customers(100, 6, [grinder], [better]),
      ...customers(200, 30, [tea]),
      // Guests bought coffee and filter together, too, and nobody knows what they bought next.
      ...Array.from({ length: 3 }, (): Basket => ({ customerId: null, day: TODAY, lines: [coffee, filter] })),
      // None of this counts: tests, cancelled orders, what was sent back, gift cards and tips.
      ...customers(300, 9, [coffee, tea]).map((basket) => ({ ...basket, test: true })),
      ...customers(400, 9, [coffee, tea]).map((basket) => ({ ...basket, cancelled: true })),
      ...customers(500, 9, [mug, { id: grinder, left: 0 }]),
      ...customers(600, 9, [tea, { id: coffee, giftCard: true }, { id: mug, tip: true }]),
    ]);
    await work();
    expect(await found()).toEqual([
      "next 1>3 8/11",
      "next 2>3 8/11",
      "next 4>5 6/6",
      "together 1>2 11/11",
      "together 2>1 11/11",
      "upgrade 4>5 6/6",
    ]);
    expect(await readRun(database.db, shop.shopId)).toEqual({ asOf: NOW, baskets: 79, customers: 65 });
    // Again, with other orders: what was found before is gone.
    await sql`delete from orders where shop_id = ${shop.shopId} and customer_id < 100`.execute(database.db);
    await work();
    expect((await found()).filter((one) => /[>](3|1) /.test(one))).toEqual([]);
  });

  it("leave out what is deleted, a draft or not in the store, what is the same in another size, and other shops (insights B7)", async () => {
    const other = await installShop(database.db, `reco-other-${shops}.myshopify.com`, new Date("2026-01-01T00:00:00Z"));
    await fillProducts(database.db, shop.shopId, [
      { id: coffee, title: "Espresso, 250 g" },
      { id: filter, title: "Espresso, 1 kg" },
      { id: mug, status: "draft" },
      { id: grinder, published: false },
      { id: better },
      { id: tea },
    ]);
    await fillBaskets(database.db, shop.shopId, [
      ...customers(1, 8, [coffee, filter, mug, grinder, better]),
      ...customers(100, 20, [tea]),
    ]);
    await fillBaskets(database.db, other.shopId, customers(1, 50, [coffee, tea]));
    await work();
    expect((await found()).filter((one) => one.startsWith("together 1>"))).toEqual(["together 1>5 8/8"]);
    expect(await recommendationsOf(database.db, other.shopId)).toEqual([]);
  });

  it("count a merged day as one basket, and look a year ahead (insights B7)", async () => {
    await fillProducts(database.db, shop.shopId, products);
    const sameDay = (id: number): Basket[] => [
      { customerId: id, day: TODAY - 500, lines: [coffee] },
      { customerId: id, day: TODAY - 500, lines: [tea] },
      { customerId: id, day: TODAY - 100, lines: [mug] },
    ];
    await fillBaskets(database.db, shop.shopId, [
      ...Array.from({ length: 8 }, (_, at) => sameDay(at + 1)).flat(),
      ...customers(100, 20, [filter]),
    ]);
    await work();
    // Mugs came 400 days later, and coffee and tea in two orders.
    expect(await found()).toEqual([]);
  });

  it("are the same however many orders are read at once", async () => {
    const { readBaskets } = await import("../../app/insights/recommendations/baskets.server.ts");
    await fillBaskets(database.db, shop.shopId, [
      ...customers(1, 5, [coffee], [tea, mug]),
      ...Array.from({ length: 5 }, (): Basket => ({ customerId: null, day: TODAY, lines: [tea] })),
      { customerId: null, day: TODAY, lines: [{ id: tea, left: 0 }] },
    ]);
    const read = async (batch: number) => {
      const all: unknown[] = [];
      for await (const orders of readBaskets(database.db, shop, batch)) all.push(orders);
      return all;
    };
    expect(await read(2)).toEqual(await read(1_000));
    expect(await read(1)).toHaveLength(10);
  });
});

describe("what an email recommends", () => {
  const ask = async (last: number[], bought: number[] = last, most = 3) => {
    const question = { last: last.map(BigInt), bought: new Set(bought.map(BigInt)) };
    return (await recommend(database.db, shop.shopId, [question], most))[0]?.map(Number);
  };
  const seed = async () => {
    await fillBaskets(database.db, shop.shopId, [
      ...customers(1, 8, [1, 2], [3]),
      ...customers(100, 30, [4]),
      ...customers(200, 20, [5]),
    ]);
    await work();
  };

  it("goes with what was bought last, then what sells best, then what is new; never what they have (insights B7)", async () => {
    await fillProducts(
      database.db,
      shop.shopId,
      [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
    );
    await seed();
    expect(await ask([1])).toEqual([3, 2, 4]);
    expect(await ask([1], [1, 3])).toEqual([2, 4, 5]);
    expect(await ask([])).toEqual([4, 5, 1]);
    expect(await ask([], [], 12)).toEqual([4, 5, 1, 2, 3, 6]);
  });

  it("can be bought at that moment (insights B7)", async () => {
    await fillProducts(database.db, shop.shopId, [
      { id: 1 },
      { id: 2, status: "archived" },
      { id: 3, counted: true, noneLeft: true },
      { id: 4, published: false },
      { id: 5, giftCard: true },
      { id: 6 },
    ]);
    await seed();
    expect(await ask([1], [1], 12)).toEqual([6]);
    await sql`update products set none_left = false where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await ask([1], [1], 12)).toEqual([3, 6]);
  });

  it("is what the merchant pinned first, and nothing that they excluded (insights B7)", async () => {
    await fillProducts(
      database.db,
      shop.shopId,
      [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
    );
    await seed();
    const choose = (productId: bigint, otherId: bigint, want: "pinned" | "excluded") =>
      decide(shop.shopId, { productId, otherId }, { seen: null, want }, "merchant:1", NOW);
    expect(await choose(1n, 6n, "pinned")).toEqual({ ok: true });
    expect(await choose(0n, 5n, "pinned")).toEqual({ ok: true });
    expect(await choose(1n, 3n, "excluded")).toEqual({ ok: true });
    expect(await choose(0n, 4n, "excluded")).toEqual({ ok: true });
    expect(await ask([1], [1], 12)).toEqual([6, 5, 2]);
    // Coffee's exclusion is not that of filters; what is excluded altogether is nowhere.
    expect(await ask([2], [2], 12)).toEqual([5, 3, 1, 6]);
    expect(await ask([], [], 12)).toEqual([5, 1, 2, 3, 6]);
  });

  it("of a shop is nothing of another", async () => {
    const other = await installShop(database.db, `reco-empty-${shops}.myshopify.com`, new Date("2026-01-01T00:00:00Z"));
    await fillProducts(
      database.db,
      shop.shopId,
      [1, 2, 3, 4, 5].map((id) => ({ id })),
    );
    await seed();
    await decide(shop.shopId, { productId: 0n, otherId: 3n }, { seen: null, want: "pinned" }, "merchant:1", NOW);
    expect(await recommend(database.db, other.shopId, [{ last: [1n], bought: new Set() }], 5)).toEqual([[]]);
  });

  it("is chosen one of a family, none that they have, and the best reason first, whatever there is", () => {
    const product = fc.bigInt({ min: 1n, max: 8n });
    const named = (id: bigint) => ({ productId: id, title: `Tea ${id % 5n}`, vendor: null, productType: null });
    const candidate: fc.Arbitrary<Candidate> = fc
      .record({
        ...{ id: product, after: fc.option(product), score: fc.nat(9) },
        reason: fc.constantFrom("pinned", "next", "together", "upgrade", "best", "newest"),
      })
      .map(({ id, ...rest }) => ({ ...named(id), ...rest }));
    fc.assert(
      fc.property(fc.array(candidate), fc.array(product), fc.array(product), fc.nat(5), (all, last, bought, most) => {
        const chosen = choose(all, { last: last.map(named), bought: new Set(bought), unwanted: new Set([8n]) }, most);
        expect(chosen.length).toBeLessThanOrEqual(most);
        expect(new Set(chosen.map((id) => id % 5n)).size).toBe(chosen.length);
        for (const id of chosen) {
          expect(bought.includes(id) || last.includes(id) || id === 8n).toBe(false);
          expect(all.some(({ productId, after }) => productId === id && (after === null || last.includes(after)))).toBe(true);
        }
      }),
    );
  });
});

describe("a merchant's choice", () => {
  const pair = { productId: 1n, otherId: 2n };
  const decideAs = (actor: string, seen: "pinned" | "excluded" | null, want: "pinned" | "excluded" | null) =>
    decide(shop.shopId, pair, { seen, want }, actor, NOW);

  it("does not overrule a colleague's unseen, and can be taken back", async () => {
    expect(await decideAs("merchant:1", null, "pinned")).toEqual({ ok: true });
    expect(await decideAs("merchant:2", null, "excluded")).toEqual({ ok: false, reason: "changed" });
    expect(await decideAs("merchant:2", "excluded", null)).toEqual({ ok: false, reason: "changed" });
    expect(await decideAs("merchant:2", "pinned", "excluded")).toEqual({ ok: true });
    expect(await decideAs("merchant:1", "pinned", null)).toEqual({ ok: false, reason: "changed" });
    expect(await decideAs("merchant:1", "excluded", null)).toEqual({ ok: true });
    expect(await decideAs("merchant:1", null, null)).toEqual({ ok: true });
  });

  it("of two at once is one (points 2)", async () => {
    const both = await Promise.all([decideAs("merchant:1", null, "pinned"), decideAs("merchant:2", null, "excluded")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
