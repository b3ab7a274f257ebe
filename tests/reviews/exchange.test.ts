import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { importReviews, removeImported } from "../../app/actions/merchant/import-reviews.server.ts";
import { writeAReview } from "../../app/actions/shopper/answers/write-a-review.server.ts";
import { decideReviews } from "../../app/reviews/moderation.server.ts";
import { readHeader } from "../../app/reviews/exchange/columns.ts";
import { listTakenOver } from "../../app/reviews/exchange/import.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { savePublishDays } from "../../app/reviews/settings.server.ts";
import { reviewsCsv } from "../../app/reviews/exchange/export.server.ts";
import { readRows } from "../../app/reviews/exchange/read-rows.ts";
import { readForTheme } from "../../app/reviews/shown/read.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { given, later, NOW } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { getList, reviewShop, rowsOf } from "./stage.ts";

const database = useDatabase();
let shop: Shop;

beforeEach(async () => {
  shop = await reviewShop(database.db);
  await sql`update customers set email = 'kim@example.com' where shop_id = ${shop.shopId} and customer_id = 77`.execute(
    database.db,
  );
});

const take = (text: string, more: Partial<Parameters<typeof importReviews>[1]> = {}) =>
  importReviews(
    shop,
    { bytes: new TextEncoder().encode(text), name: "reviews.csv", actor: "merchant:7", take: true, ...more },
    () => later(1),
  );

/** The same review as each program writes it. */
const FILES = {
  "judge-me":
    "title,body,rating,review_date,source,curated,reviewer_name,reviewer_email,product_id,product_handle,reply,picture_urls\n" +
    'Toll,"Sehr, sehr gut.",5,2026-02-01 10:00:00 UTC,web,ok,Kim,KIM@example.com,900,p-900,Danke,\n',
  loox:
    "product_handle,rating,author,email,body,created_at,photo_url,verified_purchase\n" +
    'p-900,5,Kim,kim@example.com,"Sehr, sehr gut.",2026-02-01,,true\n',
  yotpo:
    "Review ID,Review Title,Review Content,Review Score,Review Date,Display Name,Email,Product ID,Published\n" +
    '7,Toll,"Sehr, sehr gut.",5,2026-02-01,Kim,kim@example.com,900,true\n',
  shopify:
    "product_handle,state,rating,title,author,email,location,body,reply,created_at,replied_at\n" +
    'p-900,published,5,Toll,Kim,kim@example.com,Kiel,"Sehr, sehr gut.",Danke,2026-02-01 10:00:00 +0100,\n',
} as const;

