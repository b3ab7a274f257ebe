import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { earningOf } from "../orders/earning.ts";
import { readProducts } from "../orders/earnings.server.ts";
import { owed } from "../orders/owed.ts";
import { orderOf, type Basket, type BasketTaxes } from "./basket.ts";

/** What a basket would bring whoever is in that tier, if it were ordered now, by the functions that award orders. @param tier null: of somebody new */
export async function estimate(
  db: Db,
  shop: Shop,
  basket: Omit<Basket, "lines"> & { lines: readonly Omit<Basket["lines"][number], "giftCard">[] },
  taxes: BasketTaxes,
  tier: string | null,
  now: Date,
): Promise<{ points: bigint; about: boolean }> {
  const program = await currentProgram(db, shop.shopId, now);
  const giftCards = await readGiftCards(
    db,
    shop.shopId,
    basket.lines.flatMap(({ productId }) => productId ?? []),
  );
  const lines = basket.lines.map((line) => ({
    ...line,
    giftCard: line.productId !== null && giftCards.has(line.productId),
  }));
  const { order, about } = orderOf({ ...basket, lines }, taxes, { currency: shop.currency, at: now });
  const products = await readProducts(db, shop.shopId, [{ order, customerId: 0n, program, earning: null }]);
  return { points: owed(order, program, earningOf(order, program.rules, null, tier, products)), about };
}

async function readGiftCards(db: Db, shopId: number, productIds: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  const { rows } = await sql<{ product_id: bigint }>`
    select product_id from products where shop_id = ${shopId} and product_id = any(${ids(productIds)}) and gift_card
  `.execute(db);
  return new Set(rows.map(({ product_id }) => product_id));
}
