import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { currencyDigits } from "../../app/lib/money.ts";
import { joined } from "../../app/segments/attributes/joins.ts";
import { compile } from "../../app/segments/meaning/compile.ts";
import { joinsOf } from "../../app/segments/meaning/depends.ts";
import { read } from "../../app/segments/language/check.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import { format } from "../../app/segments/language/format.ts";
import type { DayValue, WholeQuery } from "../../app/segments/language/query.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { nextChange } from "../../app/segments/meaning/next-change.ts";
import { living, settingOf } from "../../app/segments/compiled.server.ts";
import { useDatabase } from "../support/database.ts";
import { offsets, wholeQueries } from "./arbitraries.ts";
import { judgeOf, type Person, type World } from "./oracle.ts";
import { instantsAround, numbered, people, PRODUCTS } from "./people.ts";
import { putMirrors } from "./put-mirrors.ts";
import { putPeople } from "./put-people.ts";
import { addSegment, addShop, putCustomers } from "./support.ts";

const database = useDatabase();

const DAY = 86_400_000;
// Zones whose clocks change at midnight, skip a day, move half an hour, or never change.
const zones = [
  ...["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut", "America/Havana", "America/Santiago"],
  ...["Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"],
];
const currencies = ["EUR", "JPY", "KWD"];
const changes = [
  "2024-03-31T01:00Z",
  "2024-10-27T01:00Z",
  "2024-03-10T07:00Z",
  "2024-04-25T22:00Z",
  "2024-10-31T21:00Z",
  "2024-03-30T22:00Z",
  "2024-03-10T05:00Z",
  "2024-11-03T05:00Z",
  "2024-09-08T04:00Z",
  "2024-02-29T12:00Z",
];

const instants = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * DAY, max: 3 * DAY }))
    .map(([change, away]) => new Date(Date.parse(change) + away)),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -72, max: 72 }))
    .map(([change, halves]) => new Date(Date.parse(change) + halves * 1_800_000)),
  fc.date({ min: new Date("2023-06-01"), max: new Date("2025-06-01"), noInvalidDate: true }),
);
const days: fc.Arbitrary<DayValue> = fc.oneof(
  { weight: 3, arbitrary: offsets({ d: 400, w: 60, m: 14, y: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }).map((amount): DayValue => ({ type: "offset", amount, unit: "d" })) },
  {
    weight: 1,
    arbitrary: instants.map((date): DayValue => ({
      type: "day",
      day: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    })),
  },
  // At hours that no clock change repeats.
  {
    weight: 1,
    arbitrary: fc.tuple(instants, fc.constantFrom(12, 16)).map(([date, hour]): DayValue => ({
      ...{ type: "moment", day: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() } },
      clock: { hour, minute: 30, second: 15 },
    })),
  },
);
const ranges = {
  numbers: fc.oneof(fc.integer({ min: -3, max: 6 }).map(String), fc.constantFrom("0.5", "1.01", "99.99", "100", "12.3456")),
  texts: fc.constantFrom(
    ...["vip", "VIP", "it's", "a\\b", "de", "DE", "de-AT", "AT", "US-CA", "en_US", "shop.de", "gold", "sale", "WELCOME", "A-1"],
    ...["Ünder", "%", "_", "'; drop table customers; --", "$1"],
  ),
  days,
  ids: fc.constantFrom("101", "102", "1011", "1", "2"),
};

/** What the compiled SQL says about a shop's customers, in the order of their numbers. */
async function judge(
  asked: readonly WholeQuery[],
  shopId: number,
  world: World,
): Promise<{ held: boolean[]; next: Date | null }[]> {
  const { timeZone } = world;
  const setting = settingOf({ shopId, timeZone, currency: currencyOf(world) }, world.now);
  const { rows: judged } = await sql<{ held: boolean[]; next: Date | null }>`
    select array[${sql.join(asked.map((query) => sql`(${living} and ${compile(query, setting)})`))}]::bool[] as held, ${nextChange(asked, setting)} as next
    from customers c${joined(joinsOf(asked))} where c.shop_id = ${shopId} order by c.customer_id
  `.execute(database.db);
  return judged;
}

const currencyOf = ({ digits }: World) => currencies.find((code) => currencyDigits(code) === digits) ?? "EUR";

