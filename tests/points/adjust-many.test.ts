import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { undoAdjustment } from "../../app/actions/merchant/undo-adjustment.server.ts";
import type { Batch } from "../../app/batches/batch.ts";
import { findBatchNamed } from "../../app/batches/batches.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { parseAdjustMany } from "../../app/points/adjusting/adjust-many-form.ts";
import { adjustResultSchema, type AdjustSpec, type Target } from "../../app/points/adjusting/adjust-many.ts";
import { findTarget, previewAdjustment } from "../../app/points/adjusting/adjust-many.server.ts";
import { listAdjusted, parseEntryCursor } from "../../app/points/adjusting/run-entries.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { createDefaults as createSegments } from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { createRun, getRun, runToEnd, workByParts } from "../support/batches.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { apply, inShop } from "../support/pipeline.ts";

const database = useDatabase();
const NOW = new Date("2030-03-02T12:00:00Z");

const EVERYBODY: Target = { kind: "query", search: "", segment: null, also: [], tier: null, place: null };
let named = 0;
const wanted = (points: bigint, target: Target = EVERYBODY, affectsTier = false): AdjustSpec => ({
  ...{ target, points, reason: "Jubiläum", publicReason: null, affectsTier, key: `key-${(named += 1)}` },
});
const adjust = async (shop: Shop, spec: AdjustSpec) => {
  const run = await runToEnd(database.db, shop, "adjust-many", spec, NOW);
  expect(run).toMatchObject({ state: "done", error: null });
  return adjustResultSchema.parse(run.result);
};
const available = async (shop: Shop, customerId: bigint) => (await readAccount(database.db, shop, customerId, NOW)).available;
async function shopWith(...ids: bigint[]): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await createSegments(shop.shopId, "de", NOW);
  await addCustomers(
    database.db,
    shop.shopId,
    ids.map((id) => ({ id })),
  );
  return shop;
}

