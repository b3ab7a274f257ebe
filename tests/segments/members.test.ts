import { describe, expect, it } from "vitest";

import { translator } from "../../app/i18n/translate.ts";
import { change } from "../../app/pipeline/change.server.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import { describe as say } from "../../app/segments/language/describe.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { whoMeets } from "../../app/segments/who-meets.server.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, events, members, putCustomers, putPoints } from "./support.ts";

/** Segments that ask for other segments (language: segment_member). */
const database = useDatabase();
const now = new Date("2026-06-15T10:00:00Z");

const problemsOf = (source: string, others: Record<string, string>, own: string | null = null) => {
  const asked = askedBy(Object.entries(others).map(([key, query]) => ({ key, query })));
  const whole = readWhole(source, asked, own);
  return whole.ok
    ? []
    : whole.problems.map((problem) => [source.slice(problem.at, problem.at + problem.length), say(problem, translator("en"))]);
};

describe("a query that asks for members of other segments", () => {
  it("is refused where there is no such segment, and says which is near", () => {
    expect(problemsOf("segment_member = 'vpi' AND segment_member = 'x'", { vip: "number_of_orders > 3" })).toEqual([
      ["'vpi'", "There is no segment with the key 'vpi'. Did you mean 'vip'?"],
      ["'x'", "There is no segment with the key 'x'."],
    ]);
    expect(problemsOf("segment_member IN ('gold', 'vip')", {})).toHaveLength(2);
  });

  it("is refused in a circle, with the chain of those that ask", () => {
    const others = { a: "segment_member = 'b'", b: "NOT (segment_member != 'C')", c: "segment_member IN ('a')" };
    expect(problemsOf(others.a, others, "a")).toEqual([["'b'", "These segments ask for each other in a circle: a → b → c → a"]]);
    expect(problemsOf("segment_member = 'me'", { me: "number_of_orders > 1" }, "me")).toEqual([
      ["'me'", "These segments ask for each other in a circle: me → me"],
    ]);
    // Who asks for a circle is in none, and cannot be answered all the same.
    expect(problemsOf("segment_member = 'a'", others, "z")[0]?.[1]).toContain("a → b → c → a");
  });

  it("is refused where what it asks for cannot be read, or grows beyond measure", () => {
    expect(problemsOf("segment_member = 'odd'", { odd: "???" })[0]?.[1]).toContain("can’t be read");
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `s${at + 1}`,
        at === 0 ? "number_of_orders > 1" : `segment_member = 's${at}' OR NOT (segment_member = 's${at}')`,
      ]),
    );
    expect(problemsOf("segment_member = 's5'", doubling)).toEqual([]);
    expect(problemsOf("segment_member = 's30'", doubling)[0]?.[1]).toContain("more than 500 conditions");
  });

  it("moves in the same change as the segment that it asks for, and looks at what moves that", async () => {
    const [shop, other] = [await addShop(database.db), await addShop(database.db)];
    await addSegment(database.db, shop.shopId, "not-rich", "segment_member != 'rich'");
    await addSegment(database.db, shop.shopId, "rich", "points_balance >= 100");
    await addSegment(database.db, shop.shopId, "rich-buyer", "segment_member = 'RICH' AND number_of_orders > 0");
    await addSegment(database.db, other.shopId, "rich", "customer_tags CONTAINS 'x'");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 1 }]);
    await evaluate(database.db, shop, [1n], now);
    expect(await members(database.db, shop.shopId)).toEqual(["1:not-rich"]);
    await putPoints(database.db, shop.shopId, 1n, 100n);
    await change(
      shop,
      () => Promise.resolve({ result: null, moved: { spent: [1n] } }),
      () => now,
    );
    expect(await members(database.db, shop.shopId)).toEqual(["1:rich", "1:rich-buyer"]);
    expect((await events(database.db, shop.shopId)).slice(1).sort()).toEqual([
      "1:segment.entered:rich",
      "1:segment.entered:rich-buyer",
      "1:segment.left:not-rich",
    ]);
    const query = "segment_member = 'rich-buyer'";
    expect((await whoMeets(database.db, shop, [query], [1n], now)).get(1n)).toEqual(new Set([query]));
    expect(await whoMeets(database.db, other, [query], [1n], now)).toEqual(new Map());
  });

  it("that cannot be answered keeps its members and stops no other", async () => {
    const shop = await addShop(database.db);
    await addSegment(database.db, shop.shopId, "a", "segment_member = 'b'");
    await addSegment(database.db, shop.shopId, "b", "number_of_orders > 0");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: 1 }]);
    await evaluate(database.db, shop, [1n], now);
    await database.db
      .updateTable("segments")
      .set({ query: "segment_member = 'a'" })
      .where("shop_id", "=", shop.shopId)
      .where("key", "=", "b")
      .execute();
    await addSegment(database.db, shop.shopId, "c", "number_of_orders > 0");
    await evaluate(database.db, shop, [1n], now);
    expect(await members(database.db, shop.shopId)).toEqual(["1:a", "1:b", "1:c"]);
    expect(await verify(database.db, shop, now)).toEqual([]);
  });
});
