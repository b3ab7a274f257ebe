import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";

import { saveSupplies } from "../../app/actions/merchant/save-supplies.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { agreeOn } from "../../app/refill/supply/agree.ts";
import { fieldsState, listDueFields, markAllFields, noteFieldProblem, noteTold } from "../../app/refill/supply/fields.server.ts";
import { listSupplies } from "../../app/refill/supply/list.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createProduct } from "../sandbox/world/commerce.ts";
import { setProductMetafield } from "../sandbox/world/metafields.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = await useAdminApi();
// Only now: they read the environment.
const { lookAtSupplies } = await import("../../app/sync/supply/look.server.ts");
const { readInstallation } = await import("../../app/sync/supply/see.server.ts");
const { takeSeen } = await import("../../app/sync/supply/take.server.ts");
const { tellSupplies } = await import("../../app/sync/supply/tell.server.ts");

const coffee = createProduct(api.world, api.shop, { title: "Coffee", variants: [{ priceMinor: 100n }, { priceMinor: 200n }] });
const tea = createProduct(api.world, api.shop, { title: "Tea", variants: [{ priceMinor: 100n }] });
const unheard = createProduct(api.world, api.shop, { title: "Unheard of", variants: [{ priceMinor: 100n }] });
const [large] = coffee.variants;
const [pouch] = tea.variants;
const NAMESPACE = `app--${api.config.clientId}`;
const HOUR = 3_600_000;

let shop: Shop;
let now = new Date("2026-06-15T10:00:00Z");
const clock = () => now;
const later = (hours = 1) => {
  now = new Date(now.getTime() + hours * HOUR);
  api.world.clock.set(now);
};
beforeAll(async () => {
  await createQueues();
  shop = await installFromApi(database.db, api);
  for (const { id, title, variants } of [coffee, tea]) {
    const own = JSON.stringify(variants.map((variant) => ({ variantId: String(variant.id), title: "One" })));
    await sql`
      insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
      values (${shop.shopId}, ${id}, ${title}, ${title}, 'active', '{}', ${own}::jsonb, now())
    `.execute(database.db);
  }
});
afterAll(() => stopEngine());
beforeEach(async () => {
  for (const table of ["supplies", "supply_fields"])
    await sql`delete from ${sql.table(table)} where shop_id = ${shop.shopId}`.execute(database.db);
  api.shop.metafields.clear();
  await grant("write_products");
  later();
});

async function grant(...scopes: string[]): Promise<void> {
  api.shop.installedScopes = ["read_products", "read_customers", ...scopes];
  await sql`update shops set scopes = ${api.shop.installedScopes.join(",")} where shop_id = ${shop.shopId}`.execute(database.db);
}
const say = (days: number | null, productId = coffee.id, variantId = 0n) =>
  saveSupplies(shop, [{ productId, variantId, days }], "merchant:1", clock);
async function ours(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; days: number }>`
    select product_id || ':' || variant_id as name, days from supplies where shop_id = ${shop.shopId} order by 1
  `.execute(database.db);
  return Object.fromEntries(rows.map(({ name, days }) => [name, days]));
}
const owner = (productId: bigint, variantId: bigint) =>
  variantId === 0n ? `gid://shopify/Product/${productId}` : `gid://shopify/ProductVariant/${variantId}`;
const theirs = (productId = coffee.id, variantId = 0n) =>
  api.shop.metafields.get(owner(productId, variantId))?.get(`${NAMESPACE}.supply_days`)?.value ?? null;
const type = (value: string, product = coffee, variantId: bigint | null = null) =>
  setProductMetafield(
    api.world,
    api.shop,
    { product, variantId },
    { namespace: NAMESPACE, key: "supply_days", type: "number_integer", value },
  );
const look = () => lookAtSupplies(shop, null, clock);
const tell = () => tellSupplies(shop, clock);

