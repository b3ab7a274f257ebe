import { setImmediate } from "node:timers/promises";

import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { decideReviews } from "../../app/reviews/moderation.server.ts";
import { askedWords } from "../../app/reviews/asked/words.ts";
import { readPicture } from "../../app/reviews/photos/picture.server.ts";
import { LONGEST_TEXT } from "../../app/reviews/review.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, later, placed } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import {
  fileOf,
  getList,
  getPhoto,
  good,
  openForm,
  openStars,
  paint,
  reviewShop,
  rowsOf,
  send,
  sendForm,
  sendMessage,
  type Fields,
} from "./stage.ts";

const database = useDatabase();
let shop: Shop;
let messageId: bigint;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await reviewShop(database.db);
  messageId = await sendMessage(database.db, shop);
});

const rows = () => rowsOf(database.db, shop);
const post = (fields: Fields = good, way = {}) => send(shop, messageId, fields, way);
const photoIds = async () =>
  (
    await sql<{ id: string }>`select photo_id::text as id from review_photos where shop_id = ${shop.shopId} order by 1`.execute(
      database.db,
    )
  ).rows.map(({ id }) => id);
const publish = async () => {
  const seen = (await rows()).map(({ review_id, changed_at }) => ({ reviewId: review_id, seen: changed_at }));
  return pipeline.inShop(shop.shopId, (tx, at) => decideReviews(tx, shop, seen, { state: "published" }, "merchant:7", at));
};

