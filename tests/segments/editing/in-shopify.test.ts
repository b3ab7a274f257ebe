import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createInShopify } from "../../../app/actions/segments/create-in-shopify.server.ts";
import { read } from "../../../app/segments/language/check.ts";
import { obstacleInShopify } from "../../../app/segments/language/shopify/obstacle.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { createCustomer } from "../../sandbox/world/commerce.ts";
import { setCustomerMetafield } from "../../sandbox/world/metafields.ts";
import { installFromApi, useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { OURS, SHOPIFY, SPELLINGS } from "../corpus.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
});
beforeEach(() => api.shop.segments.clear());

const theirs = () => [...api.shop.segments.values()];

describe("a segment of Shopify's own", () => {
  it("is made of what is typed, in Shopify's newest spelling (create in Shopify)", async () => {
    const made = await createInShopify(shop, {
      name: "  Big  spenders ",
      query: "WHERE Amount_Spent > 500 AND birthday = today",
    });
    const [segment] = theirs();
    expect(made).toEqual({ ok: true, segmentId: BigInt(segment?.id.split("/").at(-1) ?? 0) });
    const query = "amount_spent > 500 AND anniversary('metafields.facts.birth_date') = today";
    expect(segment).toMatchObject({ name: "Big spenders", query });
  });

  it("is refused in Shopify's words and with its place, and nothing is made (create in Shopify)", async () => {
    const once = { name: "Twice", query: "number_of_orders > 1" };
    expect(await createInShopify(shop, once)).toMatchObject({ ok: true });
    const refusals = [{ of: "name", says: "Name has already been taken" }];
    expect(await createInShopify(shop, once)).toEqual({ ok: false, reason: "refused", refusals });
    expect(theirs()).toHaveLength(1);
  });

  it.each([
    ["what only we know", "points_balance > 5"],
    ["what has NOT around it", "NOT (number_of_orders > 1 OR amount_spent > 5)"],
    ["eleven conditions", Array.from({ length: 11 }, (_, index) => `number_of_orders != ${index}`).join(" AND ")],
    ["what cannot be read", "number_of_orders >"],
  ])("is not asked for with %s (create in Shopify)", async (_what, query) => {
    expect(await createInShopify(shop, { name: "Unfit", query })).toEqual({ ok: false, reason: "unfit" });
    expect(theirs()).toEqual([]);
  });

  it("needs a name (create in Shopify)", async () => {
    const nameless = await createInShopify(shop, { name: " ", query: "number_of_orders > 1" });
    expect(nameless).toEqual({ ok: false, reason: "name", issue: "missing" });
  });

  it("says so where the shop has not given the right to change customers (create in Shopify)", async () => {
    const granted = api.shop.installedScopes;
    api.shop.installedScopes = granted.filter((scope) => scope !== "write_customers");
    const denied = await createInShopify(shop, { name: "Denied", query: "number_of_orders > 1" });
    api.shop.installedScopes = granted;
    expect(denied).toEqual({ ok: false, reason: "access" });
  });

  it("is taken by Shopify wherever we say that it can be (insights A4, create in Shopify)", async () => {
    // Shopify takes the metafields that a shop has defined.
    const someone = createCustomer(api.world, api.shop, { email: "defines@example.com" });
    for (const key of ["membership_level", "vip", "score", "since"])
      setCustomerMetafield(api.world, api.shop, someone, { namespace: "custom", key, value: "x" });
    const asked = [...OURS, ...SHOPIFY.map(([, canonical]) => canonical), ...SPELLINGS.map(([, canonical]) => canonical)];
    const fit = asked.filter((query) => {
      const checked = read(query);
      return checked.ok && obstacleInShopify(checked.query) === null;
    });
    expect(fit.length).toBeGreaterThan(80);
    for (const [index, query] of fit.entries())
      expect([query, await createInShopify(shop, { name: `Query ${index}`, query })]).toEqual([
        query,
        expect.objectContaining({ ok: true }),
      ]);
  });
});
