import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeBadge, archiveModule, publishModule } from "../../app/actions/merchant/publish-module.server.ts";
import { changeAchievementState } from "../../app/actions/merchant/achievement-state.server.ts";
import { removeSegment } from "../../app/actions/segments/remove-segment.server.ts";
import { nameOnCertificate, takeModule } from "../../app/actions/shopper/taking-part/take-module.server.ts";
import { findAchievement } from "../../app/achievements/achievements.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { findPass } from "../../app/learning/answers/attempts.server.ts";
import { findModule, saveModule } from "../../app/learning/modules.server.ts";
import { learning } from "../../app/learning/noun.server.ts";
import { listOpen } from "../../app/learning/shown/for-shoppers.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../../app/pipeline/change.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { people } from "../draws/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { draft, launch, NOW, question, RIGHT, tries, WRONG } from "./stage.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
const later = (days: number) => plusMs(NOW, days * DAY_MS);

async function newShop(ids: readonly bigint[] = [1n, 2n]): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await people(database.db, shop, ids);
  return shop;
}

type Asked = { number?: number; version?: number; handle?: string };

function answer(shop: Shop, customerId: bigint, form: Record<string, string>, at = NOW, asked: Asked = {}) {
  const { number = 1, version = 1, handle = "brewing" } = asked;
  return takeModule(shop, { handle, customerId, version, number, form: new Map(Object.entries(form)) }, () => at);
}

const balance = async (shop: Shop, customerId: bigint) => (await readAccount(database.db, shop, customerId, later(60))).available;
const events = async ({ shopId }: Shop) =>
  (
    await sql<{ line: string }>`
      select customer_id || ' ' || kind || ' ' || coalesce(data ->> 'passed', data ->> 'bonus', '') as line from timeline_events
      where shop_id = ${shopId} and kind in ('module.answered', 'points.bonus') order by event_id
    `.execute(database.db)
  ).rows.map(({ line }) => line);

