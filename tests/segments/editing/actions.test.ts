import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { changeSegment } from "../../../app/actions/segments/change-segment.server.ts";
import { createSegment } from "../../../app/actions/segments/create-segment.server.ts";
import { duplicateSegment } from "../../../app/actions/segments/duplicate-segment.server.ts";
import { removeSegment } from "../../../app/actions/segments/remove-segment.server.ts";
import { createCampaign } from "../../../app/campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../../app/campaigns/plan.ts";
import { createFlow } from "../../../app/flows/flows.server.ts";
import { createQueues } from "../../../app/jobs/work.server.ts";
import { stopEngine } from "../../../app/queue/engine.server.ts";
import { rebuildSegments } from "../../../app/jobs/runs/segments.server.ts";
import { rewardTermsSchema } from "../../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../../app/rewards/rewards.server.ts";
import { findSegment } from "../../../app/segments/editing/store.server.ts";
import { createDefaults, listSegments } from "../../../app/segments/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { email, publishDraft, startFlow } from "../../support/flows.ts";
import { addSegment, addShop, members, putCustomers } from "../support.ts";

const database = useDatabase();
const noon = new Date("2026-06-15T10:00:00Z");
const later = new Date("2026-06-15T11:00:00Z");
const at = (instant: Date) => () => instant;
let shop: Shop;
let other: Shop;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  [shop, other] = [await addShop(database.db), await addShop(database.db)];
});

const create = (name: string, query = "number_of_orders > 1", key?: string) =>
  createSegment(shop, key === undefined ? { name, query } : { name, query, key }, at(noon));

async function made(name: string, query = "number_of_orders > 1", key?: string) {
  const created = await create(name, query, key);
  if (!created.ok) throw new Error(JSON.stringify(created));
  return created.segment;
}

