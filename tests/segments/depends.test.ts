import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it, vi } from "vitest";

import { findLocale, translator } from "../../app/i18n/translate.ts";
import { dictionaries } from "../../app/i18n/dictionary.ts";
import { change } from "../../app/pipeline/change.server.ts";
import type { AnyAttribute, Movement } from "../../app/segments/attributes/attribute.ts";
import { attributeNames, attributes, type Attribute } from "../../app/segments/attributes/registry.ts";
import { loadCompiled, settingOf } from "../../app/segments/compiled.server.ts";
import { dependsOn, type Happened } from "../../app/segments/meaning/depends.ts";
import { compile } from "../../app/segments/meaning/compile.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { askedBy, readWhole } from "../../app/segments/language/answers.ts";
import { format } from "../../app/segments/language/format.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { useDatabase } from "../support/database.ts";
import { offsets, ownNames, wholeQueries } from "./arbitraries.ts";
import type { Person, RawProduct } from "./oracle.ts";
import { numbered, people, PRODUCTS, TOUCHED } from "./people.ts";
import { putMirrors } from "./put-mirrors.ts";
import { customerRow, putPeople, scoreRow } from "./put-people.ts";
import { addSegment, addShop, members, nextEvalAt, putCustomers, putPoints } from "./support.ts";

const database = useDatabase();
const now = new Date("2026-06-15T10:00:00Z");

const read = (source: string) => {
  const checked = readWhole(source, askedBy([]));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.query;
};

type State = { person: Person; products: readonly RawProduct[] };

const someone = people(now).map((person) => numbered([{ ...person, gone: null }])[0] as Person);
const catalogs = fc
  .array(fc.boolean(), { minLength: 3, maxLength: 3 })
  .map((plain) =>
    PRODUCTS.map((product, index) =>
      plain[index] === true ? { ...product, tags: ["vip"], vendor: "de", collections: [101n], variants: [] } : product,
    ),
  );

function changed(movement: Movement): fc.Arbitrary<(before: State) => State> {
  if (movement === "catalog") return catalogs.map((products) => (before) => ({ ...before, products }));
  return someone.map((other) => ({ person, products }) => ({
    person: { ...person, ...Object.fromEntries(TOUCHED[movement].map((field) => [field, other[field]])) },
    products,
  }));
}

async function put(shopId: number, { person, products }: State, asked: readonly string[]): Promise<void> {
  await putPeople(database.db, shopId, [person], "EUR", products);
  await putMirrors(database.db, shopId, [person], asked, { now, timeZone: "Europe/Berlin", digits: 2, products });
}

const ranges = {
  numbers: fc.constantFrom("0", "1", "2", "1.5"),
  texts: fc.constantFrom("de", "vip", "AT", "shop.de", "US-CA", "sale", "Acme", "gold"),
  days: offsets({ d: 90, w: 12, m: 3, y: 1 }),
  ids: fc.constantFrom("101", "1011", "1"),
};
const queriesOf = (attribute: Attribute) => wholeQueries({ ...ranges, attributes: [attribute] });
/** Segments of which the first asks for nothing but one attribute. */
const asking = (attribute: Attribute) => fc.tuple(queriesOf(attribute), wholeQueries(ranges));

