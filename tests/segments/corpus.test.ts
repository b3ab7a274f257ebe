import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { read } from "../../app/segments/language/check.ts";
import { format } from "../../app/segments/language/format.ts";
import { whoMeets } from "../../app/segments/who-meets.server.ts";
import { useDatabase } from "../support/database.ts";
import { OURS, SHOPIFY, SPELLINGS } from "./corpus.ts";
import { judgeOf } from "./oracle.ts";
import { numbered, people, PRODUCTS } from "./people.ts";
import { putMirrors } from "./put-mirrors.ts";
import { putPeople } from "./put-people.ts";
import { addShop } from "./support.ts";

const database = useDatabase();

const written = (source: string) => {
  const checked = read(source);
  return checked.ok ? format(checked.query) : checked.problems;
};

describe("the queries of Shopify's documentation (insights A4)", () => {
  it("are 64, and at least 120 more are asked", () => {
    expect(SHOPIFY).toHaveLength(64);
    expect(new Set(OURS).size).toBe(OURS.length);
    expect(OURS.length + SPELLINGS.length).toBeGreaterThanOrEqual(120);
  });

  it.each(SHOPIFY)("%s", (query, canonical) => {
    expect([written(query), written(canonical)]).toEqual([canonical, canonical]);
  });

  it.each(OURS)("ours: %s", (query) => expect(written(query)).toBe(query));
  it.each(SPELLINGS)("%s", (query, canonical) => expect([written(query), written(canonical)]).toEqual([canonical, canonical]));

  it("say what of a whole query was left out, and nothing else is", () => {
    const source = "FROM customers SHOW customer_name WHERE number_of_orders > 1 ORDER BY updated_at DESC";
    const checked = read(source);
    const dropped = checked.ok ? checked.dropped.map(({ at, length }) => source.slice(at, at + length)) : [];
    expect(dropped).toEqual(["FROM customers SHOW customer_name WHERE", "ORDER BY updated_at DESC"]);
  });
});

const ASKED = [...SHOPIFY.map(([query]) => query), ...OURS, ...SPELLINGS.map(([query]) => query)];
const worlds = fc.record({
  now: fc.constantFrom(
    "2026-06-15T10:00:00Z",
    "2026-03-29T01:30:00Z",
    "2028-02-29T12:00:00Z",
    "2027-02-28T22:30:00Z",
    "2026-11-01T05:30:00Z",
  ),
  timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Beirut", "America/Santiago", "UTC"),
  currency: fc.constantFrom("EUR", "JPY", "KWD"),
});
const DIGITS: Record<string, number> = { EUR: 2, JPY: 0, KWD: 3 };

it("each has the members whom an independent reading of it finds in random shops (insights A4)", async () => {
  const met = new Map(ASKED.map((query) => [query, { some: false, others: false }]));
  await fc.assert(
    fc.asyncProperty(
      worlds.chain((world) =>
        fc.tuple(fc.constant(world), fc.array(people(new Date(world.now)), { minLength: 60, maxLength: 60 })),
      ),
      async ([{ now: at, timeZone, currency }, found]) => {
        const now = new Date(at);
        const shop = await addShop(database.db, { timeZone, currency });
        const everybody = numbered(found);
        await putPeople(database.db, shop.shopId, everybody, currency);
        const world = { now, timeZone, digits: DIGITS[currency] ?? 2, products: [...PRODUCTS] };
        await putMirrors(database.db, shop.shopId, everybody, ASKED, world);
        const ids = everybody.map(({ customerId }) => customerId);
        const meets = await whoMeets(database.db, shop, ASKED, ids, now);
        for (const query of ASKED) {
          const judge = judgeOf(query, world);
          const expected = everybody.filter(judge).map(({ customerId }) => customerId);
          const actual = ids.filter((id) => meets.get(id)?.has(query));
          expect({ query, members: actual }).toEqual({ query, members: expected });
          const seen = met.get(query);
          if (seen !== undefined)
            Object.assign(seen, { some: seen.some || expected.length > 0, others: seen.others || expected.length < ids.length });
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
  // A query that nobody or everybody meets would prove nothing.
  const vacuous = [...met].filter(([, { some, others }]) => !some || !others).map(([query]) => query);
  expect(vacuous.length).toBeLessThan(8);
}, 120_000);