describe("adjusting many", () => {
  test("reaches everybody who is listed, on all pages of the list, once, and says who did it (merchant 23)", async () => {
    const shop = await shopWith(1n, 2n);
    await addCustomers(database.db, shop.shopId, [
      { id: 3n, deletedAt: NOW },
      { id: 4n, mergedInto: 1n },
      { id: 5n, redactedAt: NOW, email: null },
    ]);
    expect(await previewAdjustment(database.db, shop, EVERYBODY, { points: 100n }, NOW)).toMatchObject({ people: 2, short: 0 });
    expect(await adjust(shop, wanted(100n, EVERYBODY, true))).toEqual({ adjusted: 2, short: 0, shortIds: [] });
    const { rows } = await sql`
      select customer_id, points, tier_points, actor, reason, kind from ledger_entries where shop_id = ${shop.shopId} order by customer_id
    `.execute(database.db);
    const entry = { points: 100n, tier_points: 100n, actor: "merchant:7", reason: "Jubiläum", kind: "adjustment" };
    expect(rows).toEqual([
      { customer_id: 1n, ...entry },
      { customer_id: 2n, ...entry },
    ]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test("leaves out and names who has too little", async () => {
    const shop = await shopWith(1n, 2n, 3n);
    await adjust(shop, wanted(50n, { kind: "list", customerIds: ["1", "3"] }));
    const preview = await previewAdjustment(database.db, shop, EVERYBODY, { points: -50n }, NOW);
    expect(preview).toMatchObject({ people: 3, short: 1, shortPeople: [{ customerId: 2n, available: 0n }] });
    expect(await adjust(shop, wanted(-50n))).toEqual({ adjusted: 2, short: 1, shortIds: ["2"] });
    expect(await Promise.all([1n, 2n, 3n].map((id) => available(shop, id)))).toEqual([0n, 0n, 0n]);
  });

  test("means a segment as it was when it began", async () => {
    const shop = await shopWith(9n);
    const before = new Date("2030-01-01T00:00:00Z");
    await addCustomers(database.db, shop.shopId, [
      { id: 1n, orders: 5, spend: 5_000n, lastOrderAt: before, segments: ["regular"] },
      { id: 2n, orders: 5, spend: 5_000n, lastOrderAt: before, segments: ["regular"] },
    ]);
    await sql`
      update segment_members set entered_at = ${new Date("2030-03-02T13:00:00Z")} where shop_id = ${shop.shopId} and customer_id = 2
    `.execute(database.db);
    expect(await adjust(shop, wanted(10n, { ...EVERYBODY, segment: "regular" }))).toMatchObject({ adjusted: 1 });
    expect(await Promise.all([1n, 2n, 9n].map((id) => available(shop, id)))).toEqual([10n, 0n, 0n]);
  });

  test("reaches nobody of another shop", async () => {
    const [shop, other] = await Promise.all([shopWith(1n), shopWith(2n)]);
    expect(await adjust(shop, wanted(10n, { kind: "list", customerIds: ["1", "2"] }))).toMatchObject({ adjusted: 1 });
    expect(await available(other, 2n)).toBe(0n);
    const found = await findTarget(database.db, shop, {
      kind: "list",
      names: ["C1@example.com", "2", "c2@example.com", "1", "%"],
    });
    expect(found).toEqual({ target: { kind: "list", customerIds: ["1"] }, unknown: ["2", "c2@example.com", "%"] });
  });

  test("ends the same when its worker dies after each part, with rivals at its side", async () => {
    const ids = Array.from({ length: 450 }, (_, index) => BigInt(index + 1));
    const shop = await shopWith(...ids);
    const runId = await createRun(database.db, shop, "adjust-many", wanted(7n), NOW);
    expect(await workByParts(shop, runId, NOW, 3)).toBeGreaterThanOrEqual(1);
    const run = await getRun(database.db, shop, runId);
    expect([run.state, run.done, adjustResultSchema.parse(run.result).adjusted]).toEqual(["done", 450, 450]);
    const { rows } = await sql`
      select count(*)::int as entries, count(distinct customer_id)::int as people, sum(points)::int as points
      from ledger_entries where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([{ entries: 450, people: 450, points: 3_150 }]);
  });
});

test("sent again after it has ended, it is known by its name", async () => {
  const shop = await shopWith(1n);
  const spec = wanted(100n);
  expect(await findBatchNamed(database.db, shop.shopId, "adjust-many", spec.key)).toBeNull();
  await adjust(shop, spec);
  const runId = await findBatchNamed(database.db, shop.shopId, "adjust-many", spec.key);
  expect(await getRun(database.db, shop, runId ?? 0n)).toMatchObject({ state: "done" });
  const other = await shopWith(1n);
  expect(await findBatchNamed(database.db, other.shopId, "adjust-many", spec.key)).toBeNull();
});

describe("the form", () => {
  const parse = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ who: "everyone", points: "5", reason: "x", ...fields })) form.set(name, value);
    const parsed = parseAdjustMany(form);
    return parsed.ok ? parsed.input : parsed.errors;
  };
  test.each<[Record<string, string>, object]>([
    [{}, { points: 5n, reason: "x", affectsTier: false, who: EVERYBODY }],
    [
      { affectsTier: "true", points: "-1.000" },
      { points: -1_000n, affectsTier: true },
    ],
    [{ who: "segment", segment: "vip" }, { who: { ...EVERYBODY, segment: "vip" } }],
    [
      { who: "listed", listed: "q=lena&segment=vip&also=new&tier=gold&group=LOYAL&recency=4&worth=5&after=1~2" },
      {
        who: {
          ...{ kind: "query", search: "lena", segment: "vip", also: ["new"], tier: "gold" },
          place: { group: "LOYAL", cell: { recency: 4, worth: 5 } },
        },
      },
    ],
    [{ who: "listed", listed: "sort=spend" }, { people: "required" }],
    [{ who: "segment" }, { people: "required" }],
    [{ who: "list", list: "a@b.de, 12;a@b.de\n\n 13" }, { who: { kind: "list", names: ["a@b.de", "12", "13"] } }],
    [{ who: "list", list: " , " }, { people: "required" }],
    [{ who: "list", list: Array.from({ length: 2_001 }, (_, index) => index).join("\n") }, { people: "too-many" }],
    [{ who: "listed", listed: "q=anna" }, { who: { ...EVERYBODY, search: "anna" } }],
    [
      { points: "0", reason: "" },
      { points: "zero", reason: "required" },
    ],
    [
      { points: "1e3", reason: "y".repeat(201) },
      { points: "not-a-number", reason: "too-long" },
    ],
    [{ reason: "a\0b" }, { reason: "ab" }],
  ])("%j", (fields, expected) => expect(parse(fields)).toMatchObject(expected));
});

describe("taking a bulk adjustment back (merchant 14)", () => {
  beforeAll(() => createQueues());
  const undo = (shop: Shop, runId: bigint, at = NOW) => undoAdjustment(shop, { ...RUN, runId }, "Zurück", "merchant:7", at);
  const RUN = { kind: "adjust-many", state: "done", result: { adjusted: 3 } } as Batch;

  test("takes from everybody what they were given, with what it counted for the tier, and names who had spent some", async () => {
    const shop = await shopWith(1n, 2n, 3n);
    const given = await runToEnd(database.db, shop, "adjust-many", wanted(100n, EVERYBODY, true), NOW);
    const spent = wanted(-70n, { kind: "list", customerIds: ["2"] });
    await adjust(shop, spent);
    const listed = await listAdjusted(database.db, shop.shopId, given, { after: null, limit: 2 });
    expect([listed.people.map(({ customerId }) => customerId), listed.next !== null]).toEqual([[1n, 2n], true]);
    const rest = await listAdjusted(database.db, shop.shopId, given, { after: parseEntryCursor(listed.next), limit: 2 });
    expect([rest.people.map(({ customerId }) => customerId), rest.next]).toEqual([[3n], null]);

    const runId = await undo(shop, given.runId);
    expect(await undo(shop, given.runId)).toBe(runId);
    await workByParts(shop, runId ?? 0n, NOW, 2);
    const run = await getRun(database.db, shop, runId ?? 0n);
    expect(run).toMatchObject({ state: "done", result: { undone: 2, short: 1, shortIds: ["2"], points: "-230" } });
    expect(await Promise.all([1n, 2n, 3n].map((id) => available(shop, id)))).toEqual([0n, 0n, 0n]);
    const { rows } = await sql`
      select customer_id, sum(tier_points)::int as tier from ledger_entries where shop_id = ${shop.shopId} group by 1 order by 1
    `.execute(database.db);
    expect(rows.map((row) => (row as { tier: number }).tier)).toEqual([0, 70, 0]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test("of who has become another since, takes what is left of it from whom they became", async () => {
    const shop = await shopWith(1n, 2n);
    const given = await runToEnd(database.db, shop, "adjust-many", wanted(100n, { kind: "list", customerIds: ["1"] }), NOW);
    await adjust(shop, wanted(-70n, { kind: "list", customerIds: ["1"] }));
    const merged = { kind: "customers-merged", keptId: 2n, goneId: 1n, at: NOW } as const;
    await inShop(shop.shopId, (tx) => apply(tx, shop, [merged], NOW));
    const runId = (await undo(shop, given.runId)) ?? 0n;
    await workByParts(shop, runId, NOW);
    expect(await getRun(database.db, shop, runId)).toMatchObject({ result: { short: 1, points: "-30" } });
    expect(await available(shop, 2n)).toBe(0n);
  });

  test("gives back what was taken, and nothing of a run that still goes on", async () => {
    const shop = await shopWith(1n, 2n);
    await adjust(shop, wanted(100n));
    const taken = await runToEnd(database.db, shop, "adjust-many", wanted(-40n), NOW);
    expect(await undoAdjustment(shop, { ...RUN, runId: taken.runId, state: "running" }, "Zurück", "merchant:7", NOW)).toBeNull();
    const later = new Date("2030-03-09T12:00:00Z");
    const runId = (await undo(shop, taken.runId, later)) ?? 0n;
    await workByParts(shop, runId, later);
    expect(await getRun(database.db, shop, runId)).toMatchObject({ result: { undone: 2, short: 0, points: "80" } });
    expect(await Promise.all([1n, 2n].map((id) => available(shop, id)))).toEqual([100n, 100n]);
  });
});
