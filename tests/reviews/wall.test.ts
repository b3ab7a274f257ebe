import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { handlePhoto } from "../../app/actions/merchant/place-photo.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { decideReviews } from "../../app/reviews/moderation.server.ts";
import { reviews } from "../../app/reviews/noun.server.ts";
import { readWallHandling } from "../../app/reviews/wall/handling.ts";
import { listPhotos, type WallTab } from "../../app/reviews/wall/list.server.ts";
import { MOST_ON_WALL, readWall } from "../../app/reviews/wall/wall.server.ts";
import { permissionWords } from "../../app/reviews/wall/words.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { syncWall } from "../../app/sync/theme/reviews/photo-wall.server.ts";
import { later } from "../bonuses/stage.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { fileOf, good, openForm, openStars, paint, reviewShop, rowsOf, send, sendMessage, type Fields } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const INSTALLATION = `gid://shopify/AppInstallation/${api.shop.id + 500n}`;
let shop: Shop;
let messageId: bigint;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await reviewShop(database.db);
  messageId = await sendMessage(database.db, shop);
});

const post = (fields: Fields) => send(shop, messageId, fields);
const withPhoto = async (more: Fields = {}) => ({ ...good, photos: [fileOf(await paint({ width: 90, height: 60 }))], ...more });
const publish = async (at = later(2)) => {
  const seen = (await rowsOf(database.db, shop)).map(({ review_id, changed_at }) => ({ reviewId: review_id, seen: changed_at }));
  return pipeline.inShop(shop.shopId, (tx) => decideReviews(tx, shop, seen, { state: "published" }, "merchant:7", at));
};
const ids = async () => {
  const { rows } = await sql<{ photo: bigint; review: bigint }>`
    select photo_id as photo, review_id as review from review_photos where shop_id = ${shop.shopId} order by 1
  `.execute(database.db);
  return rows;
};
const first = async () => (await ids())[0] ?? { photo: 0n, review: 0n };
const put = async (intent: "put" | "take" = "put", of = shop) =>
  handlePhoto(of, { intent, photoId: (await first()).photo }, "merchant:7", () => later(3));
const ask = async () => handlePhoto(shop, { intent: "ask", reviewId: (await first()).review }, "merchant:7", () => later(3));
const wall = () => readWall(database.db, shop.shopId);
const listed = async (tab: WallTab, of = shop) =>
  (await listPhotos(database.db, of.shopId, tab, { limit: 10, offset: 0 })).photos;
const records = async () => {
  const { rows } = await sql<{ words: string; language: string; standing: boolean }>`
    select words, language, withdrawn_at is null as standing from review_permissions where shop_id = ${shop.shopId} order by given_at
  `.execute(database.db);
  return rows;
};
/** The photos that a form that is sent again keeps. */
const kept = async (): Promise<Fields> => Object.fromEntries((await ids()).map(({ photo }) => [`keep-${photo}`, "on"] as const));

describe("what an author agrees to", () => {
  test("is a tick that nobody has set for them, kept in the words beside it", async () => {
    const { html } = await openStars(shop, messageId, 5);
    const words = permissionWords.de(shop.name);
    expect(html).toContain(words);
    expect(html).toMatch(/<input type="checkbox" name="wall"\/?>/);
    await post(await withPhoto({ wall: "on" }));
    expect(await records()).toEqual([{ words, language: "de", standing: true }]);
    expect((await openStars(shop, messageId)).html).toMatch(/name="wall" checked=""/);
  });

  test("is nothing without the tick, without a photo, or by opening the page", async () => {
    await post({ ...good, wall: "on" });
    await openStars(shop, messageId, 5);
    await openForm(shop, 77n);
    expect(await records()).toEqual([]);
    await post(await withPhoto());
    expect(await records()).toEqual([]);
  });

  test("stays as it was given, and stays on record when it is taken back; given again, it is a record of its own", async () => {
    await post(await withPhoto({ wall: "on" }));
    await post({ ...good, ...(await kept()), wall: "on" });
    expect(await records()).toHaveLength(1);
    await publish();
    expect(await put()).toEqual({ did: "put", outcome: "done" });
    await post({ ...good, ...(await kept()) });
    expect([await wall(), (await records()).map(({ standing }) => standing)]).toEqual([[], [false]]);
    await post({ ...good, ...(await kept()), wall: "on" });
    expect((await records()).map(({ standing }) => standing)).toEqual([false, true]);
    // Nothing that somebody took off comes back by itself.
    expect(await wall()).toEqual([]);
  });

  test("is typed in vain where something else is missing, and is still there", async () => {
    const { status, html } = await post({ ...good, stars: "", wall: "on" });
    expect([status, html.includes('name="wall" checked=""')]).toEqual([400, true]);
    expect(await records()).toEqual([]);
  });

  test("goes with the review, and with its author", async () => {
    await post(await withPhoto({ wall: "on" }));
    await publish();
    await put();
    await reviews.forget(database.db, shop.shopId, { customerIds: [77n], emails: [] }, later(4));
    expect([await wall(), await records(), await ids()]).toEqual([[], [], []]);
  });
});

