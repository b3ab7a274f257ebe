import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import type { ProductSnapshot } from "../../app/facts/product.ts";
import * as products from "../../app/shops/products.server.ts";
import { readSettings, saveSettings } from "../../app/shops/settings/settings.server.ts";
import {
  applyShopFacts,
  findShop,
  findShopByDomain,
  getShop,
  keepWhereabouts,
  listInstalled,
  readStorefront,
} from "../../app/shops/shops.server.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const test = useDatabase();
const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const DOMAIN = "morgenrot.myshopify.com";

beforeEach(async () => {
  for (const table of ["shops", "shop_settings", "products", "Session"])
    await sql`delete from ${sql.table(table)}`.execute(test.db);
});

const session = (shop: string) =>
  sql`insert into "Session" (id, shop, state, "accessToken") values (${`offline_${shop}`}, ${shop}, '', 'token')`.execute(
    test.db,
  );
const sessions = async () =>
  (await sql<{ shop: string }>`select shop from "Session"`.execute(test.db)).rows.map(({ shop }) => shop);

describe("install", () => {
  it("is the same installation however often the token is exchanged, also at once", async () => {
    const shops = await Promise.all([1, 2, 3, 4].map((day) => installShop(test.db, DOMAIN, at(day))));
    expect(new Set(shops.map(({ shopId, installedAt }) => `${shopId} ${installedAt.toISOString()}`)).size).toBe(1);
    expect(await listInstalled(test.db)).toHaveLength(1);
  });

  it("gives settings in the shop's language once, and keeps what the merchant changed", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    const settings = await readSettings(shop.shopId);
    expect(settings).toMatchObject({ senderName: "morgenrot", defaultLocale: "de" });
    await saveSettings(shop.shopId, { ...settings, senderName: "Morgenrot Kaffee" }, at(2));
    await installShop(test.db, DOMAIN, at(3));
    expect(await readSettings(shop.shopId)).toMatchObject({ senderName: "Morgenrot Kaffee" });
  });

  it("finds by domain in any case, and throws or answers null for nobody", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    expect(await findShopByDomain(test.db, "MORGENROT.myshopify.com")).toEqual(shop);
    expect(await findShop(test.db, 4711)).toBeNull();
    await expect(getShop(test.db, 4711)).rejects.toThrow("4711");
  });
});

describe("uninstall", () => {
  it("ends sessions and keeps data; coming back finds it and starts a new installation", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    const other = await installShop(test.db, "nordlicht.myshopify.com", at(1));
    await session(shop.domain);
    await session(other.domain);
    await products.apply(test.db, shop, [{ kind: "product", product: product() }]);
    await applyShopFacts(test.db, shop, [{ kind: "uninstalled", at: at(5) }], at(5));
    expect(await findShop(test.db, shop.shopId)).toMatchObject({ status: "uninstalled" });
    expect(await sessions()).toEqual([other.domain]);
    expect((await listInstalled(test.db)).map(({ domain }) => domain)).toEqual([other.domain]);

    const back = await installShop(test.db, DOMAIN, at(9));
    expect(back).toMatchObject({ shopId: shop.shopId, status: "installed", installedAt: at(9) });
    expect(await titles()).toEqual(["Tea"]);
  });

  it("told late, does not end the installation that followed", async () => {
    const shop = await installShop(test.db, DOMAIN, at(9));
    await session(shop.domain);
    await applyShopFacts(test.db, shop, [{ kind: "uninstalled", at: at(5) }], at(10));
    expect(await findShop(test.db, shop.shopId)).toMatchObject({ status: "installed" });
    expect(await sessions()).toEqual([shop.domain]);
  });
});

