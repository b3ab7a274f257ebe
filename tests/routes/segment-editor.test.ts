import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { createCampaign } from "../../app/campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../app/campaigns/plan.ts";
import { CutOffError, askWithin } from "../../app/lib/limited.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { valueSources } from "../../app/segments/attributes/attribute.ts";
import { askSize } from "../../app/segments/editing/ask-size.server.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addSegment, addShop, putCustomers } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));

const database = useDatabase();
const create = await import("../../app/routes/app.customers.segments.new.tsx");
const edit = await import("../../app/routes/app.customers.segments.$segmentId.edit.tsx");
const count = await import("../../app/routes/app.customers.segments.count.json.ts");
const values = await import("../../app/routes/app.customers.segments.values.json.ts");
let shop: Shop;
let other: Shop;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  [shop, other] = [await addShop(database.db), await addShop(database.db)];
  for (const { shopId, installedAt } of [shop, other]) await createDefaultProgram(shopId, installedAt);
  asking.shop = shop;
});

const address = "http://app.example/app/customers/segments";
const posted = (fields: Record<string, string>, signal?: AbortSignal) =>
  new Request(address, { method: "POST", body: new URLSearchParams(fields), ...(signal === undefined ? {} : { signal }) });
const rest = { context: {} };
/** The status, and what was answered. */
async function told(work: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  const answer = await work.catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return { status: answer.status, body: await answer.text() };
  if (answer instanceof Error) throw answer;
  const wrapped = answer as { data?: unknown; init?: { status?: number } };
  return wrapped.init === undefined ? { status: 200, body: answer } : { status: wrapped.init.status ?? 200, body: wrapped.data };
}
const make = (fields: Record<string, string>) => told(create.action({ request: posted(fields), params: {}, ...rest }));
const change = (segmentId: number | string, fields: Record<string, string>) =>
  told(edit.action({ request: posted(fields), params: { segmentId: String(segmentId) }, ...rest }));
const size = (query: string, signal?: AbortSignal) =>
  told(count.action({ request: posted({ query }, signal), params: {}, ...rest }));
const valuesOf = (query: string) =>
  told(values.loader({ request: new Request(`${address}/values.json?${query}`), params: {}, ...rest }));

describe("a segment's page", () => {
  test("saves, says what is wrong beside the field, and shows what somebody else has made of it", async () => {
    expect(await make({ name: "", query: "number_of_orders >" })).toMatchObject({
      ...{ status: 422, body: { ok: false, errors: { name: "missing", query: [{ code: "expected" }] } } },
    });
    const made = await make({ name: "Zwei", query: "number_of_orders>1" });
    expect(made).toMatchObject({ status: 200, body: { ok: true } });
    const { segmentId } = made.body as { segmentId: number };
    expect(await change(segmentId, { intent: "save", name: "Drei", query: "number_of_orders > 2", seen: "1" })).toMatchObject({
      status: 200,
    });
    expect(await change(segmentId, { intent: "save", name: "Vier", query: "number_of_orders > 3", seen: "1" })).toEqual({
      ...{
        status: 409,
        body: { ok: false, reason: "changed", other: { segmentId, name: "Drei", query: "number_of_orders > 2", revision: 2 } },
      },
    });
    await sql`delete from segments where shop_id = ${shop.shopId}`.execute(database.db);
    const gone = await change(segmentId, { intent: "save", name: "Vier", query: "number_of_orders > 3", seen: "2" });
    expect(gone).toEqual({ status: 422, body: { ok: false, reason: "gone" } });
    expect(
      await change(segmentId, { intent: "save-as-new", name: "Vier", query: "number_of_orders > 3", seen: "2" }),
    ).toMatchObject({
      body: { ok: true },
    });
  });

  test("is another shop's secret", async () => {
    const theirs = await addSegment(database.db, other.shopId, "geheim", "number_of_orders > 1");
    const page = (id: string) => told(edit.loader({ request: new Request(address), params: { segmentId: id }, ...rest }));
    for (const id of [String(theirs), "0", "99999999999", "x", "-1"]) expect((await page(id)).status).toBe(404);
    expect(await change(theirs, { intent: "save", name: "Meins", query: "number_of_orders > 3", seen: "1" })).toMatchObject({
      body: { reason: "gone" },
    });
    expect(await change(theirs, { intent: "burn", name: "x", query: "x" })).toMatchObject({ status: 422 });
  });
});

