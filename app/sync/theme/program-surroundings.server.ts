import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { log } from "../../log.server.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import type { Shop } from "../../shops/shop.ts";
import { fetchCollectionTitles } from "../collections/names.server.ts";
import { readShopTaxes } from "./shop-taxes.server.ts";

export type Surroundings = {
  tax: { taxesIncluded: boolean; taxPerMille: number };
  /** Titles by id of what rules name, for as many as are known. */
  titles: { products: Record<string, string>; collections: Record<string, string> };
};

/** What a merchant who edits rules needs to see besides them. */
export async function readSurroundings(db: Db, shop: Shop, rules: ProgramRules): Promise<Surroundings> {
  const productIds = rules.multipliers.flatMap(({ products }) => products.map(BigInt));
  const collectionIds = rules.multipliers.flatMap(({ collections }) => collections.map(BigInt));
  return {
    tax: await readShopTaxes(db, shop),
    titles: {
      products: await productTitles(db, shop.shopId, productIds),
      collections: await collectionTitles(shop, [...new Set(collectionIds)]),
    },
  };
}

async function productTitles(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Record<string, string>> {
  const { rows } = await sql<{ product_id: bigint; title: string }>`
    select product_id, title from products where shop_id = ${shopId} and product_id = any(${ids(productIds)}) and title <> ''
  `.execute(db);
  return Object.fromEntries(rows.map(({ product_id, title }) => [product_id.toString(), title]));
}

/** The page can do without names when Shopify does not answer. */
async function collectionTitles(shop: Shop, collectionIds: readonly bigint[]): Promise<Record<string, string>> {
  try {
    const titles = await fetchCollectionTitles(shop, collectionIds);
    return Object.fromEntries([...titles].map(([id, title]) => [id.toString(), title]));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "the names of collections could not be read");
    return {};
  }
}
