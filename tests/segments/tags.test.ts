import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { tagMembers } from "../../app/actions/segments/tag-members.server.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { segments as noun } from "../../app/segments/noun.server.ts";
import { parseTag, tagsInForce, type Tagging } from "../../app/segments/tags/in-force.ts";
import { readTagState } from "../../app/segments/tags/settings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { dropDoneTags, syncSegmentTags } from "../../app/sync/customers/segment-tags.server.ts";
import { addTags, createCustomer } from "../sandbox/world/customers.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop } from "./support.ts";

const database = useDatabase();
const api = await useAdminApi();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
const NOW = new Date("2026-03-20T09:00:00Z");

beforeEach(async () => {
  for (const table of ["shops", "Session", "customers", "segments", "segment_members", "segment_tags"])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
});

let names = 0;
async function someone(shop: Shop, orders: number, tags: string[] = []): Promise<bigint> {
  names += 1;
  const created = createCustomer(api.world, api.shop, { email: `in-segment-${names}@example.com`, tags });
  await sql`insert into customers (shop_id, customer_id, created_at, tags, orders_count)
    values (${shop.shopId}, ${created.id}, ${NOW}, ${tags}::text[], ${orders})`.execute(database.db);
  await evaluate(database.db, shop, [created.id], NOW);
  return created.id;
}
async function order(shop: Shop, customerId: bigint, orders: number, at: Date): Promise<void> {
  await sql`update customers set orders_count = ${orders} where shop_id = ${shop.shopId} and customer_id = ${customerId}`.execute(
    database.db,
  );
  await evaluate(database.db, shop, [customerId], at);
}
const held = (id: bigint) => api.shop.customers.get(id)?.tags;
/** As the webhooks tell it. */
async function hearOfTags(shop: Shop, id: bigint, at: Date): Promise<void> {
  await sql`update customers set tags = ${held(id) ?? []}::text[] where shop_id = ${shop.shopId} and customer_id = ${id}`.execute(
    database.db,
  );
  await evaluate(database.db, shop, [id], at);
}
async function sync(at: Date): Promise<void> {
  for (let step = 0; step < 50 && (await syncSegmentTags(at)) > 0; step += 1);
}
async function shopWith(query: string, tag: string | null): Promise<{ shop: Shop; segmentId: number }> {
  const shop = await installFromApi(database.db, api);
  const segmentId = await addSegment(database.db, shop.shopId, "regular", query);
  if (tag !== null) expect(await tagMembers(shop, segmentId, tag)).toBeNull();
  return { shop, segmentId };
}

describe("a tag while a member", () => {
  it("comes with the segment and goes with it, and other tags stay", async () => {
    const { shop } = await shopWith("number_of_orders >= 2", "Regular");
    const id = await someone(shop, 1, ["wholesale"]);
    await sync(NOW);
    expect(held(id)).toEqual(["wholesale"]);
    await order(shop, id, 2, NOW);
    await sync(NOW);
    expect(held(id)).toEqual(["Regular", "wholesale"]);
    await hearOfTags(shop, id, NOW);
    const later = plusMs(NOW, 20 * MINUTE_MS);
    await order(shop, id, 1, later);
    await sync(later);
    expect(held(id)).toEqual(["wholesale"]);
  });

  it("that somebody else gave the customer is never taken away", async () => {
    const { shop } = await shopWith("number_of_orders >= 2", "regular");
    const id = await someone(shop, 2, ["Regular"]);
    await sync(NOW);
    const later = plusMs(NOW, 20 * MINUTE_MS);
    await order(shop, id, 1, later);
    await sync(later);
    expect(held(id)).toEqual(["Regular"]);
  });

  it("is given to everybody who is in the segment already, and taken from all when it ends or the segment does", async () => {
    const { shop, segmentId } = await shopWith("number_of_orders >= 2", null);
    const two = [await someone(shop, 2), await someone(shop, 3)];
    expect(await tagMembers(shop, segmentId, "Regular")).toBeNull();
    await rebuildSegments(shop, () => NOW);
    expect(await readTagState(database.db, shop.shopId, segmentId)).toEqual({ tag: "Regular", waiting: 2, rests: false });
    await sync(NOW);
    expect(two.map(held)).toEqual([["Regular"], ["Regular"]]);
    const later = plusMs(NOW, 20 * MINUTE_MS);
    expect(await tagMembers(shop, segmentId, null)).toBeNull();
    await rebuildSegments(shop, () => later);
    await sync(later);
    expect(two.map(held)).toEqual([[], []]);
    await tagMembers(shop, segmentId, "Regular");
    await rebuildSegments(shop, () => plusMs(later, 20 * MINUTE_MS));
    await sync(plusMs(later, 20 * MINUTE_MS));
    expect(two.map(held)).toEqual([["Regular"], ["Regular"]]);
    await sql`delete from segments where shop_id = ${shop.shopId}`.execute(database.db);
    const end = plusMs(later, 60 * MINUTE_MS);
    await rebuildSegments(shop, () => end);
    await sync(end);
    expect(two.map(held)).toEqual([[], []]);
  });

  it("stays while another segment gives the same, however it is written there", async () => {
    const { shop } = await shopWith("number_of_orders >= 2", "Good");
    const other = await addSegment(database.db, shop.shopId, "other", "number_of_orders >= 1");
    expect(await tagMembers(shop, other, "GOOD")).toBeNull();
    const id = await someone(shop, 2);
    await sync(NOW);
    expect(held(id)).toEqual(["Good"]);
    const later = plusMs(NOW, 20 * MINUTE_MS);
    await order(shop, id, 1, later);
    await sync(later);
    expect(held(id)).toEqual(["Good"]);
  });

  it("stays when it is written in another case: Shopify knows no difference, and would take away what was just given", async () => {
    const { shop, segmentId } = await shopWith("number_of_orders >= 2", "Regular");
    const id = await someone(shop, 2);
    await sync(NOW);
    await hearOfTags(shop, id, NOW);
    for (const [round, tag] of ["REGULAR", null, "regular"].entries()) {
      const at = plusMs(NOW, (round + 1) * 20 * MINUTE_MS);
      expect(await tagMembers(shop, segmentId, tag)).toBeNull();
      await rebuildSegments(shop, () => at);
      if (tag === null) continue;
      await sync(plusMs(at, 11 * MINUTE_MS));
      await hearOfTags(shop, id, plusMs(at, 11 * MINUTE_MS));
      expect(held(id)).toEqual(["Regular"]);
    }
    expect(await readTagState(database.db, shop.shopId, segmentId)).toEqual({ tag: "Regular", waiting: 0, rests: false });
  });

  it("goes on with whom the customer becomes, and is forgotten with them", async () => {
    const { shop } = await shopWith("number_of_orders >= 2", "Regular");
    const gone = await someone(shop, 2);
    const kept = await someone(shop, 0);
    await sync(NOW);
    // Shopify puts the tags of both together.
    addTags(api.world, api.shop, api.shop.customers.get(kept) ?? expect.fail(), ["Regular"]);
    await noun.merge?.(database.db, shop, { goneId: gone, keptId: kept }, NOW);
    await sync(NOW);
    expect(held(kept)).toEqual([]);
    const other = await someone(shop, 2);
    await noun.forget(database.db, shop.shopId, { customerIds: [other, kept], emails: [] }, NOW);
    expect((await sql`select from segment_tags where shop_id = ${shop.shopId}`.execute(database.db)).rows).toEqual([]);
  });

  it("is not changed twice in ten minutes, whatever segments do, and what is done is not kept", async () => {
    const { shop } = await shopWith("number_of_orders >= 2", "Regular");
    const id = await someone(shop, 2);
    await sync(NOW);
    await order(shop, id, 1, plusMs(NOW, MINUTE_MS));
    await sync(plusMs(NOW, MINUTE_MS));
    expect(held(id)).toEqual(["Regular"]);
    await sync(plusMs(NOW, 11 * MINUTE_MS));
    expect(held(id)).toEqual([]);
    await dropDoneTags(shop.shopId, plusMs(NOW, 25 * 60 * MINUTE_MS));
    expect((await sql`select from segment_tags where shop_id = ${shop.shopId}`.execute(database.db)).rows).toEqual([]);
  });
});