describe("the wall", () => {
  test("takes photos of published reviews whose authors agree, and no other", async () => {
    await post(await withPhoto());
    await publish();
    expect(await put()).toEqual({ did: "put", outcome: "changed" });
    await post({ ...good, ...(await kept()), wall: "on" });
    expect(await listed("allowed")).toMatchObject([{ author: "Kim L.", product: "Kaffee Größe L", onWall: false }]);
    expect(await put()).toEqual({ did: "put", outcome: "done" });
    expect(await wall()).toMatchObject([{ name: "Kim L.", product: "Kaffee Größe L", handle: "p-900", width: 90, height: 60 }]);
    expect([await listed("wall"), await listed("allowed"), await listed("open")].map((list) => list.length)).toEqual([1, 0, 0]);
    await put("take");
    expect([await wall(), (await listed("allowed")).length]).toEqual([[], 1]);
  });

  test("a review that waits again is not there until it is published again", async () => {
    await post(await withPhoto({ wall: "on" }));
    await publish();
    await put();
    await post({ ...good, ...(await kept()), text: "Andere Worte.", wall: "on" });
    expect(await wall()).toEqual([]);
    await publish(later(5));
    expect(await wall()).toHaveLength(1);
  });

  test("is each shop's own", async () => {
    await post(await withPhoto({ wall: "on" }));
    await publish();
    const other = await reviewShop(database.db);
    expect(await put("put", other)).toEqual({ did: "put", outcome: "changed" });
    expect(await wall()).toEqual([]);
    await put();
    expect(await put("take", other)).toEqual({ did: "take", outcome: "changed" });
    expect(await wall()).toHaveLength(1);
    expect(await listed("wall", other)).toEqual([]);
  });

  test(`shows the ${MOST_ON_WALL} that were put there last`, async () => {
    await post(await withPhoto({ wall: "on" }));
    await publish();
    await sql`
      insert into review_photos (shop_id, review_id, digest, picture, small, width, height, wall_at)
      select p.shop_id, p.review_id, 'x' || n, p.picture, p.small, p.width, p.height, ${later(1)}::timestamptz + n * interval '1 minute'
      from review_photos p, generate_series(1, ${MOST_ON_WALL + 3}) n where p.shop_id = ${shop.shopId}
    `.execute(database.db);
    const shown = (await wall()).map(({ id }) => id);
    expect([shown.length, [...shown].sort((a, b) => Number(b) - Number(a))]).toEqual([MOST_ON_WALL, shown]);
  });

  test("is told to the theme, and told again when a review is taken back", async () => {
    // Other shops' walls are due, too.
    await sql`delete from photo_walls`.execute(database.db);
    await sql`delete from shops where domain = ${api.shop.domain}`.execute(database.db);
    await sql`
      update shops set domain = ${api.shop.domain}, app_installation_gid = ${INSTALLATION} where shop_id = ${shop.shopId}
    `.execute(database.db);
    shop = { ...shop, domain: api.shop.domain };
    await giveToken(database.db, api.shop.domain, api.token);
    const told = () => JSON.parse(api.shop.metafields.get(INSTALLATION)?.get("reprise.wall")?.value ?? "null") as unknown;
    expect(await syncWall(later(9))).toBe(0);
    await post(await withPhoto({ wall: "on" }));
    await publish();
    await put();
    expect(await syncWall(later(9))).toBe(1);
    expect(told()).toMatchObject([{ name: "Kim L." }]);
    expect(await syncWall(later(9))).toBe(0);
    const seen = (await rowsOf(database.db, shop)).map(({ review_id, changed_at }) => ({
      reviewId: review_id,
      seen: changed_at,
    }));
    await pipeline.inShop(shop.shopId, (tx) => decideReviews(tx, shop, seen, { state: "waiting" }, "merchant:7", later(10)));
    expect(await syncWall(later(11))).toBe(1);
    expect(told()).toEqual([]);
  });
});

describe("asking an author", () => {
  const messages = async () => {
    const { rows } = await sql<{ template: string; purpose: string }>`
      select template, purpose from messages where shop_id = ${shop.shopId} and template = 'photo-permission'
    `.execute(database.db);
    return rows;
  };
  const fact = async () => {
    const questions = [{ customerId: 77n, about: (await first()).review }];
    return pipeline.inShop(shop.shopId, (tx, at) => factSources.photos(tx, shop.shopId, questions, at));
  };

  test("is done once, as advertising, and nothing is asked any more once they have agreed", async () => {
    await post(await withPhoto());
    await publish();
    expect(await Promise.all([ask(), ask(), ask()])).toContainEqual({ did: "ask", outcome: "done" });
    expect(await messages()).toEqual([{ template: "photo-permission", purpose: "marketing" }]);
    expect(await ask()).toEqual({ did: "ask", outcome: "changed" });
    expect(await fact()).toEqual(["wanted"]);
    await post({ ...good, ...(await kept()), wall: "on" });
    expect(await fact()).toEqual(["settled"]);
    await post({ ...good, ...(await kept()) });
    expect(await fact()).toEqual(["settled"]);
  });

  test.each([
    ["is not published", async () => post(await withPhoto())],
    ["has no photo", async () => post(good).then(() => publish())],
    [
      "has been allowed and taken back",
      async () => {
        await post(await withPhoto({ wall: "on" }));
        await post({ ...good, ...(await kept()) });
        await publish();
      },
    ],
  ])("is not possible where the review %s", async (_, prepare) => {
    await prepare();
    const [review] = await rowsOf(database.db, shop);
    const handled = await handlePhoto(shop, { intent: "ask", reviewId: review?.review_id ?? 0n }, "merchant:7", () => later(3));
    expect([handled.outcome, await messages()]).toEqual(["changed", []]);
  });
});

test.each([
  { intent: "put" },
  { intent: "put", photoId: "0" },
  { intent: "put", photoId: "1 or 1=1" },
  { intent: "ask", photoId: "1" },
  { intent: "drop", photoId: "1" },
])("a form %j is not the page's", (fields) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  expect(readWallHandling(form)).toBeNull();
});
