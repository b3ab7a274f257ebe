import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { moderateReviews } from "../../app/actions/merchant/moderate-reviews.server.ts";
import { writeAReview } from "../../app/actions/shopper/answers/write-a-review.server.ts";
import { claim, decide as decideClaim } from "../../app/bonuses/claims/claims.server.ts";
import { listClaims } from "../../app/bonuses/claims/claims-list.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { gid } from "../../app/lib/gid.ts";
import { plusMs } from "../../app/lib/time.ts";
import { readReviewHandling } from "../../app/reviews/handling.ts";
import { reviews } from "../../app/reviews/noun.server.ts";
import { listReviews, replyTo } from "../../app/reviews/moderation.server.ts";
import { meanOf, rejectReasons, type RejectReason } from "../../app/reviews/review.ts";
import { savePublishDays } from "../../app/reviews/settings.server.ts";
import { readForTheme } from "../../app/reviews/shown/read.server.ts";
import { themeReviews, type ShownReview } from "../../app/reviews/shown/theme-reviews.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { repairReviews, syncReviews } from "../../app/sync/theme/reviews/sync.server.ts";
import { apply, customer, given, later, NOW, placed } from "../bonuses/stage.ts";
import { createProduct } from "../sandbox/world/commerce.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { reviewShop, rowsOf } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;

beforeEach(async () => {
  shop = await reviewShop(database.db);
});

const words = { stars: 5, title: "Toll", text: "Gut.", author: "Kim L.", language: "de" };
const write = (more: Partial<typeof words> = {}, productId = 900n, at = later(1), customerId = 77n) =>
  writeAReview(shop, { customerId, productId, written: { ...words, ...more }, keep: [], added: [], agreed: null }, () => at);
const seen = async () =>
  (await rowsOf(database.db, shop)).map(({ review_id, changed_at }) => ({ reviewId: review_id, seen: changed_at }));
const decide = async (intent: "publish" | "wait", about?: Awaited<ReturnType<typeof seen>>, at = later(2)) =>
  moderateReviews(shop, { intent, reviews: about ?? (await seen()) }, "merchant:7", () => at);
const reject = async (reason: RejectReason = "insult", at = later(3)) =>
  moderateReviews(shop, { intent: "reject", reviews: await seen(), reason }, "merchant:7", () => at);
const points = () => given(database.db, shop);
const states = async () => (await rowsOf(database.db, shop)).map(({ state }) => state);
const shown = async (productId = 900n) => (await readForTheme(database.db, shop, [productId])).get(productId) ?? null;

