import { sql } from "kysely";
import { beforeAll, afterAll, describe, expect, it } from "vitest";

import { createQueues } from "../../app/jobs/work.server.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { receive } from "../../app/pipeline/change.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { causeOf } from "../../app/segments/history/cause.ts";
import { keepDays, readDays } from "../../app/segments/history/days.server.ts";
import { listMoves } from "../../app/segments/history/moves.server.ts";
import { parseMovesQuery, writeMovesQuery } from "../../app/segments/history/moves-query.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import { snapshot } from "../customers/people.ts";
import { addSegment, addShop, evaluateDue, putCustomers } from "./support.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
const at = (iso: string) => new Date(iso);

async function moves(shop: { shopId: number; timeZone: string; currency: string }, segmentId: number, now: Date) {
  const query = { days: 365, direction: "both", before: null } as const;
  const found = await listMoves(database.db, shop, segmentId, query, now);
  return found.moves.map(({ customerId, came, cause }) => `${customerId} ${came ? "came" : "went"}: ${cause ?? "unknown"}`);
}

describe("why somebody came or went", () => {
  it("is what the timeline was told in the same change, of what moves the segment; else time, or the segment itself", async () => {
    const shop = { ...(await createEarningShop(database.db)), timeZone: "UTC" };
    await sql`update shops set time_zone = 'UTC' where shop_id = ${shop.shopId}`.execute(database.db);
    const now = at("2026-03-02T12:00:00Z");
    const bought = await addSegment(database.db, shop.shopId, "bought", "number_of_orders >= 1");
    const fresh = await addSegment(database.db, shop.shopId, "fresh", "first_order_date >= -30d");
    const tagged = await addSegment(database.db, shop.shopId, "tagged", "customer_tags CONTAINS 'b2b'");
    await receive(shop, [{ kind: "customer", customer: snapshot({ customerId: 7n, tags: ["b2b"] }) }], () => now);
    const placed = order([line(1n, 5_000n)], {
      ...{ orderId: 1n, name: "#1", createdAt: now, processedAt: now, updatedAt: now, final: true, customerId: 7n },
    });
    await receive(shop, [{ kind: "order", order: placed, announced: true }], () => now);
    expect(await moves(shop, bought, now)).toEqual(["7 came: order"]);
    expect(await moves(shop, tagged, now)).toEqual(["7 came: details"]);
    const later = at("2026-04-02T00:00:00Z");
    await evaluateDue(database.db, later, 10);
    expect(await moves(shop, fresh, later)).toEqual(["7 went: time", "7 came: order"]);
    await sql`update segments set query = 'number_of_orders >= 2' where shop_id = ${shop.shopId} and segment_id = ${bought}`.execute(
      database.db,
    );
    await rebuildSegments(shop, () => later);
    expect(await moves(shop, bought, later)).toEqual(["7 went: rules", "7 came: order"]);
  });

  it("is the merge for who takes over another's orders, whatever else was told", () => {
    expect(causeOf(["points.changed", "customer.merged", "order.placed"], new Set(["orders"]))).toBe("merge");
    expect(causeOf(["order.placed", "points.changed"], new Set(["points"]))).toBe("points");
    expect(causeOf(["order.placed", "consent.changed"], new Set(["consent"]))).toBe("consent");
    expect(causeOf(["order.placed"], new Set(["profile"]))).toBe("details");
    expect(causeOf(["message.clicked"], new Set(["profile"]))).toBe("message");
    expect(causeOf([], new Set(["orders"]))).toBe("details");
  });
});