describe("a tag that segments ask for", () => {
  it("is refused where it would come and go with itself, through another segment, too", async () => {
    const { shop, segmentId } = await shopWith("customer_tags NOT CONTAINS 'regular'", null);
    expect(await tagMembers(shop, segmentId, "Regular")).toBe("circle");
    const asking = await addSegment(database.db, shop.shopId, "asking", "customer_tags CONTAINS 'a'");
    const giving = await addSegment(database.db, shop.shopId, "giving", "number_of_orders > 1");
    expect(await tagMembers(shop, asking, "b")).toBeNull();
    expect(await tagMembers(shop, giving, "A")).toBe("circle");
    expect(await tagMembers(shop, giving, "c")).toBeNull();
    expect(await tagMembers(await addShop(database.db), giving, "d")).toBe("gone");
  });

  it("rests when a rule that is changed later asks for it: nobody is tagged without end", async () => {
    const { shop, segmentId } = await shopWith("number_of_orders >= 2", "Regular");
    const id = await someone(shop, 2);
    await sync(NOW);
    await sql`update segments set query = 'customer_tags IS NULL' where shop_id = ${shop.shopId}`.execute(database.db);
    const later = plusMs(NOW, 20 * MINUTE_MS);
    await rebuildSegments(shop, () => later);
    expect((await readTagState(database.db, shop.shopId, segmentId))?.rests).toBe(true);
    const calls: (readonly string[] | undefined)[] = [];
    for (let round = 0; round < 6; round += 1) {
      const at = plusMs(later, round * 30 * MINUTE_MS);
      await sync(at);
      await hearOfTags(shop, id, at);
      calls.push(held(id));
    }
    expect(calls).toEqual([[], [], [], [], [], []]);
  });

  it("is found through segments that name each other, and circles among them end", () => {
    const one = (segmentId: number, query: string, tag: string | null): Tagging => ({
      segmentId,
      key: `s${segmentId}`,
      query,
      tag,
    });
    const through = [
      one(1, "segment_member = 's2'", "vip"),
      one(2, "customer_tags CONTAINS 'VIP'", null),
      one(3, "number_of_orders > 1", "other"),
    ];
    expect([...tagsInForce(through)]).toEqual([["other", [3]]]);
    const circle = [one(1, "segment_member = 's2'", "vip"), one(2, "segment_member = 's1'", null)];
    expect([...tagsInForce(circle)]).toEqual([["vip", [1]]]);
  });

  it.each([
    ["", null],
    ["  VIP ", "VIP"],
    ["a,b", null],
    ["x".repeat(41), null],
    ["a\0b", "ab"],
  ])("%j is read as %j", (typed, tag) => expect(parseTag(typed)).toBe(tag));
});
