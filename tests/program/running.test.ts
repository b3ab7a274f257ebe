import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { CustomerSnapshot } from "../../app/facts/customer.ts";
import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { workRun } from "../../app/jobs/runs/batches.server.ts";
import { activateDue } from "../../app/jobs/runs/program-versions.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { awardResultSchema } from "../../app/points/orders/award-history.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import type { Switchable } from "../../app/program/state/state.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerSnapshot } from "../support/customers.ts";
import { runToEnd } from "../support/batches.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { turn } from "../support/program-state.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
const START = new Date("2026-03-01T09:00:00Z");
const hour = (hours: number) => plusMs(START, hours * HOUR_MS);
const setup = () => createEarningShop(database.db, { installedAt: START, state: "setup" });

const apply = (shop: Shop, facts: Fact[], at: Date) => pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, at));
const balance = async (shop: Shop, customerId: bigint, at = hour(1_000)) => {
  const { available, pending } = await readAccount(database.db, shop, customerId, at);
  return available + pending;
};
const sound = async (shop: Shop) => expect((await verify(database.db, shop)).discrepancies).toEqual([]);

/** An order of 10 euros, which earns 50 points. */
function bought(orderId: bigint, customerId: bigint | null, at: Date, change: Partial<OrderSnapshot> = {}): Fact {
  const dates = { createdAt: at, processedAt: at, updatedAt: at };
  const email = customerId === null ? "guest@example.com" : null;
  return {
    kind: "order",
    order: order([line(1n, 1_000n)], { orderId, customerId, email, name: `#${orderId}`, ...dates, ...change }),
    announced: true,
  };
}

function customer(customerId: bigint, change: Partial<CustomerSnapshot> = {}, at = START): Fact {
  const known = { locale: "de", countryCode: "DE", accountState: "enabled", tags: [], updatedAt: at, ...change };
  return { kind: "customer", customer: customerSnapshot(customerId, START, known) };
}

