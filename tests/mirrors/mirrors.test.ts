import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { changeSegment } from "../../app/actions/segments/change-segment.server.ts";
import { createSegment } from "../../app/actions/segments/create-segment.server.ts";
import { duplicateSegment } from "../../app/actions/segments/duplicate-segment.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { beginReading, dropMirror, listStates, sweep, takePage } from "../../app/mirrors/mirrors.server.ts";
import { mirrorKey } from "../../app/mirrors/key.ts";
import { receive } from "../../app/pipeline/change.server.ts";
import { inTurn } from "../../app/segments/editing/store.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { setCustomerMetafield } from "../sandbox/world/metafields.ts";
import { addShop } from "../segments/support.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { email, startFlow } from "../support/flows.ts";

const database = useDatabase();
const api = await useAdminApi();
process.env["SHOPIFY_APP_URL"] = api.config.appUrl;
// Only now: they read the environment.
const { readMirrors } = await import("../../app/sync/mirrors/read.server.ts");
const { flowsWouldWait, settleMirrors, unreadIn } = await import("../../app/sync/mirrors/wanted.server.ts");

const HOUR = 3_600_000;
let now = new Date("2026-06-15T10:00:00Z");
const clock = () => now;
const GOLD = "metafields.custom.level = 'gold'";
const people = Array.from({ length: 1_100 }, (_, index) =>
  createCustomer(api.world, api.shop, { email: `m${index}@example.com`, firstName: `M${index}` }),
);
const [anna, ben, cleo] = people as [(typeof people)[number], (typeof people)[number], (typeof people)[number]];
const level = (customer: (typeof people)[number], value: string) =>
  setCustomerMetafield(api.world, api.shop, customer, { namespace: "custom", key: "level", value });

let shop: Shop;
afterAll(() => stopEngine());
beforeAll(async () => {
  await createQueues();
  shop = await installFromApi(database.db, api);
  await sql`
    insert into customers (shop_id, customer_id, source_updated_at, created_at)
    select ${shop.shopId}, id, now(), now() from unnest(${people.map(({ id }) => String(id))}::bigint[]) as t(id)
  `.execute(database.db);
  level(anna, "gold");
  level(ben, "silver");
});

