import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { createDefaults, listSegments } from "../../app/segments/segments.server.ts";
import { readRewardUsage } from "../../app/insights/redemptions/reward-usage.server.ts";
import { createDefaultRewards, listRewards } from "../../app/rewards/rewards.server.ts";
import { countOf, recount, verifyCounts } from "../../app/lib/counts.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const NOW = new Date("2026-03-01T02:00:00Z");

async function createShop(): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await createDefaults(shop.shopId, "en", NOW);
  return shop;
}

function apply(shop: Shop, facts: Fact[]): Promise<unknown> {
  return pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, NOW));
}

async function count(shop: Shop, what: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select ${countOf(shop.shopId, sql`${what}`)} as count`.execute(database.db);
  return rows[0]?.count ?? 0;
}

async function daysOf(shop: Shop, what: string): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select concat_ws(' ', day, sum(count)::bigint, sum(amount_minor)::bigint) as text from shop_counts
    where shop_id = ${shop.shopId} and what = ${what} group by day order by day
  `.execute(database.db);
  return rows.map(({ text }) => text);
}

/** Every other one is a flow's. */
async function addMail(shop: Shop, id: number, state: string, sentAt: Date | null): Promise<void> {
  await sql`
    insert into messages (shop_id, customer_id, flow_id, template, key, locale, state, due_at, created_at, sent_at)
    values (${shop.shopId}, 1, ${id % 2 === 1 ? null : 1 + (id % 3)}, 'tier-reached', ${`m${id}`}, 'de', ${state}, ${NOW}, ${NOW}, ${sentAt})
  `.execute(database.db);
}

