import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { stringifyJson } from "../../app/lib/json.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { rhythmOf } from "../../app/refill/rhythm.ts";
import { learnIntervals, learnWhereUnknown } from "../../app/refill/supply/intervals.server.ts";
import { keepSupplies } from "../../app/refill/supply/keep.server.ts";
import { listSupplies } from "../../app/refill/supply/list.server.ts";
import { readRecords, readTyped } from "../../app/refill/supply/typed.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
const queued = vi.hoisted(() => [] as string[]);
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string) => {
    queued.push(name);
    return Promise.resolve();
  },
}));

const database = useDatabase();
const { loader, action } = await import("../../app/routes/app.messages.refill.tsx");
const file = await import("../../app/routes/app.messages.refill.csv.ts");
const now = new Date("2027-01-11T09:00:00Z");
const ago = (days: number) => plusMs(now, -days * DAY_MS);
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  other = await stageShop(database.db, ago(400));
  await addProduct(other, 9n, "Fremd");
});
beforeEach(async () => {
  shop = await stageShop(database.db, ago(400));
  asking.shop = shop;
  queued.length = 0;
  await addProduct(shop, 1n, "Espresso", ["250 g", "1 kg"]);
  await addProduct(shop, 2n, '=cmd|"x"');
});

async function addProduct(of: Shop, productId: bigint, title: string, variants = ["Default Title"]): Promise<void> {
  const listed = variants.map((variant, at) => ({
    variantId: String(productId * 10n + BigInt(at)),
    title: variant,
    priceMinor: "1",
  }));
  await sql`
    insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
    values (${of.shopId}, ${productId}, ${title}, 'p', 'active', '{}', ${JSON.stringify(listed)}::jsonb, ${now})
  `.execute(database.db);
}

const address = "http://app.example/app/messages/refill";
const load = (query = "") => loader({ request: new Request(`${address}${query}`), params: {}, context: {} });
const view = async (query = "") => (await load(query)).page;
const post = (body: URLSearchParams | FormData) =>
  action({ request: new Request(address, { method: "POST", body }), params: {}, context: {} });
const type = (typed: Record<string, string>) => post(new URLSearchParams({ typed: JSON.stringify(typed) }));
const upload = (text: string) => {
  const form = new FormData();
  form.set("file", new File([text], "supply.csv"));
  return post(form);
};

async function said(of = shop): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select product_id || ':' || variant_id || '=' || days || ' ' || set_by as line from supplies where shop_id = ${of.shopId} order by product_id, variant_id
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

