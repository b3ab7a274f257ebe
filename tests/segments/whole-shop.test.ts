import { sql } from "kysely";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { followDrift, rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { receive } from "../../app/pipeline/change.server.ts";
import { loadCompiled } from "../../app/segments/compiled.server.ts";
import { findDrift } from "../../app/segments/drift.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { lockWaits, useDatabase } from "../support/database.ts";
import { addSegment, addShop, members, putCustomers } from "./support.ts";

const database = useDatabase();
beforeAll(() => createQueues());
const now = new Date("2026-06-15T10:00:00Z");

describe("a segment whose members take too long to find (language: time limit)", () => {
  const limits = { together: 1_000, alone: 2_000 };

  it("is left out and marked, keeps its members, and stops no other; it is tried again", async () => {
    const shop = await addShop(database.db);
    const slow = await addSegment(database.db, shop.shopId, "slow", "recency_score IS NULL");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 5 }]);
    await rebuildSegments(shop, () => now);
    await addSegment(database.db, shop.shopId, "buyers", "number_of_orders > 3");
    await database.db.transaction().execute(async (tx) => {
      // Whoever reads scores waits, as if there were too many of them.
      await sql`lock table customer_scores in access exclusive mode`.execute(tx);
      await rebuildSegments(shop, () => now, limits);
    });
    expect(await members(database.db, shop.shopId)).toEqual(["1:buyers", "1:slow"]);
    const marked = async () =>
      (
        await sql<{
          id: number;
        }>`select segment_id as id from segments where shop_id = ${shop.shopId} and slow_revision = revision`.execute(database.db)
      ).rows;
    expect(await marked()).toEqual([{ id: slow }]);
    await sql`insert into customer_scores (shop_id, customer_id, scored_on, recency, frequency, monetary, rfm_group, purchase_days, last_purchase_on)
      values (${shop.shopId}, 1, '2026-06-14', 5, 1, 1, 'NEW', 1, '2026-06-14')`.execute(database.db);
    await evaluate(database.db, shop, [1n], now);
    expect(await members(database.db, shop.shopId)).toEqual(["1:buyers", "1:slow"]);
    await rebuildSegments(shop, () => now);
    expect([await marked(), await members(database.db, shop.shopId)]).toEqual([[], ["1:buyers"]]);
  });
});

describe("a query that is changed while it is timed", () => {
  it("is not marked for what the one before it took", async () => {
    const shop = await addShop(database.db);
    const segmentId = await addSegment(database.db, shop.shopId, "slow", "recency_score IS NULL");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 5 }]);
    const held = Promise.withResolvers<undefined>();
    const timed = held.promise.then(() => findDrift(database.db, shop, null, now, null, { together: 200, alone: 2_000 }));
    await database.db.transaction().execute(async (tx) => {
      await sql`lock table customer_scores in access exclusive mode`.execute(tx);
      held.resolve(undefined);
      await vi.waitFor(async () => expect(await lockWaits(database.db)).toBeGreaterThan(0), { timeout: 60_000 });
      await sql`update segments set query = 'number_of_orders > 3', revision = revision + 1 where segment_id = ${segmentId}`.execute(
        database.db,
      );
      await timed;
    });
    expect((await loadCompiled(database.db, shop, now)).segments.map((segment) => segment.segmentId)).toEqual([segmentId]);
  });
});

describe("products that are tagged anew (language: catalog)", () => {
  const product = (tags: string[], minute: number, more: object = {}) => ({
    kind: "product" as const,
    product: {
      ...{
        productId: 101n,
        title: "Beans",
        handle: "beans",
        productType: null,
        vendor: "Acme",
        status: "active",
        imageUrl: null,
      },
      ...{
        tags,
        variants: [],
        published: true,
        giftCard: false,
        stock: { counted: false, noneLeft: false },
        updatedAt: new Date(now.getTime() + minute * 60_000),
      },
      ...more,
    },
  });
  const jobs = async (shopId: number) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pgboss.job where name = 'follow-catalog' and (data ->> 'shopId')::int = ${shopId}
    `.execute(database.db);
    return rows[0]?.count;
  };

  it("move who bought them by a job, one for a span however many there are, and none for stock and titles", async () => {
    const shop = await addShop(database.db);
    await addSegment(database.db, shop.shopId, "sale", "products_purchased MATCHES (tag = 'sale')");
    await addSegment(database.db, shop.shopId, "bought", "products_purchased MATCHES (id = 101)");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n }, { customer_id: 2n }]);
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
      values (${shop.shopId}, 1, '#1', 1, ${now}, ${now}, ${now}, 'paid', 'EUR', '{"lines": [{"productId": 101, "quantity": 1}]}', ${now})
    `.execute(database.db);
    await rebuildSegments(shop, () => now);
    expect(await members(database.db, shop.shopId)).toEqual(["1:bought"]);
    const silent = await addShop(database.db);
    const tell = (fact: ReturnType<typeof product>, minute = 0, of = shop) =>
      receive(of, [fact], () => new Date(now.getTime() + minute * 60_000));
    await tell(product([], 0));
    await tell(product(["sale"], 1));
    await tell(product(["sale"], 2, { title: "Coffee beans", stock: { counted: true, noneLeft: true } }), 5);
    await tell(product(["sale"], 1), 0, silent);
    expect([await jobs(shop.shopId), await jobs(silent.shopId)]).toEqual([1, 0]);
    await followDrift(shop, "catalog", () => now);
    expect(await members(database.db, shop.shopId)).toEqual(["1:bought", "1:sale"]);
  });
});

it("of 200 segments an event looks only at those that depend on it, in as many statements as for one (language: 200 segments)", async () => {
  const [few, many] = [await addShop(database.db), await addShop(database.db)];
  for (const [shop, count] of [
    [few, 1],
    [many, 199],
  ] as const) {
    await addSegment(database.db, shop.shopId, "rich", "points_balance >= 0");
    for (let at = 0; at < count; at += 1) await addSegment(database.db, shop.shopId, `s${at}`, `number_of_orders > ${at}`);
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 500 }]);
  }
  const statements = async ({ shopId, ...shop }: typeof few, happened: "points" | "consent") => {
    const texts: string[] = [];
    const counted = database.db.withPlugin({
      transformQuery: ({ node }) => {
        texts.push(JSON.stringify(node));
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    await evaluate(counted, { shopId, ...shop }, [1n], now, [happened]);
    return texts;
  };
  const [one, all] = [await statements(few, "points"), await statements(many, "points")];
  expect(all).toHaveLength(one.length);
  expect(all.join().match(/orders_count/g)).toBeNull();
  expect(await members(database.db, many.shopId)).toEqual(["1:rich"]);
  // Nobody asks for consent: the segments are read, and nothing else.
  expect(await statements(many, "consent")).toHaveLength(1);
});