describe("how many were in a segment", () => {
  /** Orders decide, so that a test says when somebody comes and goes. */
  async function shopOf(timeZone: string) {
    const shop = await addShop(database.db, { timeZone });
    const segmentId = await addSegment(database.db, shop.shopId, "buyers", "number_of_orders >= 1");
    const set = async (customerIds: readonly bigint[], orders: number, when: Date) => {
      await putCustomers(
        database.db,
        shop.shopId,
        customerIds.map((customer_id) => ({ customer_id, orders_count: orders })),
      );
      await evaluate(database.db, shop, customerIds, when);
    };
    return { shop, segmentId, set };
  }
  const told = (days: Awaited<ReturnType<typeof readDays>>) =>
    days.map(({ day, members, came, went }) => `${day.month}-${day.day}: ${members} +${came} -${went}`);

  it("follows from the moves, by the shop's days, whether a night has kept them or not, and however late it does", async () => {
    const { shop, segmentId, set } = await shopOf("America/New_York");
    // 23:30 on 7 March in New York; clocks go forward on the 8th.
    await set([1n, 2n, 3n], 1, at("2026-03-08T04:30:00Z"));
    await set([2n], 0, at("2026-03-08T15:00:00Z"));
    await set([4n], 1, at("2026-03-10T12:00:00Z"));
    const now = at("2026-03-10T12:00:00Z");
    const expected = ["3-7: 3 +3 -0", "3-8: 2 +0 -1", "3-9: 2 +0 -0", "3-10: 3 +1 -0"];
    // Nothing is kept yet: of today alone it is known, as of any day since the last that was kept.
    expect(told(await readDays(database.db, shop, segmentId, 30, now))).toEqual(["3-10: 3 +1 -0"]);
    await keepDays(database.db, shop, now);
    expect(told(await readDays(database.db, shop, segmentId, 30, now))).toEqual(expected);
    await keepDays(database.db, shop, now);
    await set([1n], 0, at("2026-03-11T12:00:00Z"));
    const two = at("2026-03-12T12:00:00Z");
    const live = [...expected, "3-11: 2 +0 -1", "3-12: 2 +0 -0"];
    expect(told(await readDays(database.db, shop, segmentId, 30, two))).toEqual(live);
    await keepDays(database.db, shop, two);
    expect(told(await readDays(database.db, shop, segmentId, 30, two))).toEqual(live);
    expect(told(await readDays(database.db, shop, segmentId, 2, two))).toEqual(live.slice(-2));
  });

  it("goes with the segment, and is nobody else's", async () => {
    const { shop, segmentId, set } = await shopOf("UTC");
    const other = await shopOf("UTC");
    await set([1n], 1, at("2026-03-01T12:00:00Z"));
    const now = at("2026-03-03T12:00:00Z");
    await keepDays(database.db, shop, now);
    expect(await readDays(database.db, other.shop, segmentId, 30, now)).toEqual([
      { day: { year: 2026, month: 3, day: 3 }, members: 0, came: 0, went: 0 },
    ]);
    expect(await moves(other.shop, segmentId, now)).toEqual([]);
    await sql`delete from segments where shop_id = ${shop.shopId}`.execute(database.db);
    await keepDays(database.db, shop, now);
    const { rows } = await sql`select from segment_days where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});

describe("who came and went", () => {
  it("is listed by page, the latest first, and each once", async () => {
    const shop = await addShop(database.db, { timeZone: "UTC" });
    const segmentId = await addSegment(database.db, shop.shopId, "buyers", "number_of_orders >= 1");
    const everybody = Array.from({ length: 120 }, (_, index) => BigInt(index + 1));
    const put = (orders: number) =>
      putCustomers(
        database.db,
        shop.shopId,
        everybody.map((customer_id) => ({ customer_id, orders_count: orders })),
      );
    const now = at("2026-03-01T12:00:00Z");
    await put(1);
    await evaluate(database.db, shop, everybody, now);
    const seen: bigint[] = [];
    let query = parseMovesQuery(new URLSearchParams("days=7&moved=came"));
    for (;;) {
      const { moves: page, next } = await listMoves(database.db, shop, segmentId, query, now);
      seen.push(...page.map(({ customerId }) => customerId));
      if (next === null) break;
      query = parseMovesQuery(writeMovesQuery({ ...query, before: next }));
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    const week = at("2026-03-08T12:00:00Z");
    expect((await listMoves(database.db, shop, segmentId, { days: 7, direction: "both", before: null }, week)).moves).toEqual([]);
    expect((await listMoves(database.db, shop, segmentId, { days: 30, direction: "went", before: null }, week)).moves).toEqual(
      [],
    );
  });

  it("reads the index of segments, not the timeline", async () => {
    const shop = await addShop(database.db);
    const { rows } = await sql<{ "QUERY PLAN": string }>`
      explain select from timeline_events e where e.shop_id = ${shop.shopId} and (e.data ->> 'segmentId')::int = 5
        and e.kind in ('segment.entered', 'segment.left') and e.occurred_at >= now() order by e.occurred_at desc, e.event_id desc limit 51
    `.execute(database.db);
    expect(rows.map((row) => row["QUERY PLAN"]).join()).toContain("timeline_segments");
  });

  it("takes what makes no sense for its default", () => {
    const odd = parseMovesQuery(new URLSearchParams("days=8&moved=sideways&before=x~1"));
    expect(odd).toEqual({ days: 30, direction: "both", before: null });
  });
});