describe("the count as one types", () => {
  test("tells members, shares and examples, of this shop alone", async () => {
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, email: "a@example.com", orders_count: 3, net_spend_minor: 7500n },
      { customer_id: 2n, email: "b@example.com", orders_count: 1, net_spend_minor: 2500n },
      { customer_id: 3n, orders_count: 9, net_spend_minor: 99n, deleted_at: new Date() },
      { customer_id: 4n, orders_count: 9, merged_into: 1n },
    ]);
    await putCustomers(database.db, other.shopId, [
      { customer_id: 5n, email: "c@example.com", orders_count: 7, net_spend_minor: 1n },
    ]);
    expect(await size("number_of_orders >  2")).toEqual({
      status: 200,
      body: {
        ...{ asked: "number_of_orders >  2", ok: true },
        size: {
          ...{ about: false, members: 1, customers: 2, revenue: 0.75 },
          examples: [{ customerId: 1n, firstName: null, lastName: null, email: "a@example.com" }],
        },
      },
    });
    expect(await size("number_of_orders >")).toMatchObject({ body: { ok: false, reason: "unreadable" } });
    expect(await size("number_of_orders > 2; drop table customers")).toMatchObject({ body: { ok: false, reason: "unreadable" } });
  });

  test("of a large shop, where everybody takes too long, a random part stands for all, and it says so", async () => {
    await sql`
      insert into customers (shop_id, customer_id, created_at, orders_count, net_spend_minor)
      select ${shop.shopId}, n, now(), n % 4, case when n % 4 = 3 then 300 else 100 end from generate_series(1, 30000) n
    `.execute(database.db);
    const checked = readWhole("number_of_orders = 3", askedBy([]));
    if (!checked.ok) throw new Error("unreadable");
    const asked = { shop, query: checked.query, now: new Date() };
    const whole = await askSize(database.db, { ...asked, answerMs: 60_000 });
    expect(whole).toMatchObject({ about: false, members: 7500, customers: 30000, revenue: 0.5 });
    const sampled = await askSize(database.db, { ...asked, answerMs: 1 });
    expect(sampled?.about).toBe(true);
    expect(sampled?.customers).toBe(30000);
    expect(Math.abs((sampled?.members ?? 0) - 7500)).toBeLessThan(1_500);
    expect(Math.abs((sampled?.revenue ?? 0) - 0.5)).toBeLessThan(0.1);
    expect(sampled?.examples).toHaveLength(10);
  });
});

describe("a question with a limit", () => {
  test("is ended by the database when the time is over, and may change nothing (issue 10: 2)", async () => {
    expect(await askWithin(database.db, { ms: 50 }, (tx) => sql`select pg_sleep(60)`.execute(tx))).toBeNull();
    const write = askWithin(database.db, { ms: 5_000 }, (tx) =>
      sql`delete from segments where shop_id = ${shop.shopId}`.execute(tx),
    );
    await expect(write).rejects.toThrow(/read-only/);
    const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(database.db);
    expect(rows[0]?.limit).toBe("0");
  });

  test("is ended in the database when nobody waits for it any more", async () => {
    const leaving = new AbortController();
    const asked = askWithin(database.db, { ms: 600_000, signal: leaving.signal }, async (tx) => {
      setImmediate(() => leaving.abort());
      return sql`select pg_sleep(60)`.execute(tx);
    });
    await expect(asked).rejects.toThrow(CutOffError);
    await expect(askWithin(database.db, { ms: 60_000, signal: leaving.signal }, () => Promise.resolve(1))).rejects.toThrow(
      CutOffError,
    );
    expect(await size("number_of_orders > 1", AbortSignal.abort())).toMatchObject({ body: { ok: false } });
  });
});