describe("what orders bring (merchant 10)", () => {
  test("exactly those placed while the program was live, whenever they are heard of", async () => {
    const shop = await setup();
    await apply(shop, [bought(1n, 1n, hour(1))], hour(1));
    await turn(shop, "live", hour(2));
    await apply(shop, [bought(2n, 1n, hour(3))], hour(3));
    await turn(shop, "paused", hour(4));
    // Placed while it was live, and heard of during the pause; the other the other way round.
    await apply(shop, [bought(3n, 1n, hour(3.5)), bought(4n, 1n, hour(5))], hour(6));
    await turn(shop, "live", hour(7));
    await apply(
      shop,
      [bought(5n, 1n, hour(6)), bought(6n, 1n, hour(8)), bought(4n, 1n, hour(5), { updatedAt: hour(8) })],
      hour(9),
    );
    expect(await balance(shop, 1n)).toBe(150n);
    await sound(shop);
  });

  test("refunds during a pause take back what was given, and nothing comes of orders that did not earn", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    await apply(shop, [bought(1n, 1n, hour(1)), bought(2n, 1n, hour(1))], hour(1));
    await turn(shop, "paused", hour(2));
    await apply(shop, [bought(3n, 1n, hour(3))], hour(3));
    await apply(
      shop,
      [
        bought(1n, 1n, hour(1), { updatedAt: hour(4), cancelledAt: hour(4) }),
        bought(3n, 1n, hour(3), { updatedAt: hour(4), cancelledAt: hour(4) }),
      ],
      hour(4),
    );
    expect(await balance(shop, 1n)).toBe(50n);
    await sound(shop);
  });

  test("in a test those of customers who carry its tag when the order is first seen", async () => {
    const shop = await setup();
    await turn(shop, "test", hour(1), "Beta");
    await apply(shop, [customer(1n, { tags: ["vip", "BETA"] }), customer(2n)], hour(1));
    await apply(shop, [bought(1n, 1n, hour(2)), bought(2n, 2n, hour(2)), bought(3n, null, hour(2))], hour(2));
    // The tag comes later: what was bought without it stays without points, also when the order changes or is claimed.
    await apply(
      shop,
      [customer(2n, { tags: ["beta"] }, hour(3)), customer(3n, { email: "guest@example.com", tags: ["beta"] }, hour(3))],
      hour(3),
    );
    await apply(shop, [bought(2n, 2n, hour(2), { updatedAt: hour(4) }), bought(4n, 2n, hour(4))], hour(4));
    expect(await Promise.all([1n, 2n, 3n].map((customerId) => balance(shop, customerId)))).toEqual([50n, 50n, 0n]);
    // The tag goes: what was earned with it stays.
    await apply(shop, [customer(1n, { tags: [] }, hour(5)), bought(1n, 1n, hour(2), { updatedAt: hour(5) })], hour(5));
    expect(await balance(shop, 1n)).toBe(50n);
    await sound(shop);
  });

  test("in a test, those of customers whose tags nobody has told yet once they are known, and never twice (program state 2)", async () => {
    const shop = await setup();
    await turn(shop, "test", hour(1), "Beta");
    const orders = [1n, 2n, 3n, 4n].map((id) => bought(id, id, hour(2)));
    const jobs = await apply(shop, orders, hour(2));
    expect(jobs).toContainEqual({
      name: "fetch-customers",
      data: { shopId: shop.shopId, customerIds: ["1", "2", "3", "4"] },
    });
    // Shopify's webhooks about customers and orders say nothing of tags.
    const untagged = [1n, 2n, 3n, 4n].map((id) => {
      const fact = customer(id);
      if (fact.kind === "customer") delete fact.customer.tags;
      return fact;
    });
    await apply(shop, untagged, hour(3));
    const balances = () => Promise.all([1n, 2n, 3n, 4n].map((id) => balance(shop, id)));
    expect(await balances()).toEqual([0n, 0n, 0n, 0n]);
    // The test may be over when they are told; one is stated by name, of one another.
    await turn(shop, "live", hour(4));
    await apply(
      shop,
      [
        customer(1n, { tags: ["beta"] }, hour(4)),
        customer(2n, { tags: ["vip"] }, hour(4)),
        { kind: "tags", customerId: 3n, added: ["BETA"], removed: [], at: hour(4) },
        { kind: "tags", customerId: 4n, added: ["vip"], removed: [], at: hour(4) },
      ],
      hour(4),
    );
    expect(await balances()).toEqual([50n, 0n, 50n, 0n]);
    // Once it is decided, a tag that comes later changes nothing.
    await apply(shop, [customer(2n, { tags: ["beta"] }, hour(5)), customer(4n, { tags: ["vip", "beta"] }, hour(5))], hour(5));
    expect(await balances()).toEqual([50n, 0n, 50n, 50n]);
    expect((await apply(shop, orders, hour(6))).map(({ name }) => name)).not.toContain("fetch-customers");
    await sound(shop);
  });

  test("those of a pause not, nor those of a live time but once, where they are paid after a reinstall (program state 4)", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    const unpaid = { financialStatus: "pending", receivedMinor: 0n } as const;
    await apply(shop, [bought(1n, 1n, hour(1), unpaid)], hour(1));
    await turn(shop, "paused", hour(2));
    await apply(shop, [bought(2n, 1n, hour(3), unpaid)], hour(3));
    await turn(shop, "live", hour(4));
    const back = { ...shop, installedAt: hour(5) };
    const paid = (orderId: bigint, at: Date) => bought(orderId, 1n, at, { updatedAt: hour(6) });
    // The third was placed in the pause, and heard of for the first time when it was paid.
    await apply(back, [paid(1n, hour(1)), paid(2n, hour(3)), paid(3n, hour(3))], hour(6));
    expect(await balance(shop, 1n)).toBe(50n);
    await sound(back);
  });

  test("by when we saw them where Shopify's clock is ahead of a switch, and the ledger is sound (program state 6)", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    const second = (seconds: number) => plusMs(hour(1), seconds * 1_000);
    await apply(shop, [bought(1n, 1n, second(5))], second(0));
    await turn(shop, "paused", second(3));
    await sound(shop);
    // The other way round: what a pause saw does not earn because it is looked at again later.
    await apply(shop, [bought(2n, 1n, second(20))], second(10));
    await turn(shop, "live", second(15));
    await apply(shop, [bought(2n, 1n, second(20), { updatedAt: second(30) })], second(30));
    expect(await balance(shop, 1n)).toBe(50n);
    await sound(shop);
  });

  test("guests' orders of a live time bring them points once they are claimed, also during a pause; those of a pause never", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    await apply(shop, [bought(1n, null, hour(1))], hour(1));
    await turn(shop, "paused", hour(2));
    await apply(shop, [bought(2n, null, hour(3))], hour(3));
    await apply(shop, [customer(5n, { email: "guest@example.com" }, hour(4))], hour(4));
    expect(await balance(shop, 5n)).toBe(50n);
    await sound(shop);
  });

  test("the orders of a pause can be awarded by hand", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    await turn(shop, "paused", hour(1));
    await apply(shop, [bought(1n, 1n, hour(2)), bought(2n, 1n, hour(3))], hour(3));
    await turn(shop, "live", hour(4));
    expect(await balance(shop, 1n)).toBe(0n);
    const run = await runToEnd(
      database.db,
      shop,
      "award-history",
      { dryRun: false, since: hour(2.5).toISOString(), waiting: "none", programVersion: 1 },
      hour(5),
    );
    expect(awardResultSchema.parse(run.result)).toMatchObject({ orders: 1, available: 50n });
    expect(await balance(shop, 1n)).toBe(50n);
    await sound(shop);
  });

  test("an old invoice that is paid after the install earns only if the program was live from the install on", async () => {
    const [live, late] = [await createEarningShop(database.db, { installedAt: START }), await setup()];
    await turn(late, "live", hour(1));
    for (const shop of [live, late]) await apply(shop, [bought(1n, 1n, hour(-500), { updatedAt: hour(2) })], hour(2));
    expect(await Promise.all([live, late].map((shop) => balance(shop, 1n)))).toEqual([50n, 0n]);
  });

  test("a ledger in which an order earns though nobody took part then does not pass", async () => {
    const shop = await createEarningShop(database.db, { installedAt: START });
    await apply(shop, [bought(1n, 1n, hour(1))], hour(1));
    await sound(shop);
    await sql`update program_states set state = 'paused' where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await verify(database.db, shop)).discrepancies).toMatchObject([
      { orderId: 1n, problem: "earns, but the program did not run" },
    ]);
  });

  /** What may happen, in any order; each takes an hour. */
  const operations = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("buy" as const), customer: fc.integer({ min: 0, max: 2 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("switch" as const), to: fc.constantFrom<Switchable>("test", "live", "paused") }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 100 }) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant("deliver" as const), pick: fc.nat(), count: fc.integer({ min: 1, max: 3 }) }),
      },
    ),
    { minLength: 3, maxLength: 25 },
  );

  test("whatever is switched, bought, cancelled and delivered when, exactly the orders placed while it ran for their customers earn", async () => {
    let [given, withheld] = [0, 0];
    await fc.assert(
      fc.asyncProperty(operations, async (list) => {
        const shop = await setup();
        // The first of the three carries the tag.
        await apply(
          shop,
          [0n, 1n, 2n].map((id) => customer(id + 1n, { tags: id === 0n ? ["tester"] : [] })),
          START,
        );
        let at = START;
        let state: Switchable | null = null;
        const orders: { id: bigint; customerId: bigint; at: Date; earns: boolean; cancelled: boolean }[] = [];
        const waiting: Fact[] = [];
        const deliver = async (pick: number, count: number) => {
          const start = waiting.length === 0 ? 0 : pick % waiting.length;
          await apply(shop, waiting.splice(start, count), at);
        };
        for (const step of list) {
          at = plusMs(at, HOUR_MS);
          if (step.kind === "buy") {
            const id = BigInt(orders.length + 1);
            const customerId = BigInt(step.customer + 1);
            orders.push({
              id,
              customerId,
              at,
              earns: state === "live" || (state === "test" && step.customer === 0),
              cancelled: false,
            });
            waiting.push(bought(id, customerId, at));
          } else if (step.kind === "switch" && step.to !== state) {
            state = step.to;
            await turn(shop, state, at, state === "test" ? "Tester" : null);
          } else if (step.kind === "cancel" && orders.length > 0) {
            const picked = orders[step.pick % orders.length];
            if (picked === undefined) continue;
            picked.cancelled = true;
            waiting.push(bought(picked.id, picked.customerId, picked.at, { updatedAt: at, cancelledAt: at }));
          } else if (step.kind === "wait") at = plusMs(at, step.hours * HOUR_MS);
          else if (step.kind === "deliver") await deliver(step.pick, step.count);
        }
        while (waiting.length > 0) await deliver(waiting.length * 7 + 3, 2);
        for (const customerId of [1n, 2n, 3n]) {
          const own = orders.filter((placed) => placed.customerId === customerId && !placed.cancelled);
          const earning = own.filter(({ earns }) => earns).length;
          given += earning;
          withheld += own.length - earning;
          expect(await balance(shop, customerId, plusMs(at, 100 * DAY_MS))).toBe(BigInt(50 * earning));
        }
        await sound(shop);
      }),
      { numRuns: 40 },
    );
    expect(given).toBeGreaterThan(20);
    expect(withheld).toBeGreaterThan(20);
  });
});

test("a switch is carried out for every customer: what was noted of points that expire goes with a pause, and comes back 30 days off (merchant 10)", async () => {
  const rules = { ...DEFAULT_RULES, pendingDays: 0, expiry: { mode: "lot", months: 1 } as const };
  const shop = await createEarningShop(database.db, {
    installedAt: START,
    programs: [{ version: 1, effectiveFrom: new Date(0), rules }],
  });
  await sql`update program_versions set activated_at = ${START} where shop_id = ${shop.shopId}`.execute(database.db);
  const noted = async () => {
    const { rows } = await sql<{
      at: Date | null;
    }>`select expires_at as at from ledger_accounts where shop_id = ${shop.shopId}`.execute(database.db);
    return rows[0]?.at ?? null;
  };
  const carryOut = async (at: Date) => {
    await activateDue(at);
    const { rows } = await sql<{ run_id: bigint }>`
      select run_id from batch_runs where shop_id = ${shop.shopId} and state = 'waiting'
    `.execute(database.db);
    for (const { run_id } of rows) await workRun(shop, run_id, { now: () => at, restMs: 0 });
    await activateDue(at);
    const { rows: left } = await sql`select from program_states where shop_id = ${shop.shopId} and activated_at is null`.execute(
      database.db,
    );
    expect(left).toEqual([]);
  };
  await apply(shop, [bought(1n, 1n, plusMs(START, 40 * DAY_MS))], plusMs(START, 40 * DAY_MS));
  const before = await noted();
  expect(before).not.toBeNull();
  const pause = plusMs(before ?? START, -DAY_MS);
  await turn(shop, "paused", pause);
  await carryOut(pause);
  expect(await noted()).toBeNull();
  const resume = plusMs(pause, 300 * DAY_MS);
  await turn(shop, "live", resume);
  await carryOut(resume);
  const after = await noted();
  expect((after?.getTime() ?? 0) - resume.getTime()).toBeGreaterThanOrEqual(30 * DAY_MS);
  expect((after?.getTime() ?? 0) - resume.getTime()).toBeLessThan(32 * DAY_MS);
  await sound(shop);
});