describe("what is decided of a review", () => {
  test.each([1, 2, 3, 4, 5])("brings the same points for %i stars, once, and readers are told", async (stars) => {
    await write({ stars });
    expect(await points()).toEqual([]);
    expect(await decide("publish")).toEqual({ did: "publish", count: 1, outcome: "done" });
    expect(await decide("publish")).toEqual({ did: "publish", count: 0, outcome: "changed" });
    expect(await points()).toEqual(["stars 50"]);
    expect((await shown())?.reviews).toMatchObject([{ stars, rewarded: true, verified: true, name: "Kim L." }]);
  });

  test("is what was seen: words that were changed meanwhile wait", async () => {
    await write();
    const before = await seen();
    await write({ text: "Anders." }, 900n, later(1.5));
    expect(await decide("publish", before)).toMatchObject({ count: 0, outcome: "changed" });
    expect(
      await moderateReviews(shop, { intent: "reply", reviews: before, text: "Danke" }, "merchant:7", () => later(2)),
    ).toMatchObject({
      outcome: "changed",
    });
    expect(await states()).toEqual(["waiting"]);
  });

  test("can be taken back, points too, and decided again", async () => {
    await write();
    await decide("publish");
    await decide("wait", undefined, later(3));
    expect([await states(), await points(), await shown()]).toEqual([["waiting"], ["stars 50", "stars -50"], null]);
    await decide("publish", undefined, later(4));
    expect(await points()).toEqual(["stars 50", "stars -50", "stars 50"]);
    await reject("insult", later(5));
    await reject("insult", later(6));
    expect([await states(), await points()]).toEqual([["rejected"], ["stars 50", "stars -50", "stars 50", "stars -50"]]);
    const { reviews: rejected } = await listReviews(database.db, shop.shopId, { state: "rejected" }, { limit: 5, offset: 0 });
    expect(rejected).toMatchObject([
      { reason: "insult", rewarded: false, order: "#1", customer: expect.stringContaining("Kim") as string },
    ]);
  });

  test("leaves points alone while its author changes it, and is no second reward", async () => {
    await write();
    await decide("publish");
    await write({ text: "Noch besser." }, 900n, later(3));
    expect(await states()).toEqual(["waiting"]);
    await decide("publish", undefined, later(4));
    expect(await points()).toEqual(["stars 50"]);
    expect((await listClaims(database.db, shop.shopId, {}, { limit: 5 })).claims).toHaveLength(1);
  });

  test("obeys the program's cap, and gives nothing where it promises nothing", async () => {
    shop = await reviewShop(database.db, [
      { key: "stars", kind: "review", points: 50, disclosure: { en: "x" }, cap: { times: 1, period: "year" } },
    ]);
    await write();
    await write({ stars: 1 }, 901n);
    await decide("publish");
    expect(await points()).toEqual(["stars 50"]);
    // Nor is it reached twice by taking back what was given before another was.
    const [first, second] = await seen();
    const one = (about: typeof first) => (about === undefined ? [] : [about]);
    await moderateReviews(shop, { intent: "reject", reviews: one(first), reason: "insult" }, "merchant:7", () => later(3));
    await decide("wait", one(second), later(3));
    await decide("publish", one(second), later(4));
    await decide("publish", one(first), later(5));
    expect(await points()).toEqual(["stars 50", "stars -50", "stars 50"]);
    const { rows } = await sql`select rewarded from reviews where shop_id = ${shop.shopId} order by review_id`.execute(
      database.db,
    );
    expect(rows).toEqual([{ rewarded: false }, { rewarded: true }]);
    shop = await reviewShop(database.db, []);
    await write();
    await decide("publish");
    expect([await points(), (await shown())?.reviews[0]?.rewarded]).toEqual([[], false]);
  });

  test("gives points for as many as are published at once, whatever a shopper may claim in a day", async () => {
    const products = Array.from({ length: 11 }, (_, at) => 1_000n + BigInt(at));
    for (const productId of products)
      await sql`
        insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
        values (${shop.shopId}, ${productId}, 'x', ${`x-${productId}`}, 'active', '{}', '[]', ${NOW})
      `.execute(database.db);
    await apply(shop, [placed(2n, { lines: products.map((productId, at) => line(BigInt(at + 1), 500n, { productId })) })]);
    for (const productId of products) await write({}, productId);
    await decide("publish");
    expect(await points()).toEqual(Array(11).fill("stars 50"));
  });

  test("of a product that was claimed before is no second reward: readers are told of the first, and it goes with the review", async () => {
    const claimed = { customerId: 77n, rule: "stars", occasion: "900" };
    const first = await pipeline.inShop(shop.shopId, (tx) => claim(tx, shop, claimed, later(1)));
    if (!first.ok) throw new Error(first.reason);
    await pipeline.inShop(shop.shopId, (tx) => decideClaim(tx, shop, first.claimId, "approved", "merchant:7", later(1)));
    await write();
    await decide("publish");
    expect([await points(), (await shown())?.reviews[0]?.rewarded]).toEqual([["stars 50"], true]);
    await reject();
    expect(await points()).toEqual(["stars 50", "stars -50"]);
  });

  test("two who decide at once decide once", async () => {
    await write();
    const about = await seen();
    const done = await Promise.all([1, 2, 3, 4].map(() => decide("publish", about)));
    expect(done.filter(({ count }) => count === 1)).toHaveLength(1);
    expect(await points()).toEqual(["stars 50"]);
  });

  test("of another shop's review nothing is decided", async () => {
    await write();
    const about = await seen();
    const other = await reviewShop(database.db);
    expect(await moderateReviews(other, { intent: "publish", reviews: about }, "merchant:7", () => later(2))).toMatchObject({
      count: 0,
    });
    expect(await states()).toEqual(["waiting"]);
  });

  test("falls by itself after the shop's days, alike for any stars", async () => {
    await write({ stars: 1 });
    await write({ stars: 5 }, 901n);
    await age("reviews", () => later(30));
    expect(await states()).toEqual(["waiting", "waiting"]);
    await savePublishDays(database.db, shop.shopId, 7, NOW);
    await age("reviews", () => later(7.9));
    expect(await states()).toEqual(["waiting", "waiting"]);
    await age("reviews", () => later(8.1));
    expect([await states(), await points()]).toEqual([
      ["published", "published"],
      ["stars 50", "stars 50"],
    ]);
  });

  test("what somebody has put back is not published by itself again, until its author says something else (issue 11, reviews)", async () => {
    await savePublishDays(database.db, shop.shopId, 1, NOW);
    await write();
    await age("reviews", () => later(3));
    expect(await states()).toEqual(["published"]);
    await decide("wait", await seen(), later(4));
    for (const days of [4, 40]) await age("reviews", () => later(days));
    expect(await states()).toEqual(["waiting"]);
    await write({ text: "Anders" }, 900n, later(50));
    await age("reviews", () => later(52));
    expect(await states()).toEqual(["published"]);
  });

  test.each([
    { intent: "reject", reviews: "1@5" },
    { intent: "reject", reviews: "1@5", reason: "too-few-stars" },
    { intent: "publish", reviews: "1" },
    { intent: "publish", reviews: "1@5,x@5" },
    { intent: "publish", reviews: Array.from({ length: 101 }, (_, at) => `${at + 1}@5`).join(",") },
    { intent: "days", days: "2" },
    { intent: "delete", reviews: "1@5" },
  ])("a form %j is not the page's", (fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    expect(readReviewHandling(form)).toBeNull();
  });

  test("reasons have nothing to do with stars", () => expect(rejectReasons.join(" ")).not.toMatch(/star|rating|bad|negative/));
});

