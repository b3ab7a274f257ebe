import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { createImport, countRows, findImport, findSameContent, listImports } from "../../app/imports/imports.server.ts";
import { exportRows, listRows } from "../../app/imports/rows.server.ts";
import { countDebts } from "../../app/imports/undo.server.ts";
import type { Mode } from "../../app/imports/import.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { exportBalances } from "../../app/points/export.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as tiers from "../../app/tiers/tiers.server.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { createRun, getRun, runToEnd, workByParts } from "../support/batches.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const EVERYTHING = { points: true, tiers: true, birthdays: true };

async function shopWithTiers(): Promise<Shop> {
  const rules = { ...DEFAULT_RULES, tiers: TIER_PRESET };
  return createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
}

async function upload(shop: Shop, text: string, mode: Mode = "add", filename = "customers.csv"): Promise<number> {
  const file = { filename, bytes: new TextEncoder().encode(text), mode, wanted: EVERYTHING, actor: "merchant:7" };
  const created = await createImport(database.db, shop, file, NOW);
  if (!created.ok) throw new Error(created.problem.code);
  return created.importId;
}

const apply = (shop: Shop, importId: number) => runToEnd(database.db, shop, "import", { importId }, NOW);
const undo = (shop: Shop, importId: number, at = NOW) => runToEnd(database.db, shop, "undo-import", { importId }, at);
const available = async (shop: Shop, customerId: bigint) => (await readAccount(database.db, shop, customerId, NOW)).available;
const give = (shop: Shop, customerId: bigint, points: bigint, key: string) =>
  pipeline.inShop(shop.shopId, (tx) => adjust(tx, shop, { customerId, points, reason: "x", actor: "merchant:1", key }, NOW));
const sound = async (shop: Shop) => (await verify(database.db, shop)).discrepancies;
async function states(shop: Shop, importId: number) {
  const { rows } = await listRows(database.db, shop.shopId, importId, { state: null, after: 0, limit: 100 });
  return rows.map(({ row, state, problems }) => [row, state, ...problems.map(({ code }) => code)]);
}
async function text(lines: AsyncGenerator<string>): Promise<string> {
  let all = "";
  for await (const line of lines) all += line;
  return all;
}

describe("a file is checked", () => {
  test("against the shop's own customers, in any case, and never another shop's", async () => {
    const [shop, other] = await Promise.all([shopWithTiers(), shopWithTiers()]);
    await addCustomers(database.db, shop.shopId, [
      { id: 1n, email: "Anna@Example.com" },
      { id: 2n, email: "gone@example.com", deletedAt: NOW },
      { id: 3n, email: "old@example.com", mergedInto: 1n },
    ]);
    await addCustomers(database.db, other.shopId, [{ id: 9n, email: "stranger@example.com" }]);
    const importId = await upload(
      shop,
      "email,points\nanna@EXAMPLE.com,10\nstranger@example.com,10\nnonsense,10\ngone@example.com,1\nold@example.com,1\nANNA@example.com,5\n",
    );
    expect(await states(shop, importId)).toEqual([
      [2, "ready"],
      [3, "problem", "unknown-customer"],
      [4, "problem", "bad-email"],
      [5, "problem", "unknown-customer"],
      [6, "problem", "unknown-customer"],
      [7, "problem", "duplicate-email"],
    ]);
    expect(await countRows(database.db, shop.shopId, importId)).toMatchObject({ ready: 1, problems: 5, applied: 0, points: 10n });
    expect(await findImport(database.db, other.shopId, importId)).toBeNull();
    expect(await listImports(database.db, other.shopId, { limit: 5, before: null })).toEqual([]);
    expect((await listRows(database.db, other.shopId, importId, { state: null, after: 0, limit: 9 })).rows).toEqual([]);
    expect(await listImports(database.db, shop.shopId, { limit: 5, before: null })).toMatchObject([
      { importId, ready: 1, problems: 5, applied: 0, undone: 0, state: "checked", source: "plain" },
    ]);
    expect(await available(shop, 1n)).toBe(0n);
  });

  test("and pages through its rows both ways", async () => {
    const shop = await shopWithTiers();
    const importId = await upload(
      shop,
      `email,points\n${Array.from({ length: 25 }, (_, index) => `p${index}@example.com,1\n`).join("")}`,
    );
    const page = (after: number) => listRows(database.db, shop.shopId, importId, { state: null, after, limit: 10 });
    const [one, two, three] = await Promise.all([page(0), page(11), page(21)]);
    expect([one.previous, one.next, two.previous, two.next, three.previous, three.next]).toEqual([null, 11, 0, 21, 11, null]);
    expect(three.rows.map(({ row }) => row)).toEqual([22, 23, 24, 25, 26]);
  });

  test("and its report is safe to open in a spreadsheet", async () => {
    const shop = await shopWithTiers();
    const importId = await upload(shop, 'email,points\n=cmd|calc,"=1+1"\n');
    const report = await text(exportRows(database.db, shop.shopId, importId));
    expect(report).toContain("bad-email bad-points");
    expect(report).toContain("'=cmd|calc");
  });
});

