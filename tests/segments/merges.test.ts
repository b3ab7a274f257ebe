import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createQueues } from "../../app/jobs/work.server.ts";
import { receive } from "../../app/pipeline/change.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import { judgeOf, type Person, type RawOrder } from "./oracle.ts";
import { people, PRODUCTS } from "./people.ts";
import { addSegment, evaluateDue, members } from "./support.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());
/** Sequences of a run: `LIVES=1000` for a long one. */
const RUNS = Number(process.env["LIVES"] ?? 20);
const DAY = 86_400_000;
const begin = new Date("2026-10-20T09:00:00Z");
const ASKED = [
  "number_of_orders >= 2",
  "amount_spent > 60 AND average_order_value <= 40",
  "first_order_date >= -30d",
  "last_order_date <= -20d OR last_order_date IS NULL",
  "orders_placed MATCHES (date >= -14d, count >= 2)",
  "orders_placed NOT MATCHES (date >= -7d) AND number_of_orders > 0",
  "products_purchased MATCHES (id = 101, sum_quantity >= 3)",
  "points_redeemed NOT MATCHES () AND segment_member != 's0'",
];

const who = fc.constantFrom(1n, 2n, 3n);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant("order" as const), by: who, product: fc.constantFrom(101n, 102n) },
      ...{ net: fc.constantFrom(1_000n, 2_500n, 9_000n), quantity: fc.integer({ min: 1, max: 2 }) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("merge" as const), kept: who, gone: who }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 8, 25).map((days) => ({ kind: "wait" as const, days })) },
);

/** What of a person nobody has told. */
function nobody(customerId: bigint): Person {
  const [someone] = fc.sample(people(begin), { numRuns: 1, seed: 3 });
  return { ...(someone as Person), customerId, gone: null, orders: [], redemptions: [], dues: [], score: null };
}

it("membership is what plain arithmetic says of the orders of both, after merges as Shopify tells of them (must show 3)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
      const shop = await createEarningShop(database.db, { installedAt: new Date(begin.getTime() - DAY) });
      for (const customerId of [1n, 2n, 3n]) await stageCustomer(database.db, shop, customerId);
      for (const [index, query] of ASKED.entries()) await addSegment(database.db, shop.shopId, `s${index}`, query);
      let now = begin;
      const clock = () => now;
      const become = new Map<bigint, bigint>();
      const current = (id: bigint): bigint => (become.has(id) ? current(become.get(id) ?? id) : id);
      const placed: (RawOrder & { by: bigint })[] = [];
      for (const [at, one] of steps.entries()) {
        now = new Date(now.getTime() + 3_600_000);
        if (one.kind === "order") {
          const orderId = BigInt(at + 1);
          const { by, product, quantity, net } = one;
          const bought = { productId: product, variantId: null, quantity, tip: false, byPlan: false };
          placed.push({ by, orderId, at: now, net, state: "counts", codes: [], appId: null, lines: [bought] });
          const lines = [line(orderId, net, { productId: product, quantity, currentQuantity: quantity })];
          const dates = { createdAt: now, processedAt: now, updatedAt: now };
          // Shopify may still name who is gone.
          const told = order(lines, { orderId, customerId: by, email: null, ...dates });
          await receive(shop, [{ kind: "order", order: told, announced: true }], clock);
        } else if (one.kind === "merge") {
          const [keptId, goneId] = [current(one.kept), one.gone];
          if (keptId === goneId || become.has(goneId)) continue;
          become.set(goneId, keptId);
          await receive(shop, [{ kind: "customers-merged", keptId, goneId, at: now }], clock);
        } else {
          now = new Date(now.getTime() + one.days * DAY);
          while ((await evaluateDue(database.db, now, 1_000)).has(shop.shopId));
        }
        const living = [1n, 2n, 3n].map((id) => ({
          ...nobody(id),
          gone: become.has(id) ? ("merged" as const) : null,
          orders: placed.filter(({ by }) => current(by) === id),
        }));
        const segments = new Map(ASKED.map((query, index) => [`s${index}`, query]));
        const world = { now, timeZone: shop.timeZone, digits: 2, products: PRODUCTS, segments };
        const touched = new Set(placed.map(({ by }) => current(by)).concat([...become.values()]));
        const expected = living.flatMap((person) =>
          ASKED.flatMap((query, index) => (judgeOf(query, world)(person) ? [`${person.customerId}:s${index}`] : [])),
        );
        // Nobody has looked yet at who has done nothing.
        const looked = (member: string) => touched.has(BigInt(member.split(":")[0] ?? ""));
        const found = (await members(database.db, shop.shopId)).filter(looked);
        expect({ one, now, found }).toEqual({ one, now, found: expected.filter(looked) });
      }
    }),
    { numRuns: RUNS },
  );
}, 240_000);