const someone = fc.bigInt(1n, 6n);
const which = fc.nat(4);
const redemption = {
  state: fc.constantFrom("reserved", "issued", "used", "releasing", "released"),
  reward: fc.integer({ min: 1, max: 2 }),
  points: fc.nat(900),
};
const step = fc.oneof(
  fc.record({
    ...{ kind: fc.constant("order" as const), which, who: someone, minor: fc.bigInt(100n, 9_000n), days: fc.nat(3) },
    ...{ test: fc.boolean(), cancelled: fc.boolean() },
    status: fc.constantFrom("paid" as const, "voided" as const, "pending" as const),
    version: fc.nat(9),
  }),
  fc.record({ kind: fc.constant("refund" as const), which, minor: fc.bigInt(1n, 900n) }),
  fc.record({ kind: fc.constant("merge" as const), gone: someone, kept: someone }),
  fc.record({ kind: fc.constant("erase" as const), who: someone }),
  fc.record({ kind: fc.constant("delete" as const), who: someone }),
  fc.record({ kind: fc.constant("mail" as const), state: fc.constantFrom("queued", "sent", "dropped"), minutes: fc.nat(3_000) }),
  fc.record({ kind: fc.constant("settle" as const), state: fc.constantFrom("sent", "failed", "queued") }),
  fc.record({
    ...{ kind: fc.constant("run" as const), who: someone, flow: fc.integer({ min: 1, max: 2 }) },
    state: fc.constantFrom("waiting", "active", "ended"),
    entered: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("timer" as const), who: someone, flow: fc.integer({ min: 1, max: 2 }), hours: fc.nat(90) }),
  fc.record({ kind: fc.constant("fire" as const), flow: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ ...{ kind: fc.constant("redeem" as const), who: someone, minutes: fc.nat(60_000) }, ...redemption }),
  fc.record({ ...{ kind: fc.constant("follow" as const), who: someone, returned: fc.nat(50) }, ...redemption }),
  fc.record({ kind: fc.constant("withdraw" as const), who: someone }),
  fc.record({ kind: fc.constant("forget-runs" as const), who: someone }),
  fc.record({ kind: fc.constant("move" as const), zone: fc.constantFrom("Europe/Berlin", "America/Chicago", "Asia/Tokyo") }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

describe("counts that pages show (performance D; issue 9, lists)", () => {
  test("are what the rows make, whatever happens in a shop", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const shop = await createShop();
        for (const [index, one] of steps.entries()) await take(shop, one, index);
        expect(await verifyCounts(database.db, shop.shopId)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("tell customers, members of segments, and sales by the shop's days", async () => {
    const shop = await createShop();
    const placed = (orderId: bigint, customerId: bigint) =>
      order([line(orderId, 10_000n)], { orderId, customerId, processedAt: NOW });
    await apply(shop, [
      { kind: "order", order: placed(1n, 1n), announced: false },
      { kind: "order", order: placed(2n, 2n), announced: false },
    ]);
    expect(await count(shop, "customers")).toBe(2);
    expect(
      (await listSegments(database.db, shop.shopId)).map(({ key, count: members, customers }) => [key, members, customers]),
    ).toEqual([
      ["new", 2, 2],
      ["regular", 0, 2],
      ["vip", 0, 2],
      ["at-risk", 0, 2],
    ]);
    expect(await daysOf(shop, "orders")).toEqual(["2026-03-01 2 20000"]);
    await apply(shop, [{ kind: "customer-redacted", customerId: 1n, email: null, key: "erase", at: NOW }]);
    expect([await count(shop, "customers"), (await listSegments(database.db, shop.shopId))[0]?.count]).toEqual([1, 1]);
    await sql`update shops set time_zone = 'America/Chicago' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await daysOf(shop, "orders")).toEqual(["2026-02-28 2 20000"]);
  });

  test("tell of each reward what became of its redemptions, from a month of the shop on", async () => {
    const shop = await createShop();
    await createDefaultRewards(database.db, shop, NOW);
    const [reward] = await listRewards(database.db, shop.shopId);
    const rewardId = reward?.rewardId ?? 0;
    // The second is of the last hour of January by UTC, and of the first of February in Berlin.
    for (const [index, [state, at]] of (
      [
        ["used", "2026-01-10T12:00:00Z"],
        ["used", "2026-01-31T23:30:00Z"],
        ["issued", "2026-02-20T12:00:00Z"],
        ["released", "2026-02-20T12:00:00Z"],
      ] as const
    ).entries())
      await sql`
        insert into redemptions (shop_id, customer_id, reward_id, intent, points, returned_points, value_minor, terms, terms_hash, code, state, reserved_at)
        values (${shop.shopId}, 1, ${rewardId}, ${`i${index}`}, 500, 100, 250, '{}', 'hash', ${`C${index}`}, ${state}, ${new Date(at)})
      `.execute(database.db);
    const usage = async (since: string | null) => (await readRewardUsage(database.db, shop.shopId, since)).get(rewardId);
    expect(await usage(null)).toEqual({ redeemed: 4, used: 2, open: 1, released: 1, points: 1_200n, valueMinor: 500n });
    expect(await usage("2026-02-01")).toEqual({ redeemed: 3, used: 1, open: 1, released: 1, points: 800n, valueMinor: 250n });
    expect(await usage("2026-03-01")).toBeUndefined();
  });

  test("make nobody wait: two who count the same at once both go on", async () => {
    const shop = await createShop();
    const add = (tx: typeof database.db, customerId: bigint) =>
      sql`insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, 1, ${customerId}, ${NOW})`.execute(
        tx,
      );
    await database.db.transaction().execute(async (one) => {
      await add(one, 1n);
      // Would wait for the first for ever, if it waited.
      await database.db.transaction().execute(async (other) => {
        await sql`set local lock_timeout = '2s'`.execute(other);
        await add(other, 2n);
      });
    });
    await add(database.db, 3n);
    expect(await count(shop, "segment:1")).toBe(3);
    expect(await verifyCounts(database.db, shop.shopId)).toEqual([]);
    const { rows } = await sql`select 1 from shop_counts where shop_id = ${shop.shopId} and what = 'segment:1'`.execute(
      database.db,
    );
    expect(rows).toHaveLength(2);
  });

  test("that are wrong are found, and counted anew beside those who count", async () => {
    const shop = await createShop();
    await addMail(shop, 1, "sent", NOW);
    await sql`update shop_counts set count = 7 where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await verifyCounts(database.db, shop.shopId)).toEqual([{ what: "mails 2026-03-01", kept: 7n, right: 1n }]);
    await Promise.all([recount(database.db, shop.shopId), ...[2, 3, 4, 5].map((id) => addMail(shop, id, "sent", NOW))]);
    expect(await verifyCounts(database.db, shop.shopId)).toEqual([]);
    expect(await count(shop, "mails")).toBe(5);
  });
});

async function take(shop: Shop, one: Step, index: number): Promise<void> {
  const orderId = (at: number) => 1_000n + BigInt(at);
  switch (one.kind) {
    case "order": {
      const at = new Date(NOW.getTime() - one.days * 20 * 3_600_000);
      const placed = order([line(1n, one.minor)], {
        ...{ orderId: orderId(one.which), customerId: one.who, processedAt: at, test: one.test, financialStatus: one.status },
        ...{ cancelledAt: one.cancelled ? NOW : null, updatedAt: new Date(NOW.getTime() + one.version * 1_000) },
      });
      await apply(shop, [{ kind: "order", order: placed, announced: false }]);
      return;
    }
    case "refund":
      await apply(shop, [{ kind: "refund", orderId: orderId(one.which), refund: refund(BigInt(index), one.minor) }]);
      return;
    case "merge":
      if (one.gone !== one.kept) {
        await apply(shop, [{ kind: "customers-merged", keptId: one.kept, goneId: one.gone, at: NOW }]);
      }
      return;
    case "erase":
      await apply(shop, [{ kind: "customer-redacted", customerId: one.who, email: null, key: `erase:${index}`, at: NOW }]);
      return;
    case "delete":
      await apply(shop, [{ kind: "customer-deleted", customerId: one.who, at: NOW }]);
      return;
    case "mail":
      await addMail(shop, index, one.state, new Date(NOW.getTime() - one.minutes * 60_000));
      return;
    case "settle":
      await sql`update messages set state = ${one.state} where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
      return;
    case "run":
      await sql`
        insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, arrived_at, entered_at)
        values (${shop.shopId}, ${one.flow}, 1, ${one.who}, 'order', ${NOW}, ${one.state}, ${NOW}, ${one.entered ? NOW : null})
        on conflict (shop_id, customer_id, flow_id, occasion) do update set state = excluded.state, entered_at = excluded.entered_at
      `.execute(database.db);
      return;
    case "timer":
      await sql`
        insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at)
        values (${shop.shopId}, ${one.who}, ${one.flow}, ${one.who}, ${new Date(NOW.getTime() + one.hours * 3_600_000)})
        on conflict (shop_id, run_id) do update set due_at = excluded.due_at
      `.execute(database.db);
      return;
    case "fire":
      await sql`delete from flow_timers where shop_id = ${shop.shopId} and flow_id = ${one.flow}`.execute(database.db);
      return;
    case "redeem":
      await sql`
        insert into redemptions (shop_id, customer_id, reward_id, intent, points, value_minor, terms, terms_hash, code, state, reserved_at)
        values (${shop.shopId}, ${one.who}, ${one.reward}, ${`i${index}`}, ${one.points}, ${one.points * 2}, '{}', 'hash', ${`C${index}`}, ${one.state},
          ${new Date(NOW.getTime() - one.minutes * 60_000)})
      `.execute(database.db);
      return;
    case "follow":
      await sql`
        update redemptions set state = ${one.state}, returned_points = ${one.returned}, value_minor = ${one.points}
        where shop_id = ${shop.shopId} and customer_id = ${one.who}
      `.execute(database.db);
      return;
    case "withdraw":
      await sql`delete from redemptions where shop_id = ${shop.shopId} and customer_id = ${one.who}`.execute(database.db);
      return;
    case "forget-runs":
      await sql`delete from flow_runs where shop_id = ${shop.shopId} and customer_id = ${one.who}`.execute(database.db);
      return;
    case "move":
      await sql`update shops set time_zone = ${one.zone} where shop_id = ${shop.shopId}`.execute(database.db);
      await rebuildSegments({ ...shop, timeZone: one.zone }, () => NOW);
      return;
  }
}
