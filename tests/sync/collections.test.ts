import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";

import { findDraft, saveDraft } from "../../app/program/drafts.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createCollection, createProduct, deleteCollection, setCollectionProducts } from "../sandbox/world/commerce.ts";
import { addSegment } from "../segments/support.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = await useAdminApi();
// Only now: they read the environment.
const { readUnknownCollections, syncCollections } = await import("../../app/sync/collections/collections.server.ts");
const { fetchCollectionTitles, findCollections } = await import("../../app/sync/collections/names.server.ts");
const { publishDraft } = await import("../../app/actions/merchant/publish-draft.server.ts");

const goods = Array.from({ length: 260 }, (_, index) =>
  createProduct(api.world, api.shop, { title: `Good ${index}`, variants: [{ priceMinor: 100n }] }),
);
const all = goods.map(({ id }) => id);
const large = createCollection(api.world, api.shop, { title: "Large", handle: "large", productIds: all });
const small = createCollection(api.world, api.shop, { title: "Small", handle: "small", productIds: all.slice(0, 2) });
const unnamed = createCollection(api.world, api.shop, { title: "Unnamed", handle: "unnamed", productIds: all });

let shop: Shop;
beforeAll(async () => {
  shop = await installFromApi(database.db, api);
});

async function name(collectionIds: readonly bigint[], seen: string | null): Promise<string> {
  const multipliers = [{ key: "a", name: "A", perMille: 2_000, collections: collectionIds.map(String) }];
  const rules = programRulesSchema.parse({ ...DEFAULT_RULES, multipliers });
  const saved = await saveDraft(shop.shopId, rules, { seen, actor: "merchant:1" }, new Date("2026-06-15T10:00:00Z"));
  if (!saved.ok) throw new Error("The draft was not saved");
  return saved.revision;
}

async function known(): Promise<Map<bigint, number>> {
  const { rows } = await sql<{ collection_id: bigint; products: number }>`
    select collection_id, count(*)::int as products from collection_products where shop_id = ${shop.shopId} group by 1
  `.execute(database.db);
  return new Map(rows.map(({ collection_id, products }) => [collection_id, products]));
}

test("the products of named collections are known, page by page, and follow Shopify", async () => {
  const seen = await name([large.id, small.id], null);
  await syncCollections(shop);
  expect(await known()).toEqual(
    new Map([
      [large.id, 260],
      [small.id, 2],
    ]),
  );

  setCollectionProducts(api.world, api.shop, small, all.slice(1, 5));
  setCollectionProducts(api.world, api.shop, large, all.slice(0, 3));
  await syncCollections(shop, [small.id, unnamed.id]);
  expect(await known()).toEqual(
    new Map([
      [large.id, 260],
      [small.id, 4],
    ]),
  );
  expect(await fetchCollectionTitles(shop, [small.id, 1n])).toEqual(new Map([[small.id, "Small"]]));

  deleteCollection(api.world, api.shop, small);
  await syncCollections(shop);
  expect(await known()).toEqual(new Map([[large.id, 3]]));

  await name([], seen);
  await syncCollections(shop);
  expect(await known()).toEqual(new Map());
});

test("what a segment or a flow asks for is read, and follows Shopify, as what rules name (products by collection)", async () => {
  const none = createCollection(api.world, api.shop, { title: "None", handle: "none", productIds: [] });
  const tea = createCollection(api.world, api.shop, { title: "Green tea", handle: "tea", productIds: all.slice(0, 3) });
  const asks = `products_purchased MATCHES (collection_id IN (${tea.id}, ${none.id}))`;
  await addSegment(database.db, shop.shopId, "tea", asks);
  await readUnknownCollections(shop, null);
  expect((await known()).get(tea.id)).toBe(3);
  expect(await syncCollections(shop)).toBe(false);
  setCollectionProducts(api.world, api.shop, tea, all.slice(0, 1));
  expect(await syncCollections(shop, [tea.id])).toBe(true);
  expect((await known()).get(tea.id)).toBe(1);
  // By whoever types its name, whatever else they type.
  expect(await findCollections(shop, "gre")).toEqual([{ collectionId: tea.id, title: "Green tea" }]);
  expect(await findCollections(shop, 'tea" OR title:*')).toEqual([]);
  // Where Shopify cannot be asked nothing fails.
  const granted = api.shop.installedScopes;
  api.shop.installedScopes = granted.filter((scope) => scope !== "read_products");
  await readUnknownCollections(shop, [77n]);
  api.shop.installedScopes = granted;
});

test("rules that hold at once begin when Shopify has answered: orders that were awarded meanwhile keep theirs", async () => {
  const revision = await name([large.id], (await findDraft(shop.shopId))?.revision ?? null);
  api.config.faults.delayMs = 250;
  const asked = Date.now();
  const outcome = await publishDraft(shop, { revision, effectiveFrom: null, actor: "merchant:1" });
  api.config.faults.delayMs = 0;
  expect(outcome).toMatchObject({ ok: true, version: 2 });
  expect(outcome.ok && outcome.effectiveFrom.getTime() - asked).toBeGreaterThanOrEqual(200);
});