describe("how long products last stands in their metafields, too", () => {
  it("is written there when it is said here, of products and of variants, and taken away again", async () => {
    expect(await say(30)).toBe(1);
    await say(12, coffee.id, large?.id ?? 0n);
    expect(await tell()).toBe(2);
    expect([theirs(), theirs(coffee.id, large?.id)]).toEqual(["30", "12"]);
    later();
    await say(null);
    await tell();
    expect([theirs(), theirs(coffee.id, large?.id)]).toEqual([null, "12"]);
    expect(await tell()).toBe(0);
  });

  it("is taken from there when a merchant types it in Shopify, and taken away with it", async () => {
    type("45");
    type("9", tea, pouch?.id ?? null);
    expect(await look()).toBe(2);
    expect(await ours()).toEqual({ [`${coffee.id}:0`]: 45, [`${tea.id}:${pouch?.id ?? ""}`]: 9 });
    // Of a product with one variant, its own is shown.
    const { products } = await listSupplies(database.db, shop.shopId, { search: "Tea", cursor: null }, 5);
    expect(products[0]?.variants).toMatchObject([{ variantId: pouch?.id, days: 9 }]);
    later();
    type("");
    expect(await look()).toBe(1);
    expect(await ours()).toEqual({ [`${tea.id}:${pouch?.id ?? ""}`]: 9 });
    expect(await listDueFields(database.db, shop.shopId, now, 10)).toEqual([]);
  });

  it("is written where it was said anew while a try for what was said before failed", async () => {
    await say(30);
    const [before] = await listDueFields(database.db, shop.shopId, now, 1);
    if (before === undefined) throw new Error("nothing is due");
    await say(31);
    await noteFieldProblem(database.db, shop.shopId, before, { problem: "refused", until: null });
    await tell();
    expect(theirs()).toBe("31");
  });

  it("is not taken away by a look that asked before it was written", async () => {
    await say(30);
    const [askedAt, seen] = [now, [{ productId: coffee.id, variantId: 0n, theirs: { days: null, at: null }, digest: null }]];
    later();
    await tell();
    expect(await takeSeen(shop, seen, await readInstallation(shop), askedAt, now)).toBe(0);
    expect([await ours(), theirs()]).toEqual([{ [`${coffee.id}:0`]: 30 }, "30"]);
  });

  it("is looked at where Shopify tells of a product", async () => {
    type("45");
    type("20", tea);
    expect(await lookAtSupplies(shop, [tea.id], clock)).toBe(1);
    expect(await ours()).toEqual({ [`${tea.id}:0`]: 20 });
  });

  it("is what was said later, where both were changed since they agreed", async () => {
    await say(30);
    await tell();
    later();
    await say(31);
    later();
    type("40");
    expect(await look()).toBe(1);
    await tell();
    expect([await ours(), theirs()]).toEqual([{ [`${coffee.id}:0`]: 40 }, "40"]);
    later();
    type("50");
    later();
    await say(60);
    await tell();
    await look();
    expect([await ours(), theirs()]).toEqual([{ [`${coffee.id}:0`]: 60 }, "60"]);
  });

  it("is not taken away here over what a merchant has typed in Shopify meanwhile", async () => {
    await say(30);
    await tell();
    later();
    await say(null);
    later();
    type("33");
    await tell();
    expect([await ours(), theirs()]).toEqual([{ [`${coffee.id}:0`]: 33 }, "33"]);
  });

  it("survives an install anew, which takes the fields away, whether the app has heard of it or not", async () => {
    await say(30);
    await say(20, tea.id);
    await tell();
    // Another installation, and nothing was heard of the end of the one before.
    await sql`update supply_fields set installation = 'gid://shopify/AppInstallation/1' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    api.shop.metafields.clear();
    later();
    expect(await look()).toBe(0);
    expect(Object.values(await ours()).sort()).toEqual([20, 30]);
    await tell();
    expect([theirs(), theirs(tea.id)]).toEqual(["30", "20"]);

    api.shop.metafields.clear();
    await database.db.transaction().execute((tx) => markAllFields(tx, shop.shopId, now));
    expect(await look()).toBe(0);
    await tell();
    expect([theirs(), theirs(tea.id)]).toEqual(["30", "20"]);
  });

  it("says nothing of products that the shop has not heard of yet: neither is it kept, nor is it taken away later", async () => {
    type("15", unheard);
    expect(await look()).toBe(0);
    await tell();
    expect([await ours(), theirs(unheard.id)]).toEqual([{}, "15"]);
    const { rows } = await sql`select from supply_fields where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it("is still to be written where it is said anew while it is being written", async () => {
    await say(30);
    const [before] = await listDueFields(database.db, shop.shopId, now, 10);
    later();
    await say(31);
    const { productId, variantId, version } = before ?? { productId: 0n, variantId: 0n, version: 0 };
    await noteTold(
      database.db,
      shop.shopId,
      [{ productId, variantId, told: 30, version }],
      "gid://shopify/AppInstallation/9",
      now,
    );
    expect(await listDueFields(database.db, shop.shopId, now, 10)).toMatchObject([{ days: 31, told: 30 }]);
  });

  it("of a file only the lines that change something are written", async () => {
    await saveSupplies(
      shop,
      [coffee.id, tea.id].map((productId) => ({ productId, variantId: 0n, days: 30 })),
      "merchant:1",
      clock,
    );
    await tell();
    later();
    await saveSupplies(
      shop,
      [coffee.id, tea.id].map((productId, index) => ({ productId, variantId: 0n, days: 30 + index })),
      "merchant:1",
      clock,
    );
    expect((await listDueFields(database.db, shop.shopId, now, 10)).map(({ productId }) => productId)).toEqual([tea.id]);
  });

  it("that is no number of days is left there, told, and gone over by what is said here", async () => {
    type("5000");
    expect(await look()).toBe(0);
    expect(await fieldsState(database.db, shop.shopId)).toEqual({ waiting: 0, problems: 1, products: ["Coffee"] });
    expect(theirs()).toBe("5000");
    later();
    await say(50);
    await tell();
    expect([theirs(), await fieldsState(database.db, shop.shopId)]).toEqual(["50", { waiting: 0, problems: 0, products: [] }]);
  });

  it("waits where the shop has not let us write to products", async () => {
    await grant();
    await say(30);
    expect([await tell(), await look(), theirs()]).toEqual([0, 0, null]);
    expect(await fieldsState(database.db, shop.shopId)).toMatchObject({ waiting: 1 });
    await grant("write_products");
    await tell();
    expect(theirs()).toBe("30");
  });
});

test("whatever was said and typed, in any order, both say the same in the end, and that is what somebody has said", () => {
  const value = fc.constantFrom(null, 10, 20, 30);
  const instant = fc.constantFrom(1, 2, 3).map((day) => new Date(Date.UTC(2026, 0, day)));
  fc.assert(
    fc.property(
      fc.record({
        days: value,
        told: value,
        installation: fc.constantFrom(null, "a", "b"),
        saidAt: fc.option(instant),
        due: fc.boolean(),
      }),
      fc.record({ days: value, at: fc.option(instant) }),
      (field, seen) => {
        const agreed = agreeOn(field, seen, { installation: "a", writing: true });
        const end = agreed === "take" || agreed === "same" ? seen.days : field.days;
        expect([field.days, seen.days]).toContain(end);
        expect(agreed).not.toBe("wait");
        // Nothing that stands here goes because nothing stands there, unless we saw something there.
        if (field.days !== null && end === null) expect([field.installation, field.told !== null]).toEqual(["a", true]);
        expect(
          agreeOn(
            { ...field, days: end, told: end, installation: "a", due: false },
            { days: end, at: seen.at },
            { installation: "a", writing: true },
          ),
        ).toBe("same");
      },
    ),
  );
});
