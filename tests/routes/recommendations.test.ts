import { sql } from "kysely";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";

import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { fillProducts } from "../insights/recommendations-stage.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null, asked: [] as string[] }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string) => Promise.resolve(asking.asked.push(name)),
}));

const database = useDatabase();
const list = await import("../../app/routes/app.analytics.recommendations.tsx");
const one = await import("../../app/routes/app.analytics.recommendations.$productId.tsx");
let [own, other] = [null as Shop | null, null as Shop | null];

beforeAll(async () => {
  own = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [own, other]) {
    await fillProducts(database.db, shopId, [
      { id: 1, title: "Coffee" },
      { id: 2, title: "Filter" },
      { id: 3, title: "Mug 100%" },
    ]);
    await sql`
      insert into recommendations (shop_id, kind, product_id, other_id, place, bought, of_all, score)
      values (${shopId}, 'next', 1, 2, 1, 34, 120, 9), (${shopId}, 'next', 1, 3, 2, 20, 120, 8)`.execute(database.db);
  }
  await fillProducts(database.db, other.shopId, [{ id: 9 }]);
});
beforeEach(async () => {
  asking.shop = own;
  asking.asked = [];
  await sql`delete from recommendation_choices`.execute(database.db);
});

const address = "http://app.example/app/analytics/recommendations";
const args = (request: Request, params = {}) => ({ request, params, context: {} });
const view = (query = "") => list.loader(args(new Request(`${address}${query}`)));
const page = (productId: string) => one.loader(args(new Request(`${address}/${productId}`), { productId }));
const post = (fields: Record<string, string>) =>
  list.action(
    args(new Request(address, { method: "POST", body: new URLSearchParams({ title: "x", seen: "", want: "", ...fields }) })),
  );
const best = async (query = "") =>
  (await view(query)).page.products.map(({ title, best }) => [title, best.map((it) => it.title)]);

test("products stand with what goes best with them, and are searched by name as typed", async () => {
  expect(await best()).toEqual([["Coffee", ["Filter"]]]);
  expect(await best("?q=filt")).toEqual([["Filter", []]]);
  expect(await best("?q=100%25")).toEqual([["Mug 100%", []]]);
  expect(asking.asked).toContain("find-recommendations");
});

test("what is pinned stands first, what is excluded last, and elsewhere the next best (insights B7)", async () => {
  expect(await post({ productId: "1", otherId: "3", want: "pinned" })).toMatchObject({ outcome: { ok: true } });
  expect(await post({ productId: "0", otherId: "2", want: "excluded" })).toMatchObject({ outcome: { ok: true } });
  expect(await best()).toEqual([["Coffee", ["Mug 100%"]]]);
  expect((await page("1")).others).toMatchObject([
    { title: "Mug 100%", choice: "pinned", excluded: false, reasons: [{ kind: "next", bought: 20, ofAll: 120 }] },
    { title: "Filter", choice: null, excluded: true },
  ]);
  expect((await view()).everywhere).toMatchObject([{ title: "Filter", choice: "excluded", excluded: false }]);
  expect(await post({ productId: "1", otherId: "3", want: "excluded" })).toMatchObject({
    outcome: { ok: false, reason: "changed" },
  });
});

test("a shop sees and chooses of its own products only", async () => {
  await post({ productId: "1", otherId: "3", want: "pinned" });
  expect(await post({ productId: "1", otherId: "9", want: "pinned" })).toMatchObject({
    outcome: { ok: false, reason: "unknown" },
  });
  await expect(page("9")).rejects.toMatchObject({ status: 404 });
  asking.shop = other;
  expect((await page("1")).others.map(({ choice }) => choice)).toEqual([null, null]);
  expect(await post({ productId: "1", otherId: "3", seen: "pinned", want: "" })).toMatchObject({
    outcome: { ok: false, reason: "changed" },
  });
  asking.shop = own;
  expect((await page("1")).others[0]).toMatchObject({ title: "Mug 100%", choice: "pinned" });
});

test("what is no choice is refused", async () => {
  expect(await post({ productId: "1", otherId: "1", want: "pinned" })).toMatchObject({
    outcome: { ok: false, reason: "itself" },
  });
  for (const wrong of [{ productId: "x" }, { otherId: "0" }, { otherId: "1 or 1=1" }, { want: "stolen" }])
    await expect(post({ productId: "1", otherId: "2", want: "pinned", ...wrong })).rejects.toMatchObject({ status: 422 });
  await expect(page("1%20or")).rejects.toMatchObject({ status: 404 });
});