describe("what a segment depends on", () => {
  it.each(ownNames)(
    "lets any change move what asks for %s, though only that is looked at (house A5)",
    async (attribute) => {
      const kind = fc.constantFrom(...(Object.keys(TOUCHED) as Movement[]));
      const changing = kind.chain((movement) => changed(movement).map((apply) => ({ movement, apply })));
      await fc.assert(
        fc.asyncProperty(
          asking(attribute),
          someone,
          fc.array(changing, { minLength: 3, maxLength: 6 }),
          async (segments, before, moves) => {
            const shop = await addShop(database.db);
            for (const [index, query] of segments.entries())
              await addSegment(database.db, shop.shopId, `s${index}`, format(query));
            let state: State = { person: before, products: PRODUCTS };
            const asked = segments.map(format);
            await put(shop.shopId, state, asked);
            await evaluate(database.db, shop, [1n], now);
            for (const { movement, apply } of moves) {
              state = apply(state);
              await put(shop.shopId, state, asked);
              await evaluate(database.db, shop, [1n], now, [movement]);
              expect({ movement, drift: await verify(database.db, shop, now) }).toEqual({ movement, drift: [] });
            }
          },
        ),
        { numRuns: 3 },
      );
    },
    60_000,
  );

  const depends: [query: string, happened: Happened[]][] = [
    ["points_balance > 1", ["points"]],
    ["loyalty_tier = 'gold'", ["tier"]],
    ["email_subscription_status = 'SUBSCRIBED'", ["consent", "profile"]],
    ["customer_tags CONTAINS 'points_balance'", ["profile"]],
    ["number_of_orders > 1 AND points_balance > 1", ["orders", "points"]],
    ["last_order_date <= -90d", ["orders", "time"]],
    ["last_order_date >= 2026-01-01", ["orders"]],
    ["last_order_date IS NULL", ["orders"]],
    ["orders_placed MATCHES (date >= -30d, count < 3)", ["orders", "time"]],
    ["orders_placed MATCHES (date >= 2026-01-01T12:00:00)", ["orders"]],
    ["NOT (products_purchased MATCHES (tag = 'sale'))", ["catalog", "orders"]],
    ["products_purchased MATCHES (id = 1)", ["orders"]],
    ["anniversary('metafields.facts.birth_date') = today", ["profile", "time"]],
    ["anniversary('metafields.facts.birth_date') = 2026-05-30", ["profile"]],
  ];
  it.each(depends)("of %s", (query, happened) => {
    expect([...dependsOn(read(query))].sort()).toEqual(happened);
  });

  it("is not asked for where nobody asks: spending changes nothing then, and a tag that is called points_balance is no question (house A5)", async () => {
    const shop = await addShop(database.db);
    await addSegment(database.db, shop.shopId, "tag", "customer_tags CONTAINS 'points_balance'");
    await addSegment(database.db, shop.shopId, "lapsed", "last_order_date <= -90d");
    expect((await loadCompiled(database.db, shop, now, ["points"])).idle).toBe(true);
    expect((await loadCompiled(database.db, shop, now, ["profile"])).segments.map(({ key }) => key)).toEqual(["tag"]);
    expect((await loadCompiled(database.db, shop, now, ["time"])).segments.map(({ key }) => key)).toEqual(["lapsed"]);
    expect((await loadCompiled(database.db, shop, now)).segments.map(({ key }) => key)).toEqual(["tag", "lapsed"]);
  });

  it("decides which tables are joined (house A5)", async () => {
    const shop = await addShop(database.db);
    await addSegment(database.db, shop.shopId, "regular", "number_of_orders > 3");
    const joins = async () => (await loadCompiled(database.db, shop, now)).joins.compile(database.db).sql;
    expect(await joins()).toBe("");
    await addSegment(database.db, shop.shopId, "rich", "points_balance > 3");
    expect(await joins()).toMatch(/^ left join ledger_accounts l on [^;]*$/);
    expect(await joins()).not.toContain("members");
    await addSegment(database.db, shop.shopId, "gold", "loyalty_tier = 'gold'");
    expect(await joins()).toContain(" left join members p on ");
  });
});