let made = 0;
async function segment(query: string): Promise<number> {
  const created = await createSegment(shop, { name: `Segment ${(made += 1)}`, query }, clock);
  if (!created.ok) throw new Error(JSON.stringify(created));
  return created.segment.segmentId;
}
async function membersOf(segmentId: number): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from segment_members where shop_id = ${shop.shopId} and segment_id = ${segmentId} order by 1
  `.execute(database.db);
  return rows.map(({ customer_id }) => customer_id);
}
async function awaiting(segmentId: number): Promise<boolean> {
  const { rows } = await sql<{ awaiting: boolean }>`
    select awaiting from segments where shop_id = ${shop.shopId} and segment_id = ${segmentId}
  `.execute(database.db);
  return rows[0]?.awaiting ?? false;
}
const settle = () => inTurn(database.db, shop.shopId, (tx) => settleMirrors(tx, shop.shopId, now));
async function read(): Promise<void> {
  await readMirrors(shop, clock);
  await settle();
  await rebuildSegments(shop, clock);
}
const theirs = () => [...api.shop.segments.values()];
const idOf = (clause: string) =>
  BigInt(
    theirs()
      .find(({ query }) => query === clause)
      ?.id.split("/")
      .at(-1) ?? 0,
  );
const moved = (customerId: bigint, joined: boolean, at: Date, clause = GOLD): Fact => ({
  ...{ kind: "shopify-segment", segmentId: idOf(clause), customerId, joined, at },
});

beforeEach(async () => {
  for (const table of ["segments", "segment_members", "mirrors", "mirror_members", "flows", "flow_versions"])
    await sql`delete from ${sql.table(table)} where shop_id = ${shop.shopId}`.execute(database.db);
  api.shop.segments.clear();
  now = new Date("2026-06-15T10:00:00Z");
});

describe("what only Shopify knows", () => {
  it("is not known until it was read, whichever way it is asked, and then at once for everybody", async () => {
    const gold = await segment(GOLD);
    const others = await segment("metafields.custom.level != 'gold'");
    const either = await segment(`number_of_orders = 0 OR ${GOLD}`);
    await rebuildSegments(shop, clock);
    for (const id of [gold, others, either]) expect([await awaiting(id), await membersOf(id)]).toEqual([true, []]);

    await read();
    expect(await membersOf(gold)).toEqual([anna.id]);
    expect(await membersOf(others)).toHaveLength(people.length - 1);
    expect(await membersOf(either)).toHaveLength(people.length);
    expect(await awaiting(others)).toBe(false);
    expect(theirs()).toHaveLength(1);
    expect(api.shop.subscriptions).toEqual(expect.arrayContaining(["customer.joined_segment", "customer.left_segment"]));
  });

  it("is not known of a segment made like one that waits, either", async () => {
    const others = await segment("metafields.custom.level != 'gold'");
    const made = await duplicateSegment(shop, others, "The others again", clock);
    if (!made.ok) throw new Error(made.reason);
    expect(await awaiting(made.segment.segmentId)).toBe(true);
  });

  it("is kept where it is asked for again while its end is under way", async () => {
    const gold = await segment(GOLD);
    await read();
    const key = mirrorKey(GOLD);
    // Somebody asks for it between the look that found it unwanted and its end.
    api.shop.segments.clear();
    await dropMirror(database.db, shop.shopId, key, now);
    await settle();
    await rebuildSegments(shop, clock);
    expect([await awaiting(gold), await membersOf(gold)]).toEqual([false, [anna.id]]);
    now = new Date(now.getTime() + 25 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs().map(({ query }) => query)).toEqual([GOLD]);
    expect(await listStates(database.db, shop.shopId, [GOLD])).toMatchObject([{ problem: null, readAt: now }]);
  });

  it("is read page by page, and says how far it is", async () => {
    await segment("metafields.custom.level IS NULL");
    const clause = "metafields.custom.level IS NOT NULL";
    await readMirrors(shop, clock);
    expect(await listStates(database.db, shop.shopId, [clause])).toMatchObject([{ seen: 2, total: 2, readAt: now }]);
    const all = await segment("predicted_spend_tier != 'HIGH' AND rfm_group = 'PROSPECTS'");
    await read();
    const prospects = "rfm_group = 'PROSPECTS'";
    expect(await listStates(database.db, shop.shopId, [prospects])).toMatchObject([
      { seen: api.shop.customers.size, total: api.shop.customers.size },
    ]);
    expect(await membersOf(all)).toHaveLength(people.length);
  });

  it("moves members with Shopify's webhook, of two words the later one, whatever came first", async () => {
    const gold = await segment(GOLD);
    await read();
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    await receive(shop, [moved(ben.id, true, at(5))], clock);
    expect(await membersOf(gold)).toEqual([anna.id, ben.id]);
    await receive(shop, [moved(ben.id, false, at(9)), moved(ben.id, true, at(7))], clock);
    expect(await membersOf(gold)).toEqual([anna.id]);
    await receive(shop, [moved(ben.id, true, at(8))], clock);
    expect(await membersOf(gold)).toEqual([anna.id]);
    // Of a segment that is no mirror nothing is kept.
    await receive(shop, [{ ...moved(cleo.id, true, at(9)), segmentId: 77n } as Fact], clock);
    expect(await membersOf(gold)).toEqual([anna.id]);
  });

  it("says nothing of another shop's segment of the same number", async () => {
    const gold = await segment(GOLD);
    await read();
    const other = await addShop(database.db);
    await receive(other, [moved(ben.id, true, new Date(now.getTime() + 1_000))], clock);
    expect(await membersOf(gold)).toEqual([anna.id]);
    const { rows } = await sql`select from mirror_members where shop_id = ${other.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it("is not undone by a page that was asked for before a webhook, and what no page has is over", async () => {
    await segment(GOLD);
    await read();
    const key = mirrorKey(GOLD);
    const reading = await beginReading(database.db, shop.shopId, key, now);
    const since = now;
    now = new Date(now.getTime() + 2_000);
    await receive(shop, [moved(anna.id, false, now), moved(cleo.id, true, now)], clock);
    const page = { customerIds: [anna.id, ben.id], total: 2, cursor: null, askedAt: new Date(since.getTime() + 1_000) };
    const tx = database.db.transaction();
    expect(await tx.execute((inner) => takePage(inner, shop.shopId, { mirrorKey: key, reading }, page))).toEqual([ben.id]);
    const swept = await database.db
      .transaction()
      .execute((inner) => sweep(inner, shop.shopId, { mirrorKey: key, reading, since }));
    expect(swept).toEqual({ left: [], done: true });
    const { rows } = await sql<{ customer_id: bigint }>`
      select customer_id from mirror_members where shop_id = ${shop.shopId} and present order by 1
    `.execute(database.db);
    expect(rows.map(({ customer_id }) => customer_id)).toEqual([ben.id, cleo.id]);
  });

  it("is read again every day, and whoever is no longer in it leaves", async () => {
    const gold = await segment(GOLD);
    await read();
    level(anna, "bronze");
    level(cleo, "gold");
    await read();
    expect(await membersOf(gold)).toEqual([anna.id]);
    now = new Date(now.getTime() + 25 * HOUR);
    await readMirrors(shop, clock);
    expect(await membersOf(gold)).toEqual([cleo.id]);
    level(cleo, "");
    level(anna, "gold");
  });

  it("is asked of one segment of Shopify's for each clause, however long and alike they are", async () => {
    const long = (end: string) => `metafields.custom.level = '${"x".repeat(150)}${end}'`;
    await segment(long("a"));
    await segment(long("b"));
    await readMirrors(shop, clock);
    expect(new Set(theirs().map(({ name }) => name)).size).toBe(2);
    expect(
      theirs()
        .map(({ query }) => query)
        .sort(),
    ).toEqual([long("a"), long("b")]);
  });

  it("stays the same where Shopify writes its query down in its own way", async () => {
    await segment(GOLD);
    const set = api.shop.segments.set.bind(api.shop.segments);
    api.shop.segments.set = (id, made) => set(id, { ...made, query: made.query.replace(" = ", "=") });
    await read();
    api.shop.segments.set = set;
    now = new Date(now.getTime() + 25 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs().map(({ query }) => query)).toEqual(["metafields.custom.level='gold'"]);
  });

  it("is asked anew where a merchant has deleted that segment, or changed it; theirs stays theirs", async () => {
    const gold = await segment(GOLD);
    await read();
    const [first] = theirs();
    if (first !== undefined) first.query = "number_of_orders > 1";
    now = new Date(now.getTime() + 25 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs().map(({ query }) => query)).toEqual(["number_of_orders > 1", GOLD]);
    api.shop.segments.clear();
    now = new Date(now.getTime() + 25 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs().map(({ query }) => query)).toEqual([GOLD]);
    expect(await membersOf(gold)).toEqual([anna.id]);
  });

  it("is begun anew where its segment goes while it is being read", async () => {
    const gold = await segment(GOLD);
    await read();
    await beginReading(database.db, shop.shopId, mirrorKey(GOLD), now);
    await sql`update mirrors set due_at = ${now}, cursor = 'x' where shop_id = ${shop.shopId}`.execute(database.db);
    api.shop.segments.clear();
    await readMirrors(shop, clock);
    expect(theirs()).toEqual([]);
    now = new Date(now.getTime() + HOUR);
    await readMirrors(shop, clock);
    expect(theirs().map(({ query }) => query)).toEqual([GOLD]);
    expect(await membersOf(gold)).toEqual([anna.id]);
    expect(await listStates(database.db, shop.shopId, [GOLD])).toMatchObject([{ problem: null }]);
  });

  it("says what Shopify refuses, and asks again later", async () => {
    const unknown = await segment("metafields.custom.unheard_of = 1");
    await read();
    const state = () => listStates(database.db, shop.shopId, ["metafields.custom.unheard_of = 1"]);
    expect(await state()).toMatchObject([{ problem: "refused", readAt: null }]);
    expect((await state())[0]?.says).toContain("cannot be found");
    expect(await awaiting(unknown)).toBe(true);
    setCustomerMetafield(api.world, api.shop, ben, {
      namespace: "custom",
      key: "unheard_of",
      type: "number_integer",
      value: "1",
    });
    now = new Date(now.getTime() + 7 * HOUR);
    await read();
    expect(await membersOf(unknown)).toEqual([ben.id]);
  });

  it("goes on where it stopped when Shopify cannot be reached, and holds up nothing else meanwhile", async () => {
    const gold = await segment(GOLD);
    const granted = api.shop.installedScopes;
    api.shop.installedScopes = granted.filter((scope) => scope !== "write_customers");
    await readMirrors(shop, clock);
    expect(await listStates(database.db, shop.shopId, [GOLD])).toMatchObject([{ problem: "access", readAt: null }]);
    api.shop.installedScopes = granted;
    now = new Date(now.getTime() + HOUR);
    await read();
    expect(await membersOf(gold)).toEqual([anna.id]);
  });

  it("ends a week after nothing asks for it any more, at Shopify too; a rest of the app ends nothing", async () => {
    const gold = await segment(GOLD);
    await read();
    now = new Date(now.getTime() + 30 * 24 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs()).toHaveLength(1);
    await sql`delete from segments where shop_id = ${shop.shopId} and segment_id = ${gold}`.execute(database.db);
    now = new Date(now.getTime() + 24 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs()).toHaveLength(1);
    now = new Date(now.getTime() + 8 * 24 * HOUR);
    await readMirrors(shop, clock);
    expect(theirs()).toHaveLength(0);
    const { rows } = await sql`select from mirror_members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});

describe("a flow never takes what is not known yet for a no", () => {
  const liveFlow = (text: string) =>
    startFlow(database.db, shop, { trigger: { kind: "lapsed", days: 90 }, audience: text, steps: [email("a")] }, now);

  it("so a segment that one asks for cannot come to ask for it before it was read, and nothing typed is lost", async () => {
    const segmentId = await segment("number_of_orders > 3");
    const { rows } = await sql<{ key: string }>`select key from segments where segment_id = ${segmentId}`.execute(database.db);
    await liveFlow(`segment_member = '${rows[0]?.key ?? ""}'`);
    const query = `number_of_orders > 3 OR ${GOLD}`;
    const typed = { name: "Regulars", query, seen: 1 };
    const refused = await changeSegment(shop, segmentId, typed, clock);
    expect(refused).toMatchObject({ ok: false, reason: "invalid", errors: { query: [{ code: "awaits-shopify" }] } });
    await readMirrors(shop, clock);
    expect(await changeSegment(shop, segmentId, typed, clock)).toMatchObject({ ok: true });
    expect(await awaiting(segmentId)).toBe(false);
  });

  it("but a condition that Shopify refuses holds up no segment that has nothing to do with it", async () => {
    await liveFlow("metafields.custom.never = 1");
    const segmentId = await segment("number_of_orders > 3");
    const { rows } = await sql<{ name: string }>`select name from segments where segment_id = ${segmentId}`.execute(database.db);
    const typed = { name: rows[0]?.name ?? "", query: "number_of_orders > 4", seen: 1 };
    expect(await changeSegment(shop, segmentId, typed, clock)).toMatchObject({ ok: true });
  });

  it("and its own conditions are read because its draft asks for them", async () => {
    expect(await unreadIn(database.db, shop.shopId, [GOLD])).toEqual([GOLD]);
    await liveFlow(GOLD);
    await settle();
    await readMirrors(shop, clock);
    expect(await unreadIn(database.db, shop.shopId, [GOLD])).toEqual([]);
    expect(await flowsWouldWait(database.db, shop.shopId, new Map(), new Map())).toEqual([]);
  });
});