describe("the form behind the stars of an email", () => {
  test("opening it only asks, with the clicked stars chosen; a scanner that opens every link twice changes nothing (issue 12: 3)", async () => {
    for (const stars of [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) {
      const { status, html, headers } = await openStars(shop, messageId, stars);
      expect(status).toBe(200);
      expect(html).toContain("Deine Bewertung: Kaffee Größe L");
      expect(html).toContain("Dafür gibt es Punkte, egal wie sie ausfällt.");
      expect(html.match(/checked=""/g) ?? []).toHaveLength(stars === 0 ? 0 : 1);
      if (stars > 0) expect(html).toMatch(new RegExp(`checked="" value="${stars}"|value="${stars}" checked=""`));
      expect(html).toContain('value="Kim L."');
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    expect(await rows()).toEqual([]);
  });

  test("what is sent waits, as its author wrote it; the same again changes nothing", async () => {
    const first = await post({ ...good, photos: fileOf(await paint()) });
    expect(first.status).toBe(200);
    expect(first.html).toContain("Danke für deine Bewertung!");
    // What else they bought is offered.
    expect(first.html).toContain('href="?product=901"');
    const kept = await rows();
    expect(kept).toMatchObject([
      { customer: "77", product: "900", stars: 5, title: "Toll", author: "Kim L.", state: "waiting", photos: 1 },
    ]);
    await post({ ...good, photos: fileOf(await paint()) });
    expect(await rows()).toEqual(kept);
    const { rows: told } = await sql`
      select kind, data->>'stars' as stars from timeline_events where shop_id = ${shop.shopId} and kind like 'review.%'
    `.execute(database.db);
    expect(told).toEqual([{ kind: "review.written", stars: "5" }]);
  });

  test("its author changes it: stars alone stay published, other words and photos wait again", async () => {
    await post({ ...good, photos: [fileOf(await paint()), fileOf(await paint({ color: "#24c" }))] });
    await publish();
    const [first = "", second = ""] = await photoIds();
    const keeping = { [`keep-${first}`]: "on", [`keep-${second}`]: "on" };
    await post({ ...good, ...keeping, stars: "2" });
    expect(await rows()).toMatchObject([{ stars: 2, state: "published", photos: 2 }]);
    await post({ ...good, ...keeping, stars: "2", text: "Doch nicht." });
    expect(await rows()).toMatchObject([{ text: "Doch nicht.", state: "waiting", photos: 2 }]);
    await publish();
    await post({ ...good, stars: "2", text: "Doch nicht.", [`keep-${second}`]: "on" });
    expect(await rows()).toMatchObject([{ state: "waiting", photos: 1 }]);
    expect(await photoIds()).toEqual([second]);
  });

  test("each label leads to a field of its own: no two things of the form have one name", async () => {
    const ids = [...(await openStars(shop, messageId, 4)).html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toContain("photos");
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("its author deletes it after a tick, with photos and points; twice is once (issue 11, reviews)", async () => {
    expect((await openStars(shop, messageId, 4)).html).not.toContain("Bewertung löschen");
    await post({ ...good, photos: fileOf(await paint()) });
    await publish();
    expect((await openStars(shop, messageId, 0)).html).toContain("Auch die Punkte dafür gehen verloren");
    // A program that sends whatever it finds deletes nothing.
    await post({ product: "900", remove: "on" }, { agent: "Googlebot/2.1 (+http://www.google.com/bot.html)" });
    expect(await rows()).toHaveLength(1);
    const answers = await Promise.all([1, 2].map(() => post({ product: "900", remove: "on" })));
    for (const { status, html } of answers) expect([status, html.includes("Deine Bewertung ist gelöscht")]).toEqual([200, true]);
    expect([await rows(), await photoIds()]).toEqual([[], []]);
    const { rows: told } =
      await sql`select kind from timeline_events where shop_id = ${shop.shopId} and kind like 'review.%'`.execute(database.db);
    expect(told).toEqual([]);
    const { rows: entries } = await sql`
      select points::int as points from ledger_entries where shop_id = ${shop.shopId} and rule = 'stars' order by seq
    `.execute(database.db);
    expect(entries).toEqual([{ points: 50 }, { points: -50 }]);
    const { rows: due } = await sql`select 1 from review_products where shop_id = ${shop.shopId} and product_id = 900`.execute(
      database.db,
    );
    expect(due).toHaveLength(1);
    // Written anew it may be, for nothing.
    await post();
    await publish();
    const { rows: sum } = await sql`
      select sum(points)::int as sum from ledger_entries where shop_id = ${shop.shopId} and rule = 'stars'
    `.execute(database.db);
    expect([await rows(), sum]).toMatchObject([[{ state: "published" }], [{ sum: 0 }]]);
  });

  test("what is left out is told whole, in every language", () => {
    const told = Object.values(askedWords).map(({ rules }) => rules("X"));
    for (const text of told) {
      expect(text).toMatch(/personal|persönlich|personnel|personales|personali|persoonsgegevens/);
      expect(text).toMatch(/buyer|Käufer|acheteur|comprador|acquirente|koper/);
    }
  });

  test("who asks for their data gets their photos, and nobody else's", async () => {
    await post({ ...good, photos: fileOf(await paint()) });
    const photosOf = async (customerId: bigint) => {
      const key = `export-${customerId}`;
      await apply(shop, [{ kind: "export-requested", key, customerId, email: null, at: later(1) }], later(1));
      const { rows } = await sql<{ photos: { webp_base64: string }[] }>`
        select export -> 'review_photos' as photos from privacy_requests where shop_id = ${shop.shopId} and key = ${key}
      `.execute(database.db);
      return (rows[0]?.photos ?? []).map(({ webp_base64 }) => Buffer.from(webp_base64, "base64"));
    };
    const { rows: kept } = await sql<{ picture: Buffer }>`
      select picture from review_photos where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(await photosOf(77n)).toEqual(kept.map(({ picture }) => picture));
    expect(await photosOf(78n)).toEqual([]);
  });

  test("two who send at once write one review", async () => {
    await Promise.all(
      [post(), post({ ...good, stars: "1" }), post(), post({ ...good, stars: "3" })].map((one) => one.catch(() => null)),
    );
    expect(await rows()).toHaveLength(1);
  });

  test("of a message whose reader is gone nothing is asked", async () => {
    await sql`update customers set redacted_at = now() where shop_id = ${shop.shopId} and customer_id = 77`.execute(database.db);
    expect((await openStars(shop, messageId, 3)).status).toBe(404);
    expect((await post()).status).toBe(404);
    expect(await rows()).toEqual([]);
  });
});

describe("the form for who is logged in", () => {
  const keyIn = (html: string) => /name="key" value="([\w-]+)"/.exec(html)?.[1] ?? "";

  test("asks about what they have bought, and takes it with the key of the form", async () => {
    const { html } = await openForm(shop, 77n, { product: "901", locale: "en" });
    expect(html).toContain("Your review: Tee");
    const sent = await sendForm(shop, 77n, { ...good, product: "901", key: keyIn(html) });
    expect(sent.status).toBe(200);
    expect(await rows()).toMatchObject([{ customer: "77", product: "901" }]);
  });

  test("asks about any product that they have bought, however much they bought since", async () => {
    const products = Array.from({ length: 31 }, (_, at) => 1_000n + BigInt(at));
    for (const productId of products)
      await sql`
        insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
        values (${shop.shopId}, ${productId}, 'x', ${`x-${productId}`}, 'active', '{}', '[]', ${shop.installedAt})
      `.execute(database.db);
    const lines = products.map((productId, at) => line(BigInt(at + 1), 500n, { productId }));
    await apply(shop, [placed(2n, { lines, createdAt: later(1) })]);
    const { html } = await openForm(shop, 77n, { product: "901", locale: "en" });
    expect(html).toContain("Your review: Tee");
    expect((await sendForm(shop, 77n, { ...good, product: "901", key: keyIn(html) })).status).toBe(200);
    expect(await rows()).toMatchObject([{ customer: "77", product: "901" }]);
  });

  test.each([
    ["without a key", {}],
    ["with another's key", { key: "x".repeat(43) }],
  ])("%s, as another site's page would send it, nothing is kept", async (_, more) => {
    expect((await sendForm(shop, 77n, { ...good, ...more })).status).toBe(404);
    expect(await rows()).toEqual([]);
  });

  test("nobody deletes another's review, nor without the key of the form (issue 11, reviews)", async () => {
    await apply(shop, [placed(2n, { customerId: 78n, lines: [line(1n, 1_000n, { productId: 900n })] })]);
    const { html } = await openForm(shop, 77n, { product: "900" });
    await sendForm(shop, 77n, { ...good, product: "900", key: keyIn(html) });
    const theirs = keyIn((await openForm(shop, 78n, { product: "900" })).html);
    expect(theirs).not.toBe("");
    for (const [who, key] of [
      [78n, theirs],
      [78n, keyIn(html)],
      [77n, theirs],
      [77n, ""],
    ] as const)
      await sendForm(shop, who, { product: "900", key, remove: "on" });
    expect(await rows()).toHaveLength(1);
    await sendForm(shop, 77n, { product: "900", key: keyIn(html), remove: "on" });
    expect(await rows()).toEqual([]);
  });

  test("another customer's key is worth nothing, and who has bought nothing is told so", async () => {
    const key = keyIn((await openForm(shop, 77n)).html);
    expect((await openForm(shop, 78n)).html).toContain("nothing to review");
    expect((await sendForm(shop, 78n, { ...good, key })).status).toBe(404);
    const guest = await openForm(shop, null, { locale: "de" });
    expect(guest.html).toContain("Bitte melde dich zuerst an");
    expect((await sendForm(shop, null, { ...good, key })).html).not.toContain("Thank you");
    expect(await rows()).toEqual([]);
  });
});

describe("hostile: what is typed", () => {
  test.each<[string, Fields, number]>([
    ["no stars", { ...good, stars: "" }, 400],
    ["six stars", { ...good, stars: "6" }, 400],
    ["half a star", { ...good, stars: "4.5" }, 400],
    ["stars as a list", { ...good, stars: "5,1" }, 400],
    ["no name", { ...good, author: " \u200b\u202e " }, 400],
    ["a product that they have not bought", { ...good, product: "902" }, 404],
    ["a product of no shop", { ...good, product: "999999" }, 404],
    ["no product", { ...good, product: "" }, 404],
    ["a product with SQL in it", { ...good, product: "900' or 1=1 --" }, 404],
    ["a product that is too long a number", { ...good, product: "9".repeat(40) }, 404],
    ["a filled trap", { ...good, website: "https://spam.example" }, 200],
  ])("%s keeps nothing", async (_, fields, status) => {
    expect((await post(fields)).status).toBe(status);
    expect(await rows()).toEqual([]);
  });

  test.each([
    ["a known program", { agent: "Googlebot/2.1 (+http://www.google.com/bot.html)" }, 200],
    ["a program without a name", { agent: "" }, 200],
    ["a spoilt link", { spoilt: true }, 404],
    ["another shop's link", { link: { shopId: 4_000 } }, 404],
    ["a link of a message that there is not", { link: { messageId: 999_999n } }, 404],
    ["a form that is none", { body: "stars=5&product=900&author=x", type: "application/x-www-form-urlencoded" }, 400],
    [
      "a form that breaks off",
      { body: "--x\r\nContent-Disposition: form-data; name=", type: "multipart/form-data; boundary=x" },
      400,
    ],
    ["a form without a boundary", { body: "x", type: "multipart/form-data" }, 400],
    ["JSON", { body: "{}", type: "application/json" }, 400],
  ])("%s keeps nothing", async (_, way, status) => {
    expect((await post(good, way)).status).toBe(status);
    expect(await rows()).toEqual([]);
  });

  test("another customer's review cannot be reached by whatever the form says of them", async () => {
    await post({ ...good, customer: "78", customerId: "78", review_id: "1", state: "published", order_id: "1" });
    expect(await rows()).toMatchObject([{ customer: "77", state: "waiting" }]);
  });

  test("of another's photo nothing can be kept or taken", async () => {
    const other = await reviewShop(database.db);
    await send(other, await sendMessage(database.db, other), { ...good, photos: fileOf(await paint()) });
    const { rows: theirs } = await sql<{ id: string }>`
      select photo_id::text as id from review_photos where shop_id = ${other.shopId}
    `.execute(database.db);
    await post({ ...good, [`keep-${theirs[0]?.id}`]: "on" });
    expect(await rows()).toMatchObject([{ photos: 0 }]);
    expect(await rowsOf(database.db, other)).toMatchObject([{ photos: 1 }]);
  });

  test("words are kept as text, without what nobody sees, and no longer than they may be", async () => {
    const text = `a\u0000b\u202ec\r\n\r\n\r\n\r\nd ${"x".repeat(LONGEST_TEXT)}`;
    await post({ ...good, text, title: " Zeile\n zwei\t ", author: `${"N".repeat(39)}😀` });
    const [kept] = await rows();
    expect(kept?.text.startsWith("abc\n\nd x")).toBe(true);
    expect(kept?.text).toHaveLength(LONGEST_TEXT);
    expect(kept?.title).toBe("Zeile zwei");
    expect(kept?.author).toBe("N".repeat(39));
  });

  test("markup, Liquid and JSON of an author are text wherever they are shown", async () => {
    const evil = `</script><img src=x onerror=alert(1)>{{ shop.secret }}{% raw %}"}]`;
    await post({ ...good, title: evil, text: evil, author: evil.slice(0, 40) });
    await publish();
    const again = await openStars(shop, messageId);
    const page = await getList(shop, { product: "900" });
    for (const { html } of [again, page]) {
      expect(html).not.toContain("<img src=x");
      expect(html).toContain("onerror=alert(1)");
    }
    expect(page.headers.get("content-type")).toBe("application/liquid");
    expect(page.html.replace("{{ routes.root_url | append: '/' | replace: '//', '/' }}", "")).not.toMatch(/\{[{%]/);
  });

  test("who sends again and again is asked to wait, and what was sent stays", async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 22; time += 1) statuses.push((await post({ ...good, stars: String((time % 5) + 1) })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.slice(20)).toEqual([429, 429]);
    expect(await rows()).toHaveLength(1);
  });
});

describe("hostile: what is uploaded", () => {
  const withPhoto = async (bytes: Uint8Array, name?: string, type?: string) => {
    const { status } = await post({ ...good, photos: fileOf(bytes, name, type) });
    return [status, (await rows()).map(({ photos }) => photos)];
  };
  const text = (words: string) => new TextEncoder().encode(words);

  test("where and with what a photo was taken is gone, whatever it came as", async () => {
    for (const as of ["jpeg", "png", "webp"] as const) {
      const bytes = await paint({ as });
      expect(bytes.includes("GPS-SECRET")).toBe(true);
      await post({ ...good, photos: fileOf(bytes) });
    }
    await publish();
    for (const id of await photoIds())
      for (const size of ["", "-s"]) {
        const { status, bytes, headers } = await getPhoto(shop, id + size);
        expect(status).toBe(200);
        expect(headers.get("content-type")).toBe("image/webp");
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(bytes.subarray(8, 12).toString("latin1")).toBe("WEBP");
        expect(bytes.toString("latin1")).not.toMatch(/GPS|Exif|EXIF|XMP |ICCP/);
      }
  });

  test("what hangs on a picture is not in the one that is kept", async () => {
    const polyglot = Buffer.concat([await paint(), text("<script>alert(1)</script>PK\u0003\u0004<?php ?>")]);
    expect(await withPhoto(polyglot, "../../etc/passwd.php\u0000.html", "text/html")).toEqual([200, [1]]);
    await publish();
    const [id = ""] = await photoIds();
    expect((await getPhoto(shop, id)).html).not.toMatch(/script|PK|php/);
  });

  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ["an SVG that calls itself a JPEG", () => text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")],
    ["a page that calls itself a JPEG", () => text("<!doctype html><script>alert(1)</script>")],
    ["a GIF", () => Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64")],
    ["a PDF", () => text("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj")],
    ["the first bytes of a JPEG and a page", () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), text("<script>")])],
    ["the first bytes of a PNG and nothing", () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["a WebP that is none", () => text("RIFF\u0000\u0000\u0000\u0000WEBPVP8 nothing")],
    ["half a JPEG", async () => (await paint({ width: 600, height: 600 })).subarray(0, 900)],
    [
      "a PNG that says it is a JPEG's beginning",
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), await paint({ as: "png" })]),
    ],
    ["a dot", () => paint({ width: 1, height: 1, as: "png" })],
    ["a PNG of 66 million pixels in a few kilobytes", () => paint({ width: 8_200, height: 8_100, as: "png" })],
    [
      "a PNG of 50 million pixels that are seen through, too large unpacked",
      () =>
        sharp({ create: { width: 7_200, height: 7_000, channels: 4, background: "#c428" } })
          .png()
          .toBuffer(),
    ],
    ["a file of more than 8 MB", () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(8 * 1024 * 1024)])],
    ["zeros", () => new Uint8Array(5_000)],
  ])("%s is refused in words, and the rest is not kept", async (_, bytes) => {
    const { status, html } = await post({ ...good, photos: fileOf(await bytes()) });
    expect(status).toBe(400);
    expect(html).toContain("Mindestens eines der Fotos lässt sich nicht verwenden.");
    // What was typed stands there still.
    expect(html).toContain("Schmeckt sehr gut.");
    expect(await rows()).toEqual([]);
  });

  test("a photo whose header lies of its size is not unpacked", async () => {
    const bomb = Buffer.from(await paint({ as: "png" }));
    bomb.writeUInt32BE(2_000_000_000, 16);
    expect(await withPhoto(bomb)).toEqual([400, []]);
  });

  test("whoever sends photos, one is unpacked at a time", async () => {
    const bytes = await paint({ width: 3_000, height: 2_000 });
    const seen = { done: 0 };
    let most = 0;
    const read = () => readPicture(bytes).finally(() => (seen.done += 1));
    const all = Promise.all(Array.from({ length: 4 }, read));
    while (seen.done < 4) {
      most = Math.max(most, sharp.counters().process);
      await setImmediate();
    }
    expect((await all).map((picture) => picture?.width)).toEqual([1_600, 1_600, 1_600, 1_600]);
    expect(most).toBe(1);
  });

  test("five photos are one too many; four of the same are one", async () => {
    const colors = ["#100", "#200", "#300", "#400", "#500"];
    const files = await Promise.all(colors.map(async (color) => fileOf(await paint({ color }))));
    expect((await post({ ...good, photos: files })).status).toBe(400);
    const same = fileOf(await paint());
    expect((await post({ ...good, photos: [same, same, same, same] })).status).toBe(200);
    expect(await rows()).toMatchObject([{ photos: 1 }]);
  });

  test("more than four never come together, however often it is sent", async () => {
    for (const color of ["#100", "#400", "#700", "#a00", "#d00", "#f00"]) {
      const keep = Object.fromEntries((await photoIds()).map((id) => [`keep-${id}`, "on"]));
      await post({ ...good, ...keep, photos: fileOf(await paint({ color })) });
    }
    expect(await rows()).toMatchObject([{ photos: 4 }]);
  });

  test("a form longer than 20 MB is refused without being read to its end", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const way = { body: body as unknown as BodyInit, type: "multipart/form-data; boundary=x" };
    const { status, html } = await post(good, way);
    expect(status).toBe(413);
    expect(html).toContain("Deine Fotos sind zusammen zu groß.");
    expect(pulled).toBeLessThan(30);
  });

  test("of many who send photos at once a few are taken, the others are asked to send them again", async () => {
    const photos = fileOf(await paint({ width: 3_000, height: 2_000 }));
    const many = await Promise.all(Array.from({ length: 12 }, () => post({ ...good, photos })));
    const taken = many.filter(({ status }) => status === 200);
    expect(taken.length).toBeGreaterThan(0);
    expect(many.filter(({ status }) => status !== 200).map(({ status }) => status)).toEqual(Array(12 - taken.length).fill(503));
    expect(taken.length).toBeLessThan(12);
    expect(await rows()).toMatchObject([{ photos: 1 }]);
  });

  test("a photo is only shown while its review is, and only in its shop", async () => {
    await post({ ...good, photos: fileOf(await paint()) });
    const [id = ""] = await photoIds();
    expect((await getPhoto(shop, id)).status).toBe(404);
    await publish();
    expect((await getPhoto(shop, id)).status).toBe(200);
    expect((await getPhoto(await reviewShop(database.db), id)).status).toBe(404);
    for (const odd of ["0", "-1", "1e3", `${id}-x`, "../1", "9".repeat(30), "%00", ""])
      expect((await getPhoto(shop, odd)).status).toBe(404);
    await post({ ...good, text: "Anders", [`keep-${id}`]: "on" });
    expect((await getPhoto(shop, id)).status).toBe(404);
  });
});