/** A shop with these customers. */
async function shopOf(found: readonly Person[], world: World, asked: readonly WholeQuery[] = []): Promise<number> {
  const { shopId } = await addShop(database.db);
  await putPeople(database.db, shopId, found, currencyOf(world));
  await putMirrors(database.db, shopId, found, asked.map(format), world);
  return shopId;
}

const worlds = fc.record({
  now: instants,
  timeZone: fc.constantFrom(...zones),
  digits: fc.constantFrom(...currencies.map(currencyDigits)),
  products: fc.constant([...PRODUCTS]),
});
const peopled = (most: number) =>
  worlds.chain((world) =>
    fc.tuple(
      fc.constant(world),
      fc.array(people(world.now, fc.oneof(instants, instantsAround(world.now))), { minLength: 1, maxLength: most }).map(numbered),
    ),
  );

/** Somebody who has bought once, for 10. */
function buyer(at: Date): Person {
  const [someone] = fc.sample(people(at), { numRuns: 1, seed: 1 });
  const order = { orderId: 1n, at, net: 1_000n, state: "counts" as const, codes: [], appId: null, lines: [] };
  return { ...(someone as Person), customerId: 1n, gone: null, orders: [order] };
}

describe("the SQL of a query", () => {
  test("agrees with plain arithmetic for any query, customer, instant, zone and currency", async () => {
    let [met, all] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(wholeQueries(ranges), { minLength: 1, maxLength: 4 }),
        peopled(12),
        async (asked, [world, found]) => {
          const judged = await judge(asked, await shopOf(found, world, asked), world);
          const judges = asked.map((query) => judgeOf(format(query), world));
          const expected = found.map((person) => judges.map((meets) => meets(person)));
          met += expected.flat().filter(Boolean).length;
          all += expected.flat().length;
          expect(
            judged.map(({ held }) => held),
            asked.map(format).join("\n"),
          ).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
    // Neither side may agree by saying the same to everyone.
    expect(met / all).toBeGreaterThan(0.2);
    expect(met / all).toBeLessThan(0.8);
  });

  test("stays the same until the announced instant of change", async () => {
    const dated = wholeQueries({
      ...ranges,
      attributes: [
        ...([
          "first_order_date",
          "last_order_date",
          "customer_added_date",
          "abandoned_checkout_date",
          "points_expiry_date",
        ] as const),
        ...(["number_of_orders", "birthday", "orders_placed", "products_purchased", "points_earned"] as const),
      ],
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(dated, { minLength: 1, maxLength: 3 }),
        peopled(1),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        async (asked, [world, found], shares) => {
          const shopId = await shopOf(found, world);
          const [first] = await judge(asked, shopId, world);
          const next = first?.next ?? null;
          if (next !== null) expect(next.getTime()).toBeGreaterThan(world.now.getTime());
          const span = (next?.getTime() ?? world.now.getTime() + 1_500 * DAY) - 1 - world.now.getTime();
          for (const share of [...shares, 1]) {
            const later = new Date(world.now.getTime() + Math.floor(span * share));
            const [again] = await judge(asked, shopId, { ...world, now: later });
            expect(
              again?.held,
              `${asked.map(format).join("\n")} at ${later.toISOString()}, announced ${next?.toISOString() ?? "never"}`,
            ).toEqual(first?.held);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test("truly changes at the instant announced for a single edge, when the customer's instant has passed", async () => {
    // "=" has two edges. Counted in months they may both pass an instant at one midnight: three months before 30 June is 30 March, and the
    // day after that 1 April, so that no day means 31 March.
    const tests = fc.oneof(
      fc.record({ operator: fc.constantFrom("<", "<=", ">", ">="), value: offsets({ d: 400, w: 60, m: 14, y: 2 }) }),
      fc.record({ operator: fc.constantFrom("=", "!="), value: offsets({ d: 400, w: 60, m: 0, y: 0 }) }),
    );
    const moving = fc.record({
      kind: fc.constant("date" as const),
      attribute: fc.constant("last_order_date" as const),
      test: tests,
    }) as fc.Arbitrary<WholeQuery>;
    let announced = 0;
    await fc.assert(
      fc.asyncProperty(moving, worlds, fc.integer({ min: 0, max: 500 * DAY }), async (query, world, age) => {
        const shopId = await shopOf([buyer(new Date(world.now.getTime() - age))], world);
        const [first] = await judge([query], shopId, world);
        if (!first?.next) return;
        announced += 1;
        const [there] = await judge([query], shopId, { ...world, now: first.next });
        expect(there?.held, `${format(query)} at ${first.next.toISOString()}`).toEqual([!first.held[0]]);
      }),
      { numRuns: 200 },
    );
    expect(announced).toBeGreaterThan(25);
  });

  test("a single moving edge is announced to the millisecond", async () => {
    const world: World = { now: new Date("2026-03-20T09:00:00Z"), timeZone: "Africa/Cairo", digits: 2, products: [] };
    const shopId = await shopOf([buyer(new Date("2026-03-15T12:00:00Z"))], world);
    const announce = async (query: string) => {
      const checked = readWhole(query, askedBy([]));
      return checked.ok ? ((await judge([checked.query], shopId, world))[0]?.next?.toISOString() ?? null) : "unreadable";
    };
    // Cairo's clocks skip the hour after midnight of 24 April 2026: that day begins at 01:00, which is 22:00 UTC.
    expect(await announce("last_order_date <= -40d")).toBe("2026-04-23T22:00:00.000Z");
    expect(await announce("last_order_date < -40d")).toBe("2026-04-24T21:00:00.000Z");
    expect(await announce("last_order_date >= -1m")).toBe("2026-04-15T22:00:00.000Z");
    expect(await announce("last_order_date = -1w")).toBe("2026-03-21T22:00:00.000Z");
    expect(await announce("orders_placed MATCHES (date >= -1m, count < 3)")).toBe("2026-04-15T22:00:00.000Z");
    expect(await announce("orders_placed NOT MATCHES (amount > 5, date < -40d)")).toBe("2026-04-24T21:00:00.000Z");
    expect(await announce("orders_placed MATCHES (amount > 50, date < -40d)")).toBeNull();
    expect(await announce("last_order_date >= 2026-04-01")).toBeNull();
    expect(await announce("last_order_date <= -2d AND number_of_orders > 3")).toBeNull();
  });
});

describe("hostile text", () => {
  const hostile = [
    "'; drop table customers; --",
    "\\'; select pg_sleep(10); --",
    "') or true --",
    "$1",
    "{{customer.email}}",
    "%' or '1'='1",
    "\u202Etxt",
    "a\nb\tc",
    "🦄",
  ];

  test.each(hostile)("%j is only ever compared", async (text) => {
    const shop = await addShop(database.db);
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, tags: [text] },
      { customer_id: 2n, tags: ["other"] },
    ]);
    const query: WholeQuery = { kind: "list", attribute: "customer_tags", test: { operator: "CONTAINS", value: text } };
    const now = new Date("2026-01-01T00:00:00Z");
    await addSegment(database.db, shop.shopId, "hostile", format(query));
    await addSegment(database.db, shop.shopId, "unreadable", text);
    expect(await evaluate(database.db, shop, [1n, 2n, 3n], now)).toEqual([
      { customerId: 1n, segmentKey: "hostile", entered: true },
    ]);
    expect(read(text).ok).toBe(false);
  });

  test("never becomes part of the statement: texts and numbers of any content give one and the same SQL", () => {
    const setting = settingOf({ shopId: 1, timeZone: "UTC", currency: "EUR" }, new Date("2026-01-01T00:00:00Z"));
    const statement = (query: WholeQuery) => sql`select ${compile(query, setting)}`.compile(database.db).sql;
    const tagged = (value: string): WholeQuery => ({
      kind: "list",
      attribute: "customer_tags",
      test: { operator: "CONTAINS", value },
    });
    const bought = (value: string): WholeQuery => ({
      ...{ kind: "rows", attribute: "products_purchased", matches: true },
      tests: ["tag", "vendor", "sku"].map((parameter) => ({ kind: "text", parameter, test: { operator: "=", value } })),
    });
    const from = (value: string): WholeQuery => ({
      kind: "text",
      attribute: "customer_email_domain",
      test: { operator: "=", value },
    });
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        expect(statement(tagged(text))).toBe(statement(tagged("x")));
        expect(statement(from(text))).toBe(statement(from("x")));
        expect(statement(bought(text))).toBe(statement(bought("x")));
      }),
    );
  });
});
