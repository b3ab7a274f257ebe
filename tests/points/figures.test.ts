import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { totalsAt } from "../../app/points/totals.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
/** Still February in Chicago, March in Berlin and Tokyo. */
const NOW = new Date("2026-03-01T02:00:00Z");
const LATER = new Date("2026-03-15T13:00:00Z");

type Totals = { available: bigint; pending: bigint; holders: number; debtors: number; owed: bigint };

async function totals(shop: Shop, now = NOW): Promise<Totals> {
  const { rows } = await sql<Totals>`${totalsAt(shop.shopId, now)}`.execute(database.db);
  if (rows[0] === undefined) throw new Error("Totals always have a row");
  return rows[0];
}

/** With customers 1 to 6. */
async function shopWithPeople(): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await sql`
    insert into customers (shop_id, customer_id, created_at) select ${shop.shopId}, id, ${NOW} from generate_series(1, 6) id
  `.execute(database.db);
  return shop;
}

async function months(shop: Shop): Promise<string[]> {
  const { rows } = await sql<{ month: string; points: bigint }>`
    select month, sum(points)::bigint as points from points_months where shop_id = ${shop.shopId} group by 1 order by 1
  `.execute(database.db);
  return rows.map(({ month, points }) => `${month} ${points}`);
}

let lastKey = 0;
function adjust(shop: Shop, customerId: bigint, points: bigint, now = NOW): Promise<unknown> {
  lastKey += 1;
  const adjustment = { customerId, points, reason: "thanks", actor: "merchant:1", key: `key-${lastKey}` };
  return pipeline.inShop(shop.shopId, (tx) => ledger.adjust(tx, shop, adjustment, now));
}

function apply(shop: Shop, facts: Fact[]): Promise<unknown> {
  return pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, NOW));
}

async function wrong(shop: Shop): Promise<string[]> {
  return (await verify(database.db, shop)).discrepancies.map(({ problem }) => problem);
}

function move(shop: Shop, timeZone: string): Promise<unknown> {
  return sql`update shops set time_zone = ${timeZone} where shop_id = ${shop.shopId}`.execute(database.db);
}

const someone = fc.bigInt(1n, 6n);
const step = fc.oneof(
  fc.record({ kind: fc.constant("adjust" as const), who: someone, points: fc.bigInt(-300n, 500n) }),
  fc.record({ kind: fc.constant("order" as const), who: someone, minor: fc.bigInt(100n, 9_000n) }),
  fc.record({ kind: fc.constant("refund" as const), which: fc.nat(20), minor: fc.bigInt(1n, 900n) }),
  fc.record({ kind: fc.constant("merge" as const), gone: someone, kept: someone }),
  fc.record({ kind: fc.constant("erase" as const), who: someone }),
  fc.record({ kind: fc.constant("mature" as const) }),
  fc.record({ kind: fc.constant("try" as const), who: someone, points: fc.bigInt(1n, 99n) }),
  fc.record({ kind: fc.constant("move" as const), zone: fc.constantFrom("Europe/Berlin", "America/Chicago", "Asia/Tokyo") }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

describe("figures kept beside the ledger (performance C)", () => {
  test("are what the entries make, whatever happens to a shop's points", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const shop = await shopWithPeople();
        for (const [index, one] of steps.entries()) await take(shop, one, index, steps);
        expect(await wrong(shop)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("are right while many change them at once", async () => {
    const shop = await shopWithPeople();
    await Promise.all(Array.from({ length: 12 }, (_, index) => adjust(shop, BigInt(1 + (index % 3)), 10n)));
    expect(await totals(shop)).toEqual({ available: 120n, pending: 0n, holders: 3, debtors: 0, owed: 0n });
    expect([await months(shop), await wrong(shop)]).toEqual([["2026-03 120"], []]);
  });

  test("follow the shop into another time zone, also while points are posted", async () => {
    const shop = await shopWithPeople();
    await adjust(shop, 1n, 5n);
    expect(await months(shop)).toEqual(["2026-03 5"]);
    await Promise.all([move(shop, "America/Chicago"), ...[1n, 2n, 3n, 4n].map((customerId) => adjust(shop, customerId, 10n))]);
    expect(await months(shop)).toEqual(["2026-02 45"]);
    // A zone of which this PostgreSQL has not heard is no reason to post nothing.
    await move(shop, "Mars/Olympus");
    await adjust(shop, 1n, 1n);
    expect([await months(shop), await wrong(shop)]).toEqual([["2026-03 46"], []]);
  });

  test("count points as available once they are, before anybody has looked", async () => {
    const shop = await shopWithPeople();
    await apply(shop, [{ kind: "order", order: order([line(1n, 10_000n)]), announced: false }]);
    const owes = { holders: 1, debtors: 0, owed: 0n };
    expect(await totals(shop)).toEqual({ available: 0n, pending: 500n, ...owes });
    expect(await totals(shop, LATER)).toEqual({ available: 500n, pending: 0n, ...owes });
    await pipeline.inShop(shop.shopId, (tx) => ledger.mature(tx, shop, [77n], LATER));
    expect(await totals(shop, LATER)).toEqual({ available: 500n, pending: 0n, ...owes });
  });

  test("that are wrong are found by ledger:verify", async () => {
    const shop = await shopWithPeople();
    await adjust(shop, 1n, 5n);
    await sql`update points_totals set available = available + 1 where shop_id = ${shop.shopId}`.execute(database.db);
    await sql`update points_months set times = 7 where shop_id = ${shop.shopId}`.execute(database.db);
    const problems = await wrong(shop);
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/2026-03 adjustment is 5 in 7, the ledger makes 5 in 1.*totals/);
  });
});

function take(shop: Shop, one: Step, index: number, steps: readonly Step[]): Promise<unknown> {
  const orderId = (at: number) => 1_000n + BigInt(at);
  switch (one.kind) {
    case "adjust":
      return adjust(shop, one.who, one.points);
    case "order": {
      const placed = order([line(BigInt(index), one.minor)], { orderId: orderId(index), customerId: one.who });
      return apply(shop, [{ kind: "order", order: placed, announced: false }]);
    }
    case "refund": {
      const which = one.which % steps.length;
      return apply(shop, [{ kind: "refund", orderId: orderId(which), refund: refund(BigInt(index), one.minor) }]);
    }
    case "merge":
      if (one.gone === one.kept) return Promise.resolve();
      return apply(shop, [{ kind: "customers-merged", keptId: one.kept, goneId: one.gone, at: NOW }]);
    case "erase":
      return apply(shop, [{ kind: "customer-redacted", customerId: one.who, email: null, key: `erase:${index}`, at: NOW }]);
    case "mature":
      return pipeline.inShop(shop.shopId, (tx) => ledger.mature(tx, shop, [1n, 2n, 3n, 4n, 5n, 6n], LATER));
    case "try":
      // As an award is tried out: done, looked at and taken back.
      return pipeline
        .inShop(shop.shopId, async (tx) => {
          const adjustment = { customerId: one.who, points: one.points, reason: "", actor: "merchant:1", key: `try-${index}` };
          await ledger.adjust(tx, shop, adjustment, NOW);
          throw new Error("taken back");
        })
        .catch(() => undefined);
    case "move":
      return move(shop, one.zone);
  }
}