describe("taking a module", () => {
  test("a try that fails, one that passes: points once, and both are told", async () => {
    const shop = await newShop();
    await launch(database.db, shop);
    expect(await answer(shop, 1n, WRONG)).toMatchObject({ ok: true, fresh: true, passed: false, points: 0n });
    expect(await answer(shop, 1n, RIGHT, NOW, { number: 2 })).toMatchObject({ ok: true, fresh: true, passed: true, points: 50n });
    expect(await tries(database.db, shop, 1n)).toEqual(["1 1 0/2 f", "2 1 2/2 t"]);
    expect(await events(shop)).toEqual(["1 module.answered false", "1 points.bonus module", "1 module.answered true"]);
    expect(await balance(shop, 1n)).toBe(50n);
  });

  test("the same form again is no try and brings nothing, nor does a later or a made-up one", async () => {
    const shop = await newShop();
    await launch(database.db, shop);
    await answer(shop, 1n, WRONG);
    // What was graded stays what it was, whatever is sent under its number.
    expect(await answer(shop, 1n, RIGHT)).toMatchObject({ ok: true, fresh: false, passed: false });
    expect(await answer(shop, 1n, RIGHT, NOW, { number: 9 })).toEqual({ ok: false, reason: "stale" });
    expect(await answer(shop, 1n, RIGHT, NOW, { number: 2, version: 2 })).toEqual({ ok: false, reason: "unknown" });
    await answer(shop, 1n, RIGHT, NOW, { number: 2 });
    for (const number of [2, 3, 4])
      expect(await answer(shop, 1n, RIGHT, later(1), { number })).toMatchObject({ fresh: false, passed: true });
    expect(await balance(shop, 1n)).toBe(50n);
    expect(await tries(database.db, shop, 1n)).toHaveLength(2);
  });

  test("tries at once are as many as a day has, and passing at once brings points once", async () => {
    const shop = await newShop();
    await launch(database.db, shop, draft({ tries: "2" }));
    const all = await Promise.all([1, 1, 1, 2, 2, 3, 3].map((number) => answer(shop, 1n, WRONG, NOW, { number })));
    expect(all.filter((one) => one.ok && one.fresh).length).toBeLessThanOrEqual(2);
    const passing = await Promise.all(Array.from({ length: 8 }, () => answer(shop, 2n, RIGHT)));
    expect(passing.filter((one) => one.ok && one.fresh)).toHaveLength(1);
    expect(await balance(shop, 2n)).toBe(50n);
  });

  test("so many tries a day of the shop, and none is used by what was left out", async () => {
    const shop = await newShop();
    await launch(database.db, shop, draft({ tries: "2" }));
    expect(await answer(shop, 1n, { q1: "a2" })).toEqual({ ok: false, reason: "missing", missing: ["q2"] });
    await answer(shop, 1n, WRONG);
    await answer(shop, 1n, WRONG, NOW, { number: 2 });
    expect(await answer(shop, 1n, RIGHT, NOW, { number: 3 })).toEqual({ ok: false, reason: "tries" });
    // Berlin's midnight is an hour before that of UTC.
    expect(await answer(shop, 1n, RIGHT, new Date("2026-03-02T22:59:00Z"), { number: 3 })).toEqual({
      ok: false,
      reason: "tries",
    });
    expect(await answer(shop, 1n, RIGHT, new Date("2026-03-02T23:00:00Z"), { number: 3 })).toMatchObject({ passed: true });
  });

  test("only for whom it is and the program runs, and only of this shop", async () => {
    const shop = await newShop([1n, 2n, 3n]);
    const other = await newShop([9n]);
    await sql`insert into segments (shop_id, key, name, query, position, created_at, updated_at) values (${shop.shopId}, 'few', 'Few', 'number_of_orders > 99', 0, ${NOW}, ${NOW})`.execute(
      database.db,
    );
    const { rows } = await sql<{ id: number }>`select segment_id as id from segments where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await launch(database.db, shop, draft({ audience: "segment", segmentId: String(rows[0]?.id) }));
    await launch(database.db, shop, draft(), "open");
    expect(await removeSegment(shop, rows[0]?.id ?? 0)).toMatchObject({ ok: false, uses: [{ kind: "module" }] });
    expect(await answer(shop, 1n, RIGHT)).toEqual({ ok: false, reason: "group" });
    expect(await listOpen(database.db, shop.shopId, 1n)).toMatchObject([{ handle: "open" }]);
    await sql`insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, ${rows[0]?.id}, 1, ${NOW})`.execute(
      database.db,
    );
    expect(await listOpen(database.db, shop.shopId, 1n)).toHaveLength(2);
    expect(await answer(shop, 1n, RIGHT)).toMatchObject({ passed: true });
    expect(await answer(other, 9n, RIGHT)).toEqual({ ok: false, reason: "unknown" });
    expect(await answer(shop, 9n, RIGHT)).toEqual({ ok: false, reason: "unknown" });
    await sql`
      insert into customer_exclusions (shop_id, customer_id, since, excluded_by) values (${shop.shopId}, 3, ${NOW}, 'merchant:1')
    `.execute(database.db);
    expect(await answer(shop, 3n, RIGHT, NOW, { handle: "open" })).toEqual({ ok: false, reason: "outside" });
  });

  test("whoever has begun a version goes on with it for 30 days; a form is graded by its own", async () => {
    const shop = await newShop();
    const moduleId = await launch(database.db, shop);
    await answer(shop, 1n, WRONG);
    const found = await findModule(database.db, shop.shopId, moduleId);
    // The right answers are others now.
    const next = draft({ questions: [question("q1", [1]), question("q2", [1])], points: "10" });
    await saveModule(shop.shopId, moduleId, found?.version ?? 0, { handle: "brewing", draft: next }, NOW);
    expect(await publishModule(shop, moduleId, 1, () => NOW)).toEqual({ ok: false, reason: "changed" });
    expect(await publishModule(shop, moduleId, 2, () => NOW)).toEqual({ ok: true });
    expect(await publishModule(shop, moduleId, 2, () => NOW)).toEqual({ ok: true });
    expect((await findModule(database.db, shop.shopId, moduleId))?.published).toBe(2);
    expect(await answer(shop, 1n, RIGHT, later(1), { number: 2 })).toMatchObject({ passed: true, points: 50n });
    expect(await answer(shop, 2n, { q1: "a1", q2: "a1" }, later(1), { version: 2 })).toMatchObject({ passed: true, points: 10n });
    await archiveModule(shop, moduleId, () => later(2));
    expect(await listOpen(database.db, shop.shopId, 1n)).toEqual([]);
    expect(await answer(shop, 1n, RIGHT, later(3), { number: 3 })).toMatchObject({ fresh: false, passed: true });
  });
});

test("passing moves the segment of who has, and that gives the badge, in the same change", async () => {
  const shop = await newShop();
  const moduleId = await launch(database.db, shop);
  const badge = (await makeBadge(shop, moduleId, "de", () => NOW)) ?? 0;
  expect(await makeBadge(shop, moduleId, "en", () => NOW)).not.toBe(badge);
  const { rows: segments } = await sql<{
    id: number;
    name: string;
  }>`select segment_id as id, name from segments where shop_id = ${shop.shopId}`.execute(database.db);
  expect(segments).toMatchObject([{ name: "Bestanden: Brühen" }]);
  const { version = 0 } = (await findAchievement(database.db, shop.shopId, badge)) ?? {};
  expect(await changeAchievementState(shop, badge, "active", version)).toMatchObject({ ok: true });
  // Neither is taken away while the other rests on it.
  const gone = await removeSegment(shop, segments[0]?.id ?? 0);
  expect(gone).toMatchObject({ ok: false, uses: [{ kind: "achievement" }, { kind: "achievement" }] });
  await answer(shop, 1n, WRONG);
  await answer(shop, 2n, RIGHT);
  const { rows } = await sql`
    select customer_id::int as who, state from achievement_awards where shop_id = ${shop.shopId} and achievement_id = ${badge}
  `.execute(database.db);
  expect(rows).toEqual([{ who: 2, state: "held" }]);
});

describe("people", () => {
  test("an erasure leaves nothing of tries, passes and the name", async () => {
    const shop = await newShop();
    const moduleId = await launch(database.db, shop);
    await answer(shop, 1n, RIGHT);
    expect(await nameOnCertificate(shop, { moduleId, customerId: 1n, name: "Lena Vogt" })).toBe(true);
    expect(await nameOnCertificate(shop, { moduleId, customerId: 2n, name: "Nobody" })).toBe(false);
    await learning.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, NOW);
    expect(await tries(database.db, shop, 1n)).toEqual([]);
    expect(await findPass(database.db, shop.shopId, moduleId, 1n)).toBeNull();
  });

  test("who become one have passed since the first time, and go on after the tries of both", async () => {
    const shop = await newShop();
    const moduleId = await launch(database.db, shop);
    const second = await launch(database.db, shop, draft(), "second");
    await answer(shop, 2n, RIGHT);
    await answer(shop, 1n, RIGHT, later(1));
    await answer(shop, 2n, WRONG, NOW, { handle: "second" });
    await answer(shop, 1n, WRONG, NOW, { handle: "second" });
    await pipeline.sideBySide(shop.shopId, async (tx) => learning.merge?.(tx, shop, { goneId: 2n, keptId: 1n }, later(2)));
    expect(await findPass(database.db, shop.shopId, moduleId, 1n)).toMatchObject({ passedAt: NOW });
    expect(await findPass(database.db, shop.shopId, moduleId, 2n)).toBeNull();
    expect(await tries(database.db, shop, 1n)).toHaveLength(4);
    expect(await answer(shop, 1n, RIGHT, later(3), { handle: "second", number: 3 })).toMatchObject({ fresh: true, passed: true });
    expect(await findPass(database.db, shop.shopId, second, 1n)).toMatchObject({ points: 50n });
  });
});