describe("a customer who goes", () => {
  test("is forgotten with words, photos and reply, and the shop no longer shows them", async () => {
    await write();
    await decide("publish");
    await reviews.forget(database.db, shop.shopId, { customerIds: [77n], emails: [] }, later(4));
    expect(await rowsOf(database.db, shop)).toEqual([]);
    expect(await shown()).toBeNull();
    const { rows } = await sql`select due_at from review_products where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  test("and becomes another leaves what was said last of each product", async () => {
    const lines = [line(1n, 1_000n, { productId: 900n }), line(2n, 1_000n, { productId: 902n })];
    await apply(shop, [customer(80n), placed(2n, { lines })]);
    await sql`update orders set customer_id = 80 where shop_id = ${shop.shopId} and order_id = 2`.execute(database.db);
    await write({ text: "früher" }, 900n, later(1));
    await write({ text: "später" }, 900n, later(2), 80n);
    await write({ text: "nur hier" }, 902n, later(2), 80n);
    await pipeline.inShop(
      shop.shopId,
      (tx) => reviews.merge?.(tx, shop, { goneId: 80n, keptId: 77n }, later(3)) ?? Promise.resolve(),
    );
    expect((await rowsOf(database.db, shop)).map(({ customer: whose, text }) => [whose, text])).toEqual([
      ["77", "später"],
      ["77", "nur hier"],
    ]);
  });
});

describe("what the shop shows", () => {
  test("is the mean and the count of what is published, after anything that can happen", async () => {
    const step = fc.record({
      what: fc.constantFrom("write" as const, "publish" as const, "reject" as const, "wait" as const),
      product: fc.constantFrom(900n, 901n),
      stars: fc.integer({ min: 1, max: 5 }),
      again: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        shop = await reviewShop(database.db);
        const model = new Map<bigint, { stars: number; text: string; state: string }>();
        let day = 1;
        for (const { what, product, stars, again } of steps) {
          day += 1;
          const known = model.get(product);
          if (what === "write") {
            const text = again ? (known?.text ?? "x") : `x${day}`;
            await write({ stars, text }, product, later(day));
            model.set(product, { stars, text, state: known !== undefined && known.text === text ? known.state : "waiting" });
            continue;
          }
          if (what === "reject") await reject("insult", later(day));
          else await decide(what, undefined, later(day));
          const state = { publish: "published", reject: "rejected", wait: "waiting" }[what];
          for (const [id, said] of model) model.set(id, { ...said, state });
        }
        for (const product of [900n, 901n]) {
          const said = model.get(product);
          const expected = said?.state === "published" ? { count: 1, rating: `${said.stars}.00` } : null;
          const held = await shown(product);
          expect(held === null ? null : { count: held.count, rating: held.rating }).toEqual(expected);
        }
        // What was given and taken back adds up to what is shown, but for what its author has changed since.
        const sum = (await points()).reduce((total, entry) => total + Number(entry.split(" ")[1]), 0);
        const published = [...model.values()].filter(({ state }) => state === "published").length;
        expect(sum).toBeGreaterThanOrEqual(50 * published);
        expect(sum).toBeLessThanOrEqual(50 * model.size);
      }),
      { numRuns: 12 },
    );
  });

  test("a mean is rounded half up, to hundredths", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 400 }), (stars) => {
        const sum = stars.reduce((total, one) => total + one, 0);
        const mean = Number(meanOf({ count: stars.length, sum }));
        expect(Math.abs(mean - sum / stars.length)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
    expect([meanOf({ count: 3, sum: 14 }), meanOf({ count: 8, sum: 33 }), meanOf({ count: 0, sum: 0 })]).toEqual([
      "4.67",
      "4.13",
      null,
    ]);
  });

  test("stays small, however long reviews are", () => {
    const long: ShownReview = {
      ...{
        id: "1",
        stars: 5,
        title: "😀".repeat(120),
        text: "😀".repeat(5_000),
        name: "x".repeat(40),
        on: "2026-01-01",
        lang: "de",
      },
      ...{ verified: true, rewarded: false, reply: "ü".repeat(2_000), photos: ["1", "2", "3", "4"] },
    };
    const value = themeReviews(
      { count: 90, sum: 400 },
      Array.from({ length: 20 }, () => long),
    );
    expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(32_000);
    expect(value?.reviews.length).toBeGreaterThan(0);
  });

  test("is told to Shopify a moment later, again when it is otherwise, and taken away with the last review", async () => {
    await sql`delete from shops where domain = ${api.shop.domain}`.execute(database.db);
    const product = createProduct(api.world, api.shop, { title: "Kaffee", variants: [{ priceMinor: 1_000n }] });
    await sql`update shops set domain = ${api.shop.domain}, scopes = 'read_products' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await giveToken(database.db, api.shop.domain, api.token);
    await sql`update products set product_id = ${product.id} where shop_id = ${shop.shopId} and product_id = 900`.execute(
      database.db,
    );
    const lines = [line(1n, 1_000n, { productId: product.id })];
    await apply(shop, [placed(9n, { lines })]);
    const held = (key: string) =>
      [...(api.shop.metafields.get(gid("Product", product.id))?.values() ?? [])].find((field) => field.key === key)?.value;
    const sync = async (at: Date) => {
      while ((await syncReviews(at)) > 0);
    };
    await write({ stars: 4 }, product.id);
    await sync(later(2));
    await decide("publish");
    // The merchant has not let us write to products: it stays due until then.
    await sync(later(3));
    expect(held("rating")).toBeUndefined();
    await sql`update shops set scopes = 'read_products,write_products' where shop_id = ${shop.shopId}`.execute(database.db);
    api.shop.installedScopes = [...api.shop.installedScopes, "write_products"];
    await sync(later(3.1));
    expect(held("rating")).toBe('{"scale_min":"1.0","scale_max":"5.0","value":"4.00"}');
    expect(held("rating_count")).toBe("1");
    expect(JSON.parse(held("reviews") ?? "null")).toMatchObject({
      rating: "4.00",
      count: 1,
      reviews: [{ stars: 4, text: "Gut." }],
    });
    expect(await repairReviews(shop.shopId, later(4))).toBe(0);

    // Somebody else writes there; a night finds it.
    const fields = api.shop.metafields.get(gid("Product", product.id));
    for (const [name, field] of fields ?? []) if (field.key === "rating_count") fields?.set(name, { ...field, value: "7" });
    expect(await repairReviews(shop.shopId, later(4))).toBe(1);
    await sync(later(4.1));
    expect(held("rating_count")).toBe("1");

    const [about] = await seen();
    await pipeline.inShop(shop.shopId, (tx) => replyTo(tx, shop, about ?? expect.fail(), "Danke!", "merchant:7", later(5)));
    await sync(later(5));
    expect(held("reviews")).toContain("Danke!");
    await reject("off-topic", later(6));
    await sync(plusMs(later(6), 10_000));
    expect([held("rating"), held("rating_count"), held("reviews")]).toEqual([undefined, undefined, undefined]);
    expect(await repairReviews(shop.shopId, later(7))).toBe(0);
  });
});