async function rebuildsOf({ shopId }: Shop): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int from pgboss.job where name = 'rebuild-segments' and (data ->> 'shopId')::int = ${shopId}
  `.execute(database.db);
  return rows[0]?.count ?? 0;
}

describe("creating", () => {
  it("keeps the query as the language writes it, and a name without blanks around it; a job finds the members", async () => {
    const segment = await made(
      "  Zwei  mal ",
      "FROM customers SHOW customer_name WHERE last_order_date >= 90_days_ago ORDER BY updated_at",
    );
    expect(segment).toMatchObject({ name: "Zwei mal", query: "last_order_date >= -90d", key: "zwei-mal", revision: 1 });
    expect(await rebuildsOf(shop)).toBe(1);
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, last_order_at: noon }, { customer_id: 2n }]);
    await rebuildSegments(shop, at(noon));
    expect(await members(database.db, shop.shopId)).toEqual(["1:zwei-mal"]);
  });

  it("says everything that is wrong, and writes nothing", async () => {
    expect(await create("", "number_of_orders > 1,000")).toMatchObject({
      ok: false,
      errors: { name: "missing", query: [{ code: "number-with-comma", at: 19 }] },
    });
    expect(await create("x".repeat(81))).toMatchObject({ errors: { name: "too-long" } });
    expect(await create("\n\0 ")).toMatchObject({ errors: { name: "missing" } });
    // As typed it fits; written, each of these backslashes is two characters.
    const list = Array.from({ length: 38 }, () => `'${"\\a".repeat(120)}'`).join(", ");
    expect(await create("Lang", `loyalty_tier IN (${list})`)).toMatchObject({ errors: { query: [{ code: "too-long" }] } });
    expect(await listSegments(database.db, shop.shopId)).toEqual([]);
  });

  it("refuses a name that the shop has in any case; other shops' names are theirs", async () => {
    await made("Über 100");
    expect(await create("über 100")).toEqual({ ok: false, reason: "invalid", errors: { name: "taken" } });
    expect(await createSegment(other, { name: "ÜBER 100", query: "number_of_orders > 1" }, at(noon))).toMatchObject({ ok: true });
  });

  it("of many who create one name at once, one does; keys stay apart", async () => {
    const outcomes = await Promise.all(["Gold", "gold", "GOLD", "Gold!", "gold?"].map((name) => create(name)));
    const segments = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.segment] : []));
    expect(segments).toHaveLength(3);
    expect(segments.map(({ key }) => key).sort()).toEqual(["gold", "gold-2", "gold-3"]);
    expect((await made("金")).key).toBe("segment");
    expect((await made("Ready", "number_of_orders > 9", "at-risk")).key).toBe("at-risk");
  });

  it("stops at 200, also where many create at once", async () => {
    for (let n = 0; n < 198; n += 1) await addSegment(database.db, shop.shopId, `s${n}`, "number_of_orders > 1");
    const outcomes = await Promise.all(["a", "b", "c", "d"].map((name) => create(name)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "too-many")).toHaveLength(2);
    const first = (await listSegments(database.db, shop.shopId))[0]?.segmentId ?? 0;
    expect(await duplicateSegment(shop, first, "e", at(noon))).toEqual({ ok: false, reason: "too-many" });
  });
});

describe("changing", () => {
  it("of two who began from the same, the second is shown what the first has made of it", async () => {
    const { segmentId, revision: seen } = await made("Gold");
    const [one, two] = await Promise.all([
      changeSegment(shop, segmentId, { name: "Gold A", query: "number_of_orders > 2", seen }, at(later)),
      changeSegment(shop, segmentId, { name: "Gold B", query: "number_of_orders > 3", seen }, at(later)),
    ]);
    const [won, lost] = one.ok ? [one, two] : [two, one];
    expect(won).toMatchObject({ ok: true, segment: { revision: 2, updatedAt: later } });
    expect(lost).toEqual({ ok: false, reason: "changed", other: won.ok ? won.segment : null });
    expect(await findSegment(database.db, shop.shopId, segmentId)).toEqual(won.ok ? won.segment : null);
  });

  it("keeps its key; a new name alone rebuilds nothing", async () => {
    const { segmentId } = await made("Gold");
    const before = await rebuildsOf(shop);
    const renamed = await changeSegment(shop, segmentId, { name: "GOLD", query: "number_of_orders  >  1", seen: 1 }, at(later));
    expect(renamed).toMatchObject({ ok: true, segment: { key: "gold", name: "GOLD" } });
    expect(await rebuildsOf(shop)).toBe(before);
    await changeSegment(shop, segmentId, { name: "GOLD", query: "number_of_orders > 4", seen: 2 }, at(later));
    expect(await rebuildsOf(shop)).toBe(before + 1);
  });

  it("the four of the beginning can be changed and deleted, and do not come back", async () => {
    await createDefaults(shop.shopId, "de", noon);
    const [first, second] = await listSegments(database.db, shop.shopId);
    const changed = await changeSegment(
      shop,
      first?.segmentId ?? 0,
      { name: "Ganz neu", query: "first_order_date >= -7d", seen: 1 },
      at(later),
    );
    expect(changed).toMatchObject({ ok: true, segment: { key: "new", name: "Ganz neu" } });
    expect(await removeSegment(shop, second?.segmentId ?? 0)).toEqual({ ok: true });
    await createDefaults(shop.shopId, "de", later);
    expect((await listSegments(database.db, shop.shopId)).map(({ key, name }) => [key, name])).toEqual([
      ["new", "Ganz neu"],
      ["vip", "VIP"],
      ["at-risk", "Abwanderungsgefährdet"],
    ]);
  });

  it("another shop's segment is none", async () => {
    const { segmentId } = await made("Gold");
    const gone = { ok: false, reason: "gone" };
    expect(await changeSegment(other, segmentId, { name: "Meins", query: "number_of_orders > 1", seen: 1 }, at(later))).toEqual(
      gone,
    );
    expect(await removeSegment(other, segmentId)).toEqual(gone);
    expect(await duplicateSegment(other, segmentId, "Kopie", at(later))).toEqual(gone);
    expect(await findSegment(database.db, other.shopId, segmentId)).toBeNull();
    expect(await findSegment(database.db, shop.shopId, segmentId)).toMatchObject({ name: "Gold", revision: 1 });
  });
});

describe("duplicating", () => {
  it("takes the query, and a name that is free", async () => {
    const { segmentId, query } = await made("Gold", "number_of_orders > 7");
    const names = ["Kopie", "kopie", "x".repeat(90), "x".repeat(80), "🎁".repeat(40), "🎁".repeat(40), `${"y".repeat(79)}🎁`];
    const copies = [];
    for (const name of names) copies.push(await duplicateSegment(shop, segmentId, name, at(later)));
    expect(copies.map((copy) => copy.ok && copy.segment.name)).toEqual([
      "Kopie",
      "kopie 2",
      "x".repeat(80),
      `${"x".repeat(78)} 2`,
      "🎁".repeat(40),
      `${"🎁".repeat(39)} 2`,
      "y".repeat(79),
    ]);
    expect(copies.every((copy) => copy.ok && copy.segment.query === query && copy.segment.revision === 1)).toBe(true);
  });
});

describe("deleting", () => {
  it("takes its members with it", async () => {
    const { segmentId } = await made("Käufer", "number_of_orders > 0");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 1 }]);
    await rebuildSegments(shop, at(noon));
    expect(await members(database.db, shop.shopId)).toEqual(["1:kaufer"]);
    expect(await removeSegment(shop, segmentId)).toEqual({ ok: true });
    await rebuildSegments(shop, at(noon));
    const { rows } = await sql`select from segment_members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it("a segment that begins a flow, is a campaign's audience or has a reward of its own stays, and the answer says where it is used", async () => {
    const { segmentId } = await made("Gold");
    const trigger = { kind: "event" as const, event: "segment-entered" as const, segmentId };
    const flowId = await startFlow(database.db, shop, { trigger, steps: [email("a")] }, noon);
    const plan = { ...NO_PLAN, audience: { kind: "segment" as const, segmentId } };
    const campaignId = await createCampaign(database.db, shop.shopId, { name: "Sommer", plan }, "merchant:1", noon);
    const terms = rewardTermsSchema.parse({ kind: "free-shipping", title: { en: "For gold" }, points: 5, segmentId });
    const rewardId = await createReward(shop.shopId, terms, noon);
    expect(await removeSegment(shop, segmentId)).toEqual({
      ...{ ok: false, reason: "in-use" },
      uses: [
        { kind: "flow", flowId, name: null, preset: "win-back" },
        { kind: "campaign", campaignId, name: "Sommer" },
        { kind: "reward", rewardId, title: { en: "For gold" } },
      ],
    });
    await sql`update campaigns set state = 'finished' where shop_id = ${shop.shopId}`.execute(database.db);
    await sql`update flows set state = 'archived' where shop_id = ${shop.shopId}`.execute(database.db);
    await setRewardState(shop.shopId, rewardId, "archived", noon);
    expect(await removeSegment(shop, segmentId)).toEqual({ ok: true });
  });

  it("a flow uses it in its draft, and in an earlier version while somebody is in that", async () => {
    const { segmentId } = await made("Gold");
    const trigger = { kind: "event" as const, event: "segment-entered" as const, segmentId };
    const drafted = await createFlow(
      shop.shopId,
      { preset: null, name: "Entwurf", draft: { trigger, steps: [] } },
      "merchant:1",
      noon,
    );
    expect(await removeSegment(shop, segmentId)).toMatchObject({ uses: [{ kind: "flow", flowId: drafted, name: "Entwurf" }] });
    await sql`delete from flows where shop_id = ${shop.shopId}`.execute(database.db);

    const flowId = await startFlow(database.db, shop, { trigger, steps: [email("a")] }, noon);
    await sql`update flows set draft = ${JSON.stringify({ trigger: { kind: "lapsed", days: 90 }, steps: [email("a")] })}::jsonb, draft_revision = draft_revision + 1
      where shop_id = ${shop.shopId}`.execute(database.db);
    await publishDraft(database.db, shop, flowId, { mode: "keep" }, later);
    await sql`insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, arrived_at)
      values (${shop.shopId}, ${flowId}, 1, 1, 'x', ${noon}, 'active', ${noon})`.execute(database.db);
    expect(await removeSegment(shop, segmentId)).toMatchObject({ uses: [{ kind: "flow", flowId }] });
    await sql`update flow_runs set state = 'ended' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await removeSegment(shop, segmentId)).toEqual({ ok: true });
  });
});