it("a change through the one door looks at what asks for it, and leaves what time has done to its own loop (house A5)", async () => {
  const shop = await addShop(database.db);
  await addSegment(database.db, shop.shopId, "rich", "points_balance >= 2");
  await addSegment(database.db, shop.shopId, "lapsed", "last_order_date <= -90d");
  const lastOrderAt = new Date("2026-01-01T12:00:00Z");
  const dueAt = new Date("2026-03-31T22:00:00Z");
  await putCustomers(database.db, shop.shopId, [
    { customer_id: 1n, orders_count: 1, last_order_at: lastOrderAt, next_eval_at: dueAt },
  ]);
  await putPoints(database.db, shop.shopId, 1n, 2n);
  await change(
    shop,
    () => Promise.resolve({ result: null, moved: { spent: [1n] } }),
    () => now,
  );
  expect(await members(database.db, shop.shopId)).toEqual(["1:rich"]);
  expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBe(dueAt.toISOString());
  await change(
    shop,
    () => Promise.resolve({ result: null, moved: { time: [1n] } }),
    () => now,
  );
  expect(await members(database.db, shop.shopId)).toEqual(["1:lapsed", "1:rich"]);
  expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBeNull();
});

it("segments are read once for as long as they stay as they are (house A5)", async () => {
  const shop = await addShop(database.db);
  await addSegment(database.db, shop.shopId, "once", "number_of_orders > 77");
  const reading = vi.spyOn(RegExp.prototype, "exec");
  const readings = async (happened?: Happened[]) => {
    reading.mockClear();
    await loadCompiled(database.db, shop, now, happened);
    return reading.mock.contexts.filter((pattern) => (pattern as RegExp).sticky).length;
  };
  expect(await readings()).toBeGreaterThan(0);
  expect(await readings()).toBe(0);
  expect(await readings(["orders"])).toBe(0);
  await sql`update segments set query = 'number_of_orders > 78' where shop_id = ${shop.shopId}`.execute(database.db);
  expect(await readings()).toBeGreaterThan(0);
  reading.mockRestore();
});

describe("the registry of attributes", () => {
  it.each(ownNames)("%s reads only columns that the changes above move, so that what moves it is proved", (name) => {
    const source = fc.sample(queriesOf(name), 50).map((query) => {
      const setting = settingOf({ shopId: 1, timeZone: "UTC", currency: "EUR" }, now);
      return sql`${compile(query, setting)}`.compile(database.db).sql;
    });
    // What only Shopify knows is read from one table, which is moved as a whole.
    const entry: AnyAttribute = attributes[name];
    if (entry.mirrored === true) {
      for (const text of source) expect(text).toContain("from mirror_members m");
      return;
    }
    const read = new Set(source.flatMap((text) => [...text.matchAll(/(?<![\w.])"?[clps]"?\."?(\w+)/g)].map((match) => match[1])));
    const [one] = fc.sample(
      someone.filter(({ score }) => score !== null),
      1,
    );
    const moved = new Set(["shop_id", ...Object.keys(customerRow(one as Person))]);
    for (const column of ["available", "pending", "expires_at", "expires_points"]) moved.add(column);
    for (const column of ["tier", "tier_since", "birthday_month", "birthday_day"]) moved.add(column);
    for (const column of Object.keys(scoreRow(one as Person)[0] ?? {})) moved.add(column);
    expect([...read].filter((column) => !moved.has(column ?? ""))).toEqual([]);
    expect(read.size).toBeGreaterThan(0);
  });

  it.each(attributeNames)("%s says what moves it, which operators it allows and what it is called in both languages", (name) => {
    const entry = attributes[name];
    expect(entry.movedBy.length).toBeGreaterThan(0);
    expect((entry.operators as readonly string[]).includes("IS NULL")).toBe(entry.nullable);
    const labels = ["en", "de"].map((locale) => translator(findLocale(locale) ?? "en")(entry.label));
    for (const label of labels) expect(label).not.toContain("_");
  });

  it("has no words left over, and no name twice", () => {
    expect(Object.keys(dictionaries.en.attributes).sort()).toEqual(
      attributeNames.map((name) => name.replace(/^storefront\./, "").replace(".", "_")).sort(),
    );
    for (const { attributes: words } of Object.values(dictionaries))
      expect(new Set(Object.values(words)).size).toBe(attributeNames.length);
  });
});