describe("the page with how long products last", () => {
  it("keeps what is typed for products and variants, and takes it away again; waits are counted anew", async () => {
    expect(await type({ "1:0": "30", "1:11": " 90 ", "2:0": "1,000" })).toEqual({ kind: "typed", saved: 3, wrong: [] });
    expect(await said()).toEqual(["1:0=30 merchant:42", "1:11=90 merchant:42", "2:0=1000 merchant:42"]);
    expect(queued).toEqual(["sync-flows", "follow-refills", "tell-supplies"]);
    const [second, first] = (await view()).products;
    expect(second).toMatchObject({ productId: 2n, days: 1000, variants: [] });
    expect(first?.variants.map(({ title, days }) => [title, days])).toEqual([
      ["250 g", null],
      ["1 kg", 90],
    ]);
    await type({ "1:11": "" });
    expect(await said()).toEqual(["1:0=30 merchant:42", "2:0=1000 merchant:42"]);
    expect(await type({ "1:0": "30" })).toMatchObject({ saved: 0 });
    expect(queued).toHaveLength(6);
  });

  it("keeps nothing where a field is wrong, and says which; nothing of another shop, nothing that is no product", async () => {
    for (const wrong of ["0", "1001", "3.5", "-1", "x", "1e3", "٣"]) {
      expect(await type({ "1:0": "30", "2:0": wrong })).toEqual({ kind: "typed", saved: 0, wrong: ["2:0"] });
    }
    expect(await said()).toEqual([]);
    expect(await type({ "9:0": "30", "1:777": "30", "'; drop table supplies; --": "1", __proto__: "1" })).toMatchObject({
      saved: 0,
    });
    expect([await said(), await said(other)]).toEqual([[], []]);
    await expect(post(new URLSearchParams({ typed: "{" }))).rejects.toMatchObject({ status: 422 });
    await expect(post(new URLSearchParams({ typed: '{"1:0":30}' }))).rejects.toMatchObject({ status: 422 });
  });

  it("finds products by their name and pages by the index; a bookmark that makes no sense opens the list", async () => {
    for (let id = 100n; id < 145n; id += 1n) await addProduct(shop, id, `Seife ${id} 50%`);
    const first = await view("?q=seife");
    expect(first.products.map(({ productId }) => productId)).toEqual(Array.from({ length: 20 }, (_, at) => 144n - BigInt(at)));
    const next = await view(`?q=seife&after=${first.next?.productId}`);
    expect([next.products[0]?.productId, next.previous?.productId]).toEqual([124n, 124n]);
    const back = await view(`?q=seife&before=${next.previous?.productId}`);
    expect(back.products.map(({ productId }) => productId)).toEqual(first.products.map(({ productId }) => productId));
    expect(back.previous).toBe(null);
    expect((await view("?q=50%25")).products).toHaveLength(20);
    expect((await view("?q=%25_%25")).products).toHaveLength(0);
    expect((await view("?after=x")).products[0]?.productId).toBe(144n);
  });

  it("is exported and imported whole: the file comes back as it went, and is no formula in a spreadsheet", async () => {
    await type({ "1:0": "30", "1:11": "90" });
    const response = await file.loader({ request: new Request(`${address}.csv`), params: {}, context: {} });
    const text = await response.text();
    expect(text.split("\r\n")).toEqual([
      "product_id,variant_id,product,variant,supply_days,learned_days,repeats",
      `'2,,"'=cmd|""x""",,,,`,
      "'1,,Espresso,,30,,",
      "'1,'10,Espresso,250 g,,,",
      "'1,'11,Espresso,1 kg,90,,",
      "",
    ]);
    expect(await upload(text)).toMatchObject({ saved: 0, lines: [], problem: null });
    expect(await upload(text.replace(",1 kg,90,", ",1 kg,,").replace(/(cmd.*?",),/, "$1,21"))).toMatchObject({ saved: 2 });
    expect(await said()).toEqual(["1:0=30 merchant:42", "2:0=21 merchant:42"]);
  });

  it("says what is wrong with a file at its line, and then keeps nothing of it", async () => {
    const lines = ["product_id;variant_id;supply_days", "1;;30", "x;;30", "9;;30", "1;777;30", "2;;0", "1;;31", "1;y;3"];
    expect(await upload(lines.join("\n"))).toMatchObject({
      saved: null,
      lines: [
        { row: 3, code: "product" },
        { row: 4, code: "product" },
        { row: 5, code: "variant" },
        { row: 6, code: "days" },
        { row: 7, code: "twice" },
        { row: 8, code: "variant" },
      ],
    });
    expect(await said()).toEqual([]);
    expect(await upload("id,days\n1,30")).toMatchObject({ saved: null, lines: [{ row: 1, code: "header" }] });
    expect(await upload("")).toMatchObject({ saved: null, missing: true });
    expect(await upload("PK\u0003\u0004")).toMatchObject({ saved: null, problem: { code: "spreadsheet" } });
  });

  it("reads nothing but what is there", () => {
    expect(readTyped({})).toEqual({ supplies: [], wrong: [] });
    expect(readRecords([])).toEqual({ supplies: [], problems: [{ row: 1, code: "header" }] });
  });

  it("does not move since when something is said by saying it again", async () => {
    const at = async () =>
      (await sql<{ since: Date }>`select since from supplies where shop_id = ${shop.shopId}`.execute(database.db)).rows[0]?.since;
    const supply = { productId: 1n, variantId: 0n, days: 30 };
    await keepSupplies(database.db, shop.shopId, [supply], "test", ago(5));
    await keepSupplies(database.db, shop.shopId, [supply], "test", ago(3));
    expect(await at()).toEqual(ago(5));
    await keepSupplies(database.db, shop.shopId, [{ ...supply, days: 31 }], "test", ago(3));
    expect(await at()).toEqual(ago(3));
  });
});

describe("what repeats tell", () => {
  let orderId = 0;
  async function buys(
    customerId: bigint,
    day: number,
    lines: [product: number, variant: number, quantity: number][],
    more = {},
  ): Promise<void> {
    const snapshot = {
      lines: lines.map(([productId, variantId, currentQuantity]) => ({
        ...{ productId, variantId, currentQuantity, giftCard: false, tip: false },
        ...more,
      })),
    };
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
      values (${shop.shopId}, ${++orderId}, '#1', ${customerId}, ${ago(day)}, ${ago(day)}, ${ago(day)}, 'paid', 'EUR', 1, ${stringifyJson(snapshot)}::jsonb, ${now})
    `.execute(database.db);
  }
  const learnedOf = async () =>
    (await listSupplies(database.db, shop.shopId, { search: "Espresso", cursor: null }, 5)).products[0];

  it("is the median of the days for each piece, with its quarters and the number of cases; by variant where one was bought alone", async () => {
    for (const id of [1n, 2n]) await stageCustomer(database.db, shop, id);
    await buys(1n, 200, [[1, 10, 1]]);
    await buys(1n, 170, [[1, 10, 2]]);
    // Two orders of one day are one purchase.
    await buys(1n, 90, [[1, 11, 1]]);
    await buys(1n, 90, [[1, 10, 1]]);
    await buys(1n, 50, [[1, 10, 1]]);
    await buys(2n, 60, [[1, 11, 1]]);
    await buys(2n, 0, [
      [1, 11, 1],
      [2, 20, 5],
    ]);
    // What comes by a plan, and what was bought once, says nothing.
    await buys(2n, 30, [[2, 20, 1]], { byPlan: true });
    await learnIntervals(database.db, shop.shopId, now);
    const gaps = [30, 80 / 2, 40 / 2, 60];
    const whole = rhythmOf(gaps);
    expect(await learnedOf()).toMatchObject({
      learned: { repeats: 4, median: whole?.median, low: whole?.low, high: whole?.high },
      variants: [{ learned: { repeats: 2, median: 35 } }, { learned: { repeats: 1, median: 60 } }],
    });
    // Again is the same, and what is no longer so goes.
    await learnIntervals(database.db, shop.shopId, now);
    expect((await learnedOf())?.learned?.repeats).toBe(4);
    await sql`update orders set cancelled_at = ${now} where shop_id = ${shop.shopId}`.execute(database.db);
    await learnIntervals(database.db, shop.shopId, now);
    expect((await learnedOf())?.learned).toBe(null);
  });

  it("is there when the page is opened before the first night: at once in a small shop, by a job in a large one (issue 9, refill)", async () => {
    const later = vi.fn(() => Promise.resolve());
    const open = () => learnWhereUnknown(database.db, shop.shopId, now, later);
    await open();
    expect(await learnedOf()).toMatchObject({ learned: null });
    await stageCustomer(database.db, shop, 1n);
    for (const ago of [60, 30]) await buys(1n, ago, [[1, 10, 1]]);
    await open();
    expect((await learnedOf())?.learned?.repeats).toBe(1);
    // What is known is the night's to renew.
    await buys(1n, 0, [[1, 10, 1]]);
    await open();
    expect((await learnedOf())?.learned?.repeats).toBe(1);
    await sql`delete from repeat_intervals where shop_id = ${shop.shopId}`.execute(database.db);
    await sql`
      insert into orders (shop_id, order_id, name, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
      select ${shop.shopId}, 900000 + n, '#', ${now}, ${now}, ${now}, 'paid', 'EUR', '{"lines": []}', ${now} from generate_series(1, 5000) n
    `.execute(database.db);
    await open();
    expect(later).toHaveBeenCalledTimes(1);
    expect((await learnedOf())?.learned).toBeNull();
  });

  it("is of purchases where quantities tell nothing of when it is bought again, and of pieces where they do", async () => {
    const purchaseDays = async () => {
      const { rows } = await sql<{ productId: bigint; days: number | null }>`
        select product_id as "productId", purchase_days as days from repeat_intervals where shop_id = ${shop.shopId} and variant_id = 0 order by product_id
      `.execute(database.db);
      return new Map(rows.map(({ productId, days }) => [productId, days]));
    };
    for (const id of [1n, 2n, 3n]) await stageCustomer(database.db, shop, id);
    // Of the first each piece lasts ten days; of the second somebody takes one, then twelve, then five, and comes back each month.
    await buys(1n, 90, [[1, 10, 3]]);
    await buys(1n, 60, [[1, 10, 5]]);
    await buys(1n, 10, [[1, 10, 1]]);
    await buys(2n, 90, [[2, 20, 1]]);
    await buys(2n, 60, [[2, 20, 12]]);
    await buys(2n, 29, [[2, 20, 5]]);
    await buys(2n, 0, [[2, 20, 1]]);
    // Who always takes two says nothing of it: then it is a matter of pieces.
    for (const day of [70, 40, 10]) await buys(3n, day, [[3, 30, 2]]);
    await learnIntervals(database.db, shop.shopId, now);
    expect([...(await purchaseDays())]).toEqual([
      [1n, null],
      [2n, 30],
      [3n, null],
    ]);
    // The page tells the days between purchases, and no days of each piece that would foretell wrongly; the file neither.
    const { products } = await listSupplies(database.db, shop.shopId, { search: "", cursor: null }, 5);
    expect(products.map(({ learned }) => learned?.purchase)).toEqual([30, null]);
    const text = await (await file.loader({ request: new Request(`${address}.csv`), params: {}, context: {} })).text();
    expect(text.split("\r\n")[1]).toMatch(/,,3$/);
    expect(text.split("\r\n")[2]).toMatch(/^'1,,Espresso,,,10,\d$/);
  });
});

it("the page says that arrival is estimated until the shop grants access to fulfillments", async () => {
  expect((await load()).estimates).toBe(true);
  await sql`update shops set scopes = scopes || ',read_fulfillments' where shop_id = ${shop.shopId}`.execute(database.db);
  expect((await load()).estimates).toBe(false);
});
