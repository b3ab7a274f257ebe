import fc from "fast-check";
import { sql } from "kysely";
import { expect, it } from "vitest";

import { followDrift, rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { useDatabase } from "../support/database.ts";
import { SEED } from "../support/seed-value.ts";
import { OURS, SHOPIFY } from "./corpus.ts";
import { judgeOf, type Person, type RawProduct } from "./oracle.ts";
import { numbered, people, PRODUCTS, TOUCHED } from "./people.ts";
import { putMirrors } from "./put-mirrors.ts";
import { putPeople } from "./put-people.ts";
import { addSegment, addShop, evaluateDue, members } from "./support.ts";

/** Sequences of all files together; `LIVES=5000` for a long run, which takes as long as it takes. */
const RUNS = Number(process.env["LIVES"] ?? 1_000);
const LIMIT_MS = Math.max(600_000, RUNS * 15_000);
/** The files among which they are shared. */
const PARTS = 2;
const HOUR = 3_600_000;
/** Of the first two segments of a shop, which ask for none. */
const BY_OTHERS = [
  "segment_member = 's0' AND number_of_orders > 0",
  "segment_member != 's1'",
  "segment_member NOT IN ('s0', 's1') OR customer_tags CONTAINS 'vip'",
];
const ASKED = [...OURS, ...SHOPIFY.map(([, canonical]) => canonical)];

// Clocks that change, a leap day, the turn of a year.
const begins = fc.constantFrom(
  "2026-03-28T21:00:00Z",
  "2026-10-24T20:00:00Z",
  "2028-02-28T10:00:00Z",
  "2026-12-30T23:30:00Z",
  "2026-09-05T12:00:00Z",
);
const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Beirut", "UTC");

// Of two, no and three digits, so that the same amounts mean something else.
const CURRENCIES = ["EUR", "JPY", "KWD"] as const;
const DIGITS = { EUR: 2, JPY: 0, KWD: 3 };
/** The shop's products, tagged anew, from another vendor or with other SKUs. */
const catalogs = fc
  .array(fc.constantFrom(null, "sale", "Sports wear", "gone"), { minLength: PRODUCTS.length, maxLength: PRODUCTS.length })
  .map((tags) =>
    PRODUCTS.map((product, index): RawProduct => {
      const tag = tags[index] ?? null;
      if (tag === null) return product;
      const variants = product.variants.map((variant) => ({ ...variant, sku: tag === "gone" ? null : "A-1" }));
      const collections = tag === "gone" ? [] : [5n];
      return { ...product, variants, collections, tags: tag === "gone" ? [] : [tag], vendor: tag === "gone" ? null : "acme" };
    }),
  );

const step = (now: Date) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(1, 12, 24, 25, 24 * 7, 24 * 31, 24 * 90).map((hours) => ({ kind: "wait" as const, hours })),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        ...{ kind: fc.constant("change" as const), who: fc.nat(2), other: people(now) },
        movement: fc.constantFrom(...(Object.keys(TOUCHED) as (keyof typeof TOUCHED)[])),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.constantFrom(...CURRENCIES).map((currency) => ({ kind: "currency" as const, currency })),
        zones.map((timeZone) => ({ kind: "zone" as const, timeZone })),
        catalogs.map((products) => ({ kind: "retag" as const, products })),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("go" as const),
        who: fc.nat(2),
        how: fc.constantFrom("deleted" as const, "merged" as const, "redacted" as const, null),
      }),
    },
  );
const lives = fc.tuple(begins, zones).chain(([begin, timeZone]) =>
  fc.record({
    now: fc.constant(new Date(begin)),
    timeZone: fc.constant(timeZone),
    asked: fc
      .tuple(fc.uniqueArray(fc.constantFrom(...ASKED), { minLength: 2, maxLength: 5 }), fc.subarray(BY_OTHERS, { maxLength: 2 }))
      .map(([own, ofOthers]) => [...own, ...ofOthers]),
    found: fc.array(people(new Date(begin)), { minLength: 3, maxLength: 3 }).map(numbered),
    steps: fc.array(step(new Date(begin)), { minLength: 4, maxLength: 10 }),
  }),
);