describe("an import", () => {
  test("adds points that can be spent at once and count for no tier", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }]);
    await give(shop, 1n, 50n, "before");
    const importId = await upload(shop, "email,points\nc1@example.com,1.000\nc2@example.com,0\nbroken,1\n");
    const run = await apply(shop, importId);
    expect(run).toMatchObject({ state: "done", done: 2 });
    expect([await available(shop, 1n), await available(shop, 2n)]).toEqual([1_050n, 0n]);
    const { rows } = await sql`
      select key, kind, points, tier_points, actor from ledger_entries where shop_id = ${shop.shopId} and kind = 'import'
    `.execute(database.db);
    expect(rows).toEqual([{ key: `import:${importId}:2`, kind: "import", points: 1_000n, tier_points: 0n, actor: "merchant:7" }]);
    expect(await states(shop, importId)).toEqual([
      [2, "applied"],
      [3, "applied"],
      [4, "problem", "bad-email"],
    ]);
    expect(await findImport(database.db, shop.shopId, importId)).toMatchObject({ state: "done", appliedAt: NOW });
    expect(await sound(shop)).toEqual([]);
  });

  test("sets balances, up and down", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }, { id: 3n }]);
    await give(shop, 1n, 500n, "a");
    await give(shop, 2n, 80n, "b");
    const importId = await upload(shop, "email,points\nc1@example.com,120\nc2@example.com,80\nc3@example.com,7\n", "set");
    await apply(shop, importId);
    expect(await Promise.all([1n, 2n, 3n].map((id) => available(shop, id)))).toEqual([120n, 80n, 7n]);
    await undo(shop, importId);
    expect(await Promise.all([1n, 2n, 3n].map((id) => available(shop, id)))).toEqual([500n, 80n, 0n]);
    // The merchant's timeline says which it was (merchant 31).
    const { rows } = await sql<{ points: string; undone: boolean | null }>`
      select data ->> 'points' as points, (data ->> 'undone')::boolean as undone from timeline_events
      where shop_id = ${shop.shopId} and kind = 'points.imported' order by event_id
    `.execute(database.db);
    expect(rows.map(({ points, undone }) => [points, undone])).toEqual([
      ["-380", null],
      ["7", null],
      ["380", true],
      ["-7", true],
    ]);
    expect(await sound(shop)).toEqual([]);
  });

  test("brings tiers and birthdays, and undo puts back what is still as it set it", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }, { id: 3n }]);
    const file = "email,tier,birthday\nc1@example.com,Gold,27.05.1990\nc2@example.com,Silber,01-02\nc3@example.com,gold,03-04\n";
    const importId = await upload(shop, file);
    await apply(shop, importId);
    const members = async () =>
      (
        await sql<{ tier: string | null; birthday: string | null }>`
          select tier, floor_tier as floor, birthday_month || '-' || birthday_day as birthday from members where shop_id = ${shop.shopId} order by customer_id
        `.execute(database.db)
      ).rows;
    expect(await members()).toEqual([
      { tier: "gold", floor: "gold", birthday: "5-27" },
      { tier: "silver", floor: "silver", birthday: "1-2" },
      { tier: "gold", floor: "gold", birthday: "3-4" },
    ]);
    await pipeline.inShop(shop.shopId, (tx) =>
      tiers.grant(tx, shop, { customerId: 3n, tier: "silver", until: null, actor: "merchant:1", reason: "granted" }, NOW),
    );
    await undo(shop, importId);
    expect(await members()).toEqual([
      { tier: "bronze", floor: null, birthday: null },
      { tier: "bronze", floor: null, birthday: null },
      // A lower tier that is granted instead holds at once (program state 1).
      { tier: "silver", floor: "silver", birthday: null },
    ]);
  });

  test("ends the same when its worker dies after each part, with rivals at its side", async () => {
    const shop = await shopWithTiers();
    const many = Array.from({ length: 1_000 }, (_, index) => ({ id: BigInt(index + 1) }));
    await addCustomers(database.db, shop.shopId, many);
    const importId = await upload(shop, `email,points\n${many.map(({ id }) => `c${id}@example.com,${id}\n`).join("")}`);
    const runId = await createRun(database.db, shop, "import", { importId }, NOW, 1_000);
    await workByParts(shop, runId, NOW, 3);
    expect(await getRun(database.db, shop, runId)).toMatchObject({ state: "done", done: 1_000 });
    const totals = async () =>
      (
        await sql<{ points: bigint; entries: number }>`
          select coalesce(sum(points), 0)::bigint as points, count(*)::int as entries from ledger_entries where shop_id = ${shop.shopId}
        `.execute(database.db)
      ).rows[0];
    expect(await totals()).toEqual({ points: 500_500n, entries: 1_000 });
    const undoId = await createRun(database.db, shop, "undo-import", { importId }, NOW, 1_000);
    await workByParts(shop, undoId, NOW, 3);
    expect(await totals()).toEqual({ points: 0n, entries: 2_000 });
    expect(await sound(shop)).toEqual([]);
    expect((await findImport(database.db, shop.shopId, importId))?.state).toBe("undone");
  });

  test("leaves who was deleted meanwhile, and follows who was merged", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }, { id: 3n }]);
    const importId = await upload(shop, "email,points\nc1@example.com,10\nc2@example.com,20\n");
    await sql`update customers set deleted_at = ${NOW} where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    await sql`update customers set merged_into = 3 where shop_id = ${shop.shopId} and customer_id = 2`.execute(database.db);
    await apply(shop, importId);
    expect(await states(shop, importId)).toEqual([
      [2, "problem", "gone"],
      [3, "applied"],
    ]);
    expect([await available(shop, 1n), await available(shop, 3n)]).toEqual([0n, 20n]);
    await undo(shop, importId);
    expect(await available(shop, 3n)).toBe(0n);
  });

  test("undone after points were spent leaves a debt, which is counted before", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }]);
    const importId = await upload(shop, "email,points\nc1@example.com,100\nc2@example.com,100\n");
    await apply(shop, importId);
    await give(shop, 1n, -30n, "spent");
    expect(await countDebts(database.db, shop.shopId, importId)).toBe(1);
    await undo(shop, importId);
    expect([await available(shop, 1n), await available(shop, 2n)]).toEqual([-30n, 0n]);
  });

  test("of the same content is noticed until the first is undone", async () => {
    const shop = await shopWithTiers();
    const other = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }]);
    const file = "email,points\nc1@example.com,100\n";
    const first = await upload(shop, file);
    const second = await upload(shop, file, "add", "again.csv");
    const same = async () => (await findSameContent(database.db, shop.shopId, second))?.importId ?? null;
    expect(await same()).toBeNull();
    await apply(shop, first);
    expect(await same()).toBe(first);
    expect(await findSameContent(database.db, other.shopId, await upload(other, file))).toBeNull();
    await undo(shop, first);
    expect(await same()).toBeNull();
  });
});

describe("of two imports that set one person's tier and birthday", () => {
  const first = "email,tier,birthday\nc1@example.com,Silber,01-02\n";
  const second = "email,tier,birthday\nc1@example.com,Gold,03-04\n";
  const same = "email,tier,birthday,points\nc1@example.com,Silber,01-02,1\n";
  const profile = async (shop: Shop, customerId = 1n) =>
    (
      await sql<{ floor: string | null; birthday: string | null }>`
        select floor_tier as floor, birthday_month || '-' || birthday_day as birthday from members
        where shop_id = ${shop.shopId} and customer_id = ${customerId}
      `.execute(database.db)
    ).rows[0];
  const silver = { floor: "silver", birthday: "1-2" };
  const gold = { floor: "gold", birthday: "3-4" };
  const nothing = { floor: null, birthday: null };

  test.each([
    { name: "the older first", files: [first, second], undone: [0, 1], seen: [gold, nothing] },
    { name: "the newer first", files: [first, second], undone: [1, 0], seen: [silver, nothing] },
    { name: "the older first, that said the same", files: [first, same], undone: [0, 1], seen: [silver, nothing] },
    { name: "the newer first, that said the same", files: [first, same], undone: [1, 0], seen: [silver, nothing] },
    { name: "the middle one of three", files: [first, second, same], undone: [1, 2, 0], seen: [silver, silver, nothing] },
    {
      name: "the first of three, then the last",
      files: [second, first, second + "\n"],
      undone: [0, 2, 1],
      seen: [gold, silver, nothing],
    },
  ])("undoing $name ends with what remains", async ({ files, undone, seen }) => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }]);
    const imports: number[] = [];
    // Read in one order and applied in the other: what was applied last holds.
    for (const file of files.toReversed()) imports.unshift(await upload(shop, file));
    for (const importId of imports) await apply(shop, importId);
    const found = [];
    for (const place of undone) {
      await undo(shop, imports[place] ?? expect.fail());
      found.push(await profile(shop));
    }
    expect(found).toEqual(seen);
  });

  test("somebody's own wish in between stays, and so does what a merged customer had", async () => {
    const shop = await shopWithTiers();
    await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n, email: "c2@example.com" }]);
    const older = await upload(shop, first);
    await apply(shop, older);
    await pipeline.inShop(shop.shopId, (tx) =>
      tiers.grant(tx, shop, { customerId: 1n, tier: "gold", until: null, actor: "merchant:1", reason: "granted" }, NOW),
    );
    const newer = await upload(shop, "email,tier\nc1@example.com,bronze\n");
    await apply(shop, newer);
    await undo(shop, older);
    expect(await profile(shop)).toEqual({ floor: "bronze", birthday: null });
    await undo(shop, newer);
    expect(await profile(shop)).toEqual({ floor: "gold", birthday: null });

    const ofGone = await upload(shop, "email,tier\nc2@example.com,silver\n");
    await apply(shop, ofGone);
    await sql`update customers set merged_into = 1 where shop_id = ${shop.shopId} and customer_id = 2`.execute(database.db);
    await undo(shop, ofGone);
    expect(await profile(shop)).toEqual({ floor: "gold", birthday: null });
  });
});

test("nothing of who was erased is left in imports, and undo still takes back the points", async () => {
  const shop = await shopWithTiers();
  await addCustomers(database.db, shop.shopId, [{ id: 1n, email: "Mia@example.com" }]);
  const text = "email,points,birthday\nmia@example.com,70,05-27\nMIA@example.com,1,\nother@example.com,1,\n";
  const importId = await upload(shop, text);
  await apply(shop, importId);
  const erasure = { kind: "customer-redacted" as const, customerId: 1n, email: "Mia@example.com", key: "erase", at: NOW };
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [erasure], NOW));
  const { rows } = await sql<{ all: string }>`
    select string_agg(to_jsonb(r)::text, ' ') as all from import_rows r where shop_id = ${shop.shopId}
  `.execute(database.db);
  expect(rows[0]?.all).not.toMatch(/mia|05-27/i);
  expect(rows[0]?.all).toContain("other@example.com");
  await undo(shop, importId);
  const { rows: left } = await sql<{ points: bigint }>`
    select sum(points)::bigint as points from ledger_entries where shop_id = ${shop.shopId}
  `.execute(database.db);
  expect(left[0]?.points).toBe(0n);
});

test("what is exported can be imported into another shop", async () => {
  const [from, to] = await Promise.all([shopWithTiers(), shopWithTiers()]);
  await addCustomers(database.db, from.shopId, [{ id: 1n, firstName: "=Anna" }, { id: 2n }]);
  await addCustomers(database.db, to.shopId, [
    { id: 11n, email: "c1@example.com" },
    { id: 12n, email: "c2@example.com" },
  ]);
  await apply(from, await upload(from, "email,points,tier,birthday\nc1@example.com,1234,gold,02-29\nc2@example.com,5,,\n"));
  const file = await text(exportBalances(database.db, from, NOW));
  expect(file).toContain("'=Anna");
  await apply(to, await upload(to, file));
  expect([await available(to, 11n), await available(to, 12n)]).toEqual([1_234n, 5n]);
  const { rows } = await sql`select tier, birthday_day from members where shop_id = ${to.shopId} and customer_id = 11`.execute(
    database.db,
  );
  expect(rows).toEqual([{ tier: "gold", birthday_day: 29 }]);
});
