import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readBaskets, readBestSellers, readOftenBought } from "./baskets.server.ts";
import { familyOf } from "./pairs/family.ts";
import { keep, type Found } from "./kept.server.ts";
import { KEPT } from "./kinds.ts";
import { countNext, countTogether, countUpgrades, type Basket } from "./pairs/count.ts";
import { floorOf, rank } from "./pairs/rank.ts";

/** Of more products no pairs are counted, so that counting takes at most some hundred megabytes: the others are bought too seldom beside these. */
const MOST_PRODUCTS = 3_000;
/** Who takes so many different things at once is no shopper whose choice says something of another's. */
const LARGEST_BASKET = 100;
const BEST_SELLERS_DAYS = 90;

/** Finds out from all orders what goes with which product, and keeps it in place of what was found before. Reads orders in parts; writes at the end, at once. */
export async function workOutRecommendations(db: Db, shop: Shop, now: Date): Promise<void> {
  const customers = await countBuyers(db, shop.shopId);
  const often = await readOftenBought(db, shop, floorOf(customers), MOST_PRODUCTS);
  const goods = await readGoods(db, shop.shopId, often);
  const placeOf = new Map(goods.map(({ productId }, place) => [productId.toString(), place]));
  const [together, next, upgrades] = [countTogether(goods.length), countNext(goods.length), countUpgrades(goods)];
  const seen = { baskets: 0, customers: 0 };
  for await (const orders of readBaskets(db, shop)) {
    const days = new Map<number, Set<number>>();
    for (const { day, productIds } of orders) {
      if (productIds.length > LARGEST_BASKET) continue;
      const known = productIds.flatMap((productId) => placeOf.get(productId) ?? []);
      seen.baskets += 1;
      together.add(known);
      const ofDay = days.get(day) ?? new Set();
      days.set(day, ofDay);
      for (const product of known) ofDay.add(product);
    }
    if (days.size === 0) continue;
    const baskets = [...days].map(([day, products]): Basket => ({ day, products: [...products] })).sort((a, b) => a.day - b.day);
    seen.customers += 1;
    next.add(baskets);
    upgrades.add(baskets);
  }
  const families = goods.map(familyOf);
  const family = (place: number) => families[place] ?? "";
  const offered = (other: number) => goods[other]?.onSale === true;
  const others = {
    offers: (other: number, after: number) => offered(other) && family(other) !== family(after),
    familyOf: family,
  };
  const found = [
    { kind: "next" as const, ranked: rank(next.counted(), others, KEPT) },
    { kind: "together" as const, ranked: rank(together.counted(), others, KEPT) },
    // A larger pack of the same is an upgrade.
    { kind: "upgrade" as const, ranked: rank(upgrades.counted(), { offers: offered, familyOf: family }, KEPT) },
  ].flatMap(({ kind, ranked }) =>
    [...ranked].flatMap(([product, own]) =>
      own.flatMap(({ product: other, count, of, score }, index): Found[] => {
        const [productId, otherId] = [goods[product]?.productId, goods[other]?.productId];
        return productId === undefined || otherId === undefined
          ? []
          : [{ kind, productId, otherId, place: index + 1, count, of, score }];
      }),
    ),
  );
  const bestSellers = await readBestSellers(db, shop, plusMs(now, -BEST_SELLERS_DAYS * DAY_MS));
  await keep(db, shop.shopId, { ...seen, bestSellers, found }, now);
}

async function countBuyers(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from customers c where c.shop_id = ${shopId} and c.orders_count > 0 and ${living}
  `.execute(db);
  return rows[0]?.count ?? 0;
}

type Good = {
  productId: bigint;
  title: string;
  vendor: string | null;
  productType: string | null;
  type: string | null;
  priceMinor: number;
  onSale: boolean;
};

/** What the shop says of its products now. Stock is looked at when something is shown: it may be back by then. */
async function readGoods(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Good[]> {
  const { rows } = await sql<Omit<Good, "type">>`
    select p.product_id as "productId", p.title, p.vendor, p.product_type as "productType",
      coalesce((select min((one ->> 'priceMinor')::float8) from jsonb_array_elements(p.variants) as one), 0) as "priceMinor",
      (p.status = 'active' and p.deleted_at is null and p.published) as "onSale"
    from products p where p.shop_id = ${shopId} and p.product_id = any(${ids(productIds)}) order by p.product_id
  `.execute(db);
  return rows.map((row) => ({ ...row, type: row.productType }));
}