describe("facts about the shop", () => {
  const fact = (day: number, timeZone: string) => {
    const where = {
      currency: "EUR",
      countryCode: "DE",
      primaryLocale: "de",
      primaryUrl: null as string | null,
      taxesIncluded: true,
    };
    return { kind: "shop" as const, name: "Morgenrot", email: null, timeZone, ...where, updatedAt: at(day) };
  };

  it("count in the order in which they happened", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    await applyShopFacts(
      test.db,
      shop,
      [fact(4, "Europe/Paris"), fact(3, "UTC"), { kind: "scopes", scopes: ["read_orders", "write_discounts"] }],
      at(5),
    );
    expect(await findShop(test.db, shop.shopId)).toMatchObject({ timeZone: "Europe/Paris", name: "Morgenrot" });
    const { rows } = await sql`select scopes, email from shops`.execute(test.db);
    expect(rows).toEqual([{ scopes: "read_orders,write_discounts", email: "shop@morgenrot.example" }]);
  });

  it("say where the shop is on the web, which what does not say it leaves alone (shopper 28)", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    expect(await readStorefront(test.db, shop)).toMatchObject({ domain: DOMAIN, primaryUrl: null, rewardsPath: null });
    await applyShopFacts(test.db, shop, [{ ...fact(4, "UTC"), primaryUrl: "https://morgenrot.de" }], at(5));
    await applyShopFacts(test.db, shop, [fact(6, "UTC")], at(6));
    await keepWhereabouts(test.db, shop.shopId, { primaryUrl: null, publishedLocales: ["en", "fr"] });
    expect(await readStorefront(test.db, shop)).toMatchObject({
      ...{ primaryUrl: "https://morgenrot.de", primaryLocale: "de", publishedLocales: ["en", "fr"] },
    });
  });
});

function product(changes: Partial<ProductSnapshot> = {}): ProductSnapshot {
  const described = { handle: "tea", productType: null, vendor: null, status: "active", tags: ["b", "a,c"], imageUrl: null };
  const variants = [{ variantId: 9007199254740993n, title: "250 g", sku: null, priceMinor: 1290n }];
  const onSale = { published: true, stock: { counted: true, noneLeft: false }, giftCard: null };
  return { productId: 1n, title: "Tea", ...described, variants, ...onSale, updatedAt: at(3), ...changes };
}

async function titles(): Promise<string[]> {
  const { rows } = await sql<{ title: string }>`select title from products where deleted_at is null order by product_id`.execute(
    test.db,
  );
  return rows.map(({ title }) => title);
}

describe("products", () => {
  it("keep their newest snapshot, exact to the digit", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    const fact = (changes: Partial<ProductSnapshot>) => ({ kind: "product" as const, product: product(changes) });
    await products.apply(test.db, shop, [
      fact({ updatedAt: at(5), title: "New" }),
      fact({}),
      fact({ productId: 2n, title: "Soap" }),
    ]);
    await products.apply(test.db, shop, [fact({ updatedAt: at(4), title: "Old" })]);
    expect(await titles()).toEqual(["New", "Soap"]);
    const { rows } = await sql`select tags, variants from products where product_id = 1`.execute(test.db);
    expect(rows).toEqual([
      { tags: ["b", "a,c"], variants: [{ variantId: "9007199254740993", title: "250 g", sku: null, priceMinor: "1290" }] },
    ]);
  });

  it("are for sale while they are published and something is left of what is counted (insights B7)", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    const told = async (minute: number, changes: Partial<ProductSnapshot>) => {
      await products.apply(test.db, shop, [{ kind: "product", product: product({ updatedAt: at(minute), ...changes }) }]);
      const { rows } = await sql<{ sold: boolean }>`
        select ${products.sellable} as sold from products p where p.shop_id = ${shop.shopId}`.execute(test.db);
      return rows[0]?.sold;
    };
    expect(await told(2, { stock: { counted: null, noneLeft: true } })).toBe(true);
    expect(await told(3, { stock: { counted: true, noneLeft: false } })).toBe(true);
    // Who once counted is not asked again: nothing is left.
    expect(await told(4, { stock: { counted: null, noneLeft: true } })).toBe(false);
    expect(await told(5, { stock: { counted: false, noneLeft: true } })).toBe(true);
    expect(await told(6, { published: false })).toBe(false);
    expect(await told(7, { status: "draft" })).toBe(false);
    expect(await told(8, {})).toBe(true);
  });

  it("stay deleted, whichever message comes first", async () => {
    const shop = await installShop(test.db, DOMAIN, at(1));
    const gone = { kind: "product-deleted" as const, productId: 1n, at: at(4) };
    await products.apply(test.db, shop, [gone]);
    await products.apply(test.db, shop, [{ kind: "product", product: product({ updatedAt: at(6) }) }]);
    expect(await titles()).toEqual([]);
    await products.apply(test.db, shop, [
      { kind: "product", product: product({ productId: 2n }) },
      { ...gone, productId: 2n },
    ]);
    expect(await titles()).toEqual([]);
  });
});