describe("a file of another reviews app", () => {
  test.each(Object.entries(FILES))("of %s is known, looked at, taken over once, and taken away again", async (program, text) => {
    expect(await take(text, { take: false })).toEqual({ outcome: "checked", program, found: 1, known: 0, problems: [], more: 0 });
    expect(await rowsOf(database.db, shop)).toEqual([]);
    expect(await take(text)).toEqual({ outcome: "taken", count: 1 });
    expect(await take(text)).toEqual({ outcome: "taken", count: 0 });
    expect(await take(text, { take: false })).toMatchObject({ found: 1, known: 1 });
    expect(await rowsOf(database.db, shop)).toMatchObject([
      { customer: "77", product: "900", stars: 5, text: "Sehr, sehr gut.", author: "Kim", state: "published" },
    ]);
    const held = (await readForTheme(database.db, shop, [900n])).get(900n);
    // Their order is here, so that the purchase is verified; points were never promised for it.
    expect(held?.reviews).toMatchObject([{ verified: true, rewarded: false, on: "2026-02-01", name: "Kim" }]);
    expect(await given(database.db, shop)).toEqual([]);
    expect(await listTakenOver(database.db, shop.shopId)).toMatchObject([{ file: "file:reviews.csv", count: 1 }]);
    expect(await removeImported(shop, "file:reviews.csv", () => later(2))).toBe(1);
    expect(await rowsOf(database.db, shop)).toEqual([]);
  });

  test("says line by line what cannot be taken, and takes the rest", async () => {
    const text = [
      "product_handle;rating;author;email;body;review_date;status",
      "p-900;5;Kim;kim@example.com;gut;2026-02-01;published",
      "gibt-es-nicht;5;Kim;;gut;2026-02-01;published",
      "p-901;6;Kim;;gut;2026-02-01;published",
      "p-901;4,5;Kim;;gut;2026-02-01;published",
      "p-901;4;Kim;;gut;31.02.2026;published",
      "p-901;4;Kim;;gut;2026-02-31;published",
      "p-901;4;Kim;;gut;2999-01-01;published",
      "p-900;5;Kim;kim@example.com;gut;2026-02-01;published",
      "p-901;3.0;;fremd@example.com;geht;2026-02-01;hidden",
    ].join("\n");
    const report = await take(text, { take: false });
    expect(report).toMatchObject({
      ...{ outcome: "checked", found: 2, program: null },
      problems: [
        { row: 3, code: "no-product", value: "gibt-es-nicht" },
        { row: 4, code: "bad-stars", value: "6" },
        { row: 5, code: "bad-stars", value: "4,5" },
        { row: 6, code: "bad-date", value: "31.02.2026" },
        { row: 7, code: "bad-date", value: "2026-02-31" },
        { row: 8, code: "bad-date", value: "2999-01-01" },
        { row: 9, code: "twice", value: "Kim" },
      ],
    });
    expect(await take(text)).toEqual({ outcome: "taken", count: 2 });
    expect(await rowsOf(database.db, shop)).toMatchObject([
      { customer: "77", state: "published" },
      { customer: null, stars: 3, author: "Anonym", state: "waiting" },
    ]);
  });

  test.each([
    ["without stars", "product_handle,body\np-900,gut\n", "no-columns"],
    ["without a product", "rating,body\n5,gut\n", "no-columns"],
    ["of customers", "email,points\nkim@example.com,5\n", "no-columns"],
    ["that is empty", "", "refused"],
    ["that is a workbook", "PK\u0003\u0004xx", "refused"],
  ])("a file %s says so and changes nothing", async (_, text, outcome) => {
    expect(await take(text)).toMatchObject({ outcome });
    expect(await rowsOf(database.db, shop)).toEqual([]);
  });

  test("is counted with its mean to hundredths, so that one that is not the best is not shown as the best", async () => {
    const rows = Array.from({ length: 25 }, (_, at) => `p-900,${at === 0 ? 4 : 5},Kim${at},gut,2026-02-01`);
    await take(["product_handle,rating,author,body,review_date", ...rows].join("\n"));
    expect((await getList(shop, { product: "900", locale: "de" })).html).toContain("4,96");
  });

  test("leaves alone what its author has said here", async () => {
    const written = { stars: 2, title: "", text: "Hier geschrieben.", author: "Kim L.", language: "de" };
    await writeAReview(shop, { customerId: 77n, productId: 900n, written, keep: [], added: [], agreed: null }, () => NOW);
    expect(await take(FILES.loox)).toEqual({ outcome: "taken", count: 0 });
    expect(await rowsOf(database.db, shop)).toMatchObject([{ stars: 2, text: "Hier geschrieben." }]);
    expect(await removeImported(shop, "own")).toBe(0);
  });

  test("brings no points, also when it is taken back and published again", async () => {
    await take(FILES.loox);
    for (const state of ["waiting", "published"] as const) {
      const seen = (await rowsOf(database.db, shop)).map(({ review_id, changed_at }) => ({
        reviewId: review_id,
        seen: changed_at,
      }));
      await pipeline.inShop(shop.shopId, (tx, at) => decideReviews(tx, shop, seen, { state }, "merchant:7", at));
    }
    expect(await given(database.db, shop)).toEqual([]);
  });

  test("of what was hidden elsewhere publishes nothing, however long ago it was written, until its author changes it here", async () => {
    await savePublishDays(database.db, shop.shopId, 7, NOW);
    const rows = ["waiting", "rejected", "flagged", "archived"].map(
      (state, at) => `p-900;1;Kim${at};x${at}@example.com;a;2025-02-01;${state}`,
    );
    await take(["product_handle;rating;author;email;body;review_date;state", ...rows].join("\n"));
    await take("product_handle;rating;author;email;body;review_date;state\np-900;1;Kim;kim@example.com;a;2025-02-01;spam\n", {
      name: "b.csv",
    });
    const states = async () => (await rowsOf(database.db, shop)).map(({ state }) => state);
    await age("reviews", () => later(40));
    expect(await states()).toEqual(Array(5).fill("waiting"));
    const written = { stars: 2, title: "", text: "Hier geschrieben.", author: "Kim L.", language: "de" };
    await writeAReview(shop, { customerId: 77n, productId: 900n, written, keep: [], added: [], agreed: null }, () => later(41));
    await age("reviews", () => later(60));
    expect(await states()).toEqual([...Array<string>(4).fill("waiting"), "published"]);
  });

  test("keeps long texts whole, and what nobody sees out", () => {
    const header = readHeader(["Product-Handle", "Rating", "Body"]);
    const products = { byHandle: new Map([["p", "1"]]), ids: new Set(["1"]) };
    const body = `a\u0000b\u202ec ${"x".repeat(4_000)}`;
    const { reviews } = readRows([{ row: 2, cells: ["P", "5", body] }], header?.columns ?? {}, products, {
      ...{ anonymous: "Anonym", now: NOW },
    });
    expect(reviews[0]?.text).toBe(`abc ${"x".repeat(4_000)}`);
  });
});

test("all reviews leave as Judge.me takes them in, and come back the same", async () => {
  await take(FILES["judge-me"]);
  await take('product_id,rating,title,body,reviewer_name,review_date\n901,1,"=1+1",schlecht,Jo,2026-02-02\n', { name: "b.csv" });
  let text = "";
  for await (const part of reviewsCsv(database.db, shop.shopId)) text += part;
  const [head, first, second] = text.split("\r\n");
  expect(head).toBe("title,body,rating,review_date,reviewer_name,reviewer_email,product_id,product_handle,reply,state");
  expect(first).toContain('Toll,"Sehr, sehr gut.",5,2026-02-01 10:00:00 UTC,Kim,kim@example.com,900,p-900,Danke,published');
  // No spreadsheet runs what a stranger wrote.
  expect(second).toMatch(/^'=1\+1,/);
  const before = (await rowsOf(database.db, shop)).map(({ stars, text: said, author, state }) => ({
    stars,
    said,
    author,
    state,
  }));
  await removeImported(shop, "file:reviews.csv");
  await removeImported(shop, "file:b.csv");
  expect(await take(text)).toEqual({ outcome: "taken", count: 2 });
  const after = (await rowsOf(database.db, shop)).map(({ stars, text: said, author, state }) => ({ stars, said, author, state }));
  expect(after).toEqual(before);
});