/** One part of the sequences, each with a seed of its own. */
export function liveSequences(part: number): void {
  const database = useDatabase();
  it(
    `membership is what an evaluation from scratch says, after any changes and waits (must show 3), part ${part} of ${PARTS}`,
    async () => {
      await fc.assert(
        fc.asyncProperty(lives, async ({ now: begin, timeZone, asked, found, steps }) => {
          let shop = await addShop(database.db, { timeZone });
          for (const [index, query] of asked.entries()) await addSegment(database.db, shop.shopId, `s${index}`, query);
          let now = begin;
          let living = found;
          let products = PRODUCTS;
          let currency: keyof typeof DIGITS = "EUR";
          const worldNow = () => ({
            ...{ now, timeZone: shop.timeZone, digits: DIGITS[currency], products },
            segments: new Map(asked.map((one, at) => [`s${at}`, one])),
          });
          // Shopify knows at once what it judges, and tells of it.
          const mirror = () => putMirrors(database.db, shop.shopId, living, asked, worldNow());
          const put = async () => {
            await putPeople(database.db, shop.shopId, living, currency, products);
            await mirror();
          };
          const clock = () => now;
          const agree = async (what: unknown) => {
            const world = worldNow();
            const judges = asked.map((query) => judgeOf(query, world));
            const expected = living.flatMap((person) =>
              judges.flatMap((meets, index) => (meets(person) ? `${person.customerId}:s${index}` : [])),
            );
            expect({ what, now, asked, members: await members(database.db, shop.shopId) }).toEqual({
              what,
              now,
              asked,
              members: expected,
            });
          };
          await put();
          await evaluate(database.db, shop, [1n, 2n, 3n], now);
          await agree("at first");
          for (const one of steps) {
            if (one.kind === "wait") {
              now = new Date(now.getTime() + one.hours * HOUR);
              while ((await evaluateDue(database.db, now, 1_000)).has(shop.shopId));
              await mirror();
              await evaluate(database.db, shop, [1n, 2n, 3n], now, ["mirrors"]);
              await agree(one);
              continue;
            }
            if (one.kind === "currency" || one.kind === "zone") {
              if (one.kind === "currency") currency = one.currency;
              shop = { ...shop, currency, timeZone: one.kind === "zone" ? one.timeZone : shop.timeZone };
              await sql`
            update shops set currency = ${currency}, time_zone = ${shop.timeZone} where shop_id = ${shop.shopId}
          `.execute(database.db);
              await put();
              await rebuildSegments(shop, clock);
              await evaluate(database.db, shop, [1n, 2n, 3n], now, ["mirrors"]);
              await agree(one);
              continue;
            }
            if (one.kind === "retag") {
              products = one.products;
              await put();
              await followDrift(shop, "catalog", clock);
              await agree(one.kind);
              continue;
            }
            const changed = living[one.who] as Person;
            const next =
              one.kind === "go"
                ? { ...changed, gone: one.how }
                : { ...changed, ...Object.fromEntries(TOUCHED[one.movement].map((field) => [field, one.other[field]])) };
            living = numbered(living.map((person) => (person === changed ? next : person)));
            await put();
            await evaluate(database.db, shop, [next.customerId], now, one.kind === "go" ? null : [one.movement]);
            await agree(one.kind === "go" ? one : one.movement);
          }
          // What is over is due no more: else each life would be longer than the one before.
          await sql`delete from segment_dues where shop_id = ${shop.shopId}`.execute(database.db);
        }),
        { numRuns: Math.ceil(RUNS / PARTS), seed: (SEED ?? 1) + part },
      );
    },
    LIMIT_MS,
  );
}
