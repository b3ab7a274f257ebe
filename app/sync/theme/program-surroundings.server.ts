import type { Db } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { productTitles } from "../../shops/products.server.ts";
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