describe("values while one writes", () => {
  test("are the shop's own, whatever is asked for", async () => {
    for (const one of [shop, other]) {
      const mark = one === shop ? "hier" : "dort";
      await putCustomers(database.db, one.shopId, [{ customer_id: 1n, tags: [`tag-${mark}`], country_code: "DE" }]);
      await sql`update customers set province_code = ${mark} where shop_id = ${one.shopId}`.execute(database.db);
      await addSegment(database.db, one.shopId, `seg-${mark}`, "number_of_orders > 1");
      await sql`
        insert into products (shop_id, product_id, title, handle, status, vendor, tags, variants, source_updated_at)
        values (${one.shopId}, 7, ${`Ware ${mark}`}, 'ware', 'active', ${`Marke ${mark}`}, ${[`p-${mark}`]},
          ${JSON.stringify([{ variantId: "71", title: `Größe ${mark}`, sku: `SKU-${mark}` }])}::jsonb, now())
      `.execute(database.db);
      await sql`insert into flows (shop_id, name, created_at, updated_at) values (${one.shopId}, ${`Flow ${mark}`}, now(), now())`.execute(
        database.db,
      );
      await createCampaign(database.db, one.shopId, { name: `Post ${mark}`, plan: NO_PLAN }, "merchant:1", new Date());
      await sql`
        insert into customer_fields (shop_id, field_key, name, kind, position, created_at, created_by)
        values (${one.shopId}, ${`feld_${mark}`}, ${`Feld ${mark}`}, 'text', 1, now(), 'merchant:1')
      `.execute(database.db);
    }
    for (const source of valueSources) {
      for (const query of [
        `source=${source}`,
        `source=${source}&search=dort`,
        `source=${source}&value=7&value=71&value=seg-dort&value=tag-dort`,
      ]) {
        const { status, body } = await valuesOf(query);
        expect([query, status]).toEqual([query, 200]);
        expect(JSON.stringify((body as { suggestions: unknown }).suggestions)).not.toContain("dort");
      }
    }
    const found = async (query: string) =>
      ((await valuesOf(query)).body as { suggestions: { value: string; label: string }[] }).suggestions;
    expect(await found("source=products&search=WARE")).toEqual([{ value: "7", label: "Ware hier" }]);
    expect(await found("source=products&value=7")).toEqual([{ value: "7", label: "Ware hier" }]);
    expect(await found("source=variants&search=gr")).toEqual([{ value: "71", label: "Ware hier – Größe hier" }]);
    expect(await found("source=customer-tags")).toEqual([{ value: "tag-hier", label: "tag-hier" }]);
    expect(await found("source=segments&search=%25")).toEqual([]);
    expect(await found("source=own-fields&search=fel")).toEqual([{ value: "feld_hier", label: "Feld hier" }]);
    expect(await found("source=campaigns")).toMatchObject([{ label: "Post hier" }]);
    const [flow] = await found("source=flows&search=flow");
    expect(flow).toMatchObject({ label: "Flow hier" });
    expect(await found(`source=flows&value=${flow?.value}`)).toEqual([flow]);
  });

  test("are few, and what is no question is refused", async () => {
    await putCustomers(
      database.db,
      shop.shopId,
      Array.from({ length: 60 }, (_, index) => ({ customer_id: BigInt(index + 1), tags: [`t${index}`] })),
    );
    const { body } = await valuesOf("source=customer-tags");
    expect((body as { suggestions: unknown[] }).suggestions).toHaveLength(20);
    for (const query of [
      "",
      "source=passwords",
      `source=vendors&search=${"x".repeat(256)}`,
      "source=vendors&search=%00",
      "source=vendors&value=%00",
    ])
      expect((await valuesOf(query)).status).toBe(422);
  });
});
