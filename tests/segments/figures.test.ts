import { sql } from "kysely";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { listCustomers } from "../../app/customers/views/list.server.ts";
import { parseQuery } from "../../app/customers/views/list-query.ts";
import { askWithin } from "../../app/lib/limited.server.ts";
import { masksOf, overlapOf, parseCompared } from "../../app/segments/figures/overlap.ts";
import { readOverlap } from "../../app/segments/figures/overlap.server.ts";
import { findSegmentLine, listSegmentLines } from "../../app/segments/figures/overview.server.ts";
import { readRevenue } from "../../app/segments/figures/revenue.server.ts";
import { keepDays } from "../../app/segments/history/days.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, putCustomers } from "./support.ts";

const database = useDatabase();
const at = (iso: string) => new Date(iso);

async function shopOf() {
  const shop = await addShop(database.db, { timeZone: "UTC" });
  const one = await addSegment(database.db, shop.shopId, "one", "number_of_orders >= 1");
  const two = await addSegment(database.db, shop.shopId, "two", "number_of_orders >= 2");
  const much = await addSegment(database.db, shop.shopId, "much", "amount_spent >= 100");
  return { shop, one, two, much };
}

describe("how segments overlap", () => {
  it("is counted part by part, each customer in one, and leads to those in all of them", async () => {
    const { shop, one, two, much } = await shopOf();
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, orders_count: 1 },
      { customer_id: 2n, orders_count: 2 },
      { customer_id: 3n, orders_count: 2, net_spend_minor: 10_000n },
      { customer_id: 4n, orders_count: 1, net_spend_minor: 10_000n },
      { customer_id: 5n, orders_count: 0, net_spend_minor: 10_000n },
    ]);
    await evaluate(database.db, shop, [1n, 2n, 3n, 4n, 5n], at("2026-03-01T12:00:00Z"));
    const three = await readOverlap(database.db, shop.shopId, [one, two, much]);
    expect(three).toEqual({
      parts: [
        { segmentIds: [one], count: 1 },
        { segmentIds: [two], count: 0 },
        { segmentIds: [much], count: 1 },
        { segmentIds: [one, two], count: 1 },
        { segmentIds: [one, much], count: 1 },
        { segmentIds: [two, much], count: 0 },
        { segmentIds: [one, two, much], count: 1 },
      ],
      together: 1,
    });
    const query = parseQuery(new URLSearchParams("segment=one&also=two&also=much"));
    const { rows, total } = await listCustomers(database.db, shop.shopId, query);
    expect([rows.map(({ customerId }) => customerId), total]).toEqual([[3n], 1]);
    const other = await shopOf();
    expect((await readOverlap(database.db, other.shop.shopId, [one, two]))?.together).toBe(0);
  });

  it("has every combination once, whoever is in which of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3 }), fc.array(fc.integer({ min: 1, max: 7 })), (size, people) => {
        const ids = [11, 12, 13].slice(0, size);
        // Of each customer the segments that they are in, as a mask.
        const own = people.map((mask) => mask & (2 ** size - 1)).filter((mask) => mask > 0);
        const shared = masksOf(ids).map(({ mask }): [number, number] => [
          mask,
          own.filter((one) => (one & mask) === mask).length,
        ]);
        const { parts, together } = overlapOf(ids, new Map(shared));
        const exactly = masksOf(ids).map(({ mask, ids: segmentIds }) => ({
          ...{ segmentIds, count: own.filter((one) => one === mask).length },
        }));
        expect(parts).toEqual(exactly.toSorted((a, b) => a.segmentIds.length - b.segmentIds.length));
        expect(together).toBe(own.filter((mask) => mask === 2 ** size - 1).length);
      }),
    );
  });

  it("compares with at most two others, and never with itself", () => {
    expect(parseCompared(new URLSearchParams("with=3&with=3&with=7&with=x&with=4&with=5"), 7)).toEqual([3, 4]);
  });
});

describe("what a segment's members have spent", () => {
  it("is a share of what all the shop's orders come to", async () => {
    const { shop, one } = await shopOf();
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, orders_count: 1, net_spend_minor: 2_500n },
      { customer_id: 2n, orders_count: 0, net_spend_minor: 0n },
    ]);
    await evaluate(database.db, shop, [1n, 2n], at("2026-03-01T12:00:00Z"));
    await sql`insert into shop_counts (shop_id, what, day, count, amount_minor) values (${shop.shopId}, 'orders', '2026-03-01', 2, 10000)`.execute(
      database.db,
    );
    expect(await readRevenue(database.db, shop.shopId, one)).toEqual({ membersMinor: 2_500n, shopMinor: 10_000n });
    const other = await shopOf();
    expect(await readRevenue(database.db, other.shop.shopId, one)).toEqual({ membersMinor: 0n, shopMinor: 0n });
  });

  it("is given up where the time does not do, and the connection goes on as before", async () => {
    const slow = askWithin(database.db, { ms: 20 }, (tx) => sql`select pg_sleep(5)`.execute(tx));
    expect(await slow).toBeNull();
    await expect(askWithin(database.db, { ms: 1_000 }, (tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(
      "division by zero",
    );
    const { rows } = await sql<{ set: string }>`select current_setting('statement_timeout') as set`.execute(database.db);
    expect(rows).toEqual([{ set: "0" }]);
  });
});

describe("the list of segments", () => {
  it("says of each its size and that of 30 days before, as far as it is known", async () => {
    const { shop, one } = await shopOf();
    const put = async (orders: number, ids: readonly bigint[], when: Date) => {
      await putCustomers(
        database.db,
        shop.shopId,
        ids.map((customer_id) => ({ customer_id, orders_count: orders })),
      );
      await evaluate(database.db, shop, ids, when);
    };
    await put(1, [1n, 2n, 3n], at("2026-03-01T12:00:00Z"));
    await put(0, [3n], at("2026-03-20T12:00:00Z"));
    const now = at("2026-03-31T12:00:00Z");
    const sizes = async () =>
      (await listSegmentLines(database.db, shop, now)).segments.map(({ key, members, before }) => [key, members, before]);
    expect(await sizes()).toEqual([
      ["one", 2, null],
      ["two", 0, null],
      ["much", 0, null],
    ]);
    await keepDays(database.db, shop, now);
    expect(await sizes()).toEqual([
      ["one", 2, 3],
      ["two", 0, null],
      ["much", 0, null],
    ]);
    expect(await findSegmentLine(database.db, shop, one, now)).toMatchObject({ key: "one", members: 2, before: 3 });
    const other = await shopOf();
    expect(await findSegmentLine(database.db, other.shop, one, now)).toBeNull();
  });
});
