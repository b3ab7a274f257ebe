import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { lifeOf, REVIEW_DAYS, type Facts } from "../../app/referrals/life/life.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import { apply, balance, bought, entries, friendCode, later, look, NOW, person, referralShop, seen } from "./stage.ts";

const database = useDatabase();

type Book = { friends: { orders: boolean; before: boolean; cancelled: boolean; refunds: [part: number, day: number][] }[] };

const friendArb = fc.record({
  orders: fc.boolean(),
  before: fc.boolean(),
  cancelled: fc.boolean(),
  refunds: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })), { maxLength: 3 }),
});
const LINES = [1_000n, 1_500n, 2_000n, 500n];

/** What an advocate is to have in the end, from what happened alone. */
function worth({ orders, before, cancelled, refunds }: Book["friends"][number]): number {
  if (!orders || before || cancelled) return 0;
  const gone = new Set(refunds.map(([part]) => part));
  const left = LINES.reduce((sum, minor, at) => (gone.has(at + 1) ? sum : sum + Number(minor)), 0);
  return Math.floor((100 * left) / 5_000);
}

describe("the ledger of referrals (issue 12: 1)", () => {
  it("equals a recompute from codes, orders and refunds, told in any order and more than once; nothing is paid twice or before its time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(friendArb, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (friends, order) => {
          const { shop, code } = await referralShop(database.db);
          const facts = [];
          for (const [at, friend] of friends.entries()) {
            const customerId = BigInt(at + 2);
            const email = `c${customerId}@example.com`;
            const own = { customerId, email };
            facts.push(person(customerId));
            if (friend.before) facts.push(bought(100n * customerId, { ...own, createdAt: later(-50) }));
            if (!friend.orders) continue;
            const given = await friendCode(database.db, shop, code, email);
            const lines = LINES.map((minor, place) => line(BigInt(place + 1), minor));
            const parts = [...new Map(friend.refunds.map(([part, day]) => [part, day]))];
            const refunds = parts.map(([part, day]) =>
              refund(BigInt(part), LINES[part - 1] ?? 0n, [{ lineId: BigInt(part), quantity: 1 }], { createdAt: later(day) }),
            );
            const all = refunds.length === LINES.length;
            const placed = { ...own, discountCodes: [given.code], lines };
            const orderId = 100n * customerId + 1n;
            facts.push(bought(orderId, placed));
            for (let told = 0; told <= refunds.length; told += 1) {
              const status = told === 0 ? "paid" : all && told === refunds.length ? "refunded" : "partially_refunded";
              facts.push(
                bought(orderId, {
                  ...placed,
                  refunds: refunds.slice(0, told),
                  financialStatus: status,
                  updatedAt: plusMs(NOW, HOUR_MS * (2 + told)),
                }),
              );
            }
            if (friend.cancelled) facts.push(bought(orderId, { ...placed, refunds, cancelledAt: later(2), updatedAt: later(3) }));
          }
          const shuffled = facts.map((fact, at) => ({ fact, key: order[at % order.length] ?? 0 })).sort((a, b) => a.key - b.key);
          // Some before it is due, some after; and all of it again.
          const half = Math.ceil(shuffled.length / 2);
          await apply(
            shop,
            shuffled.slice(0, half).map(({ fact }) => fact),
          );
          await look(database.db, shop, later(13));
          expect(await entries(database.db, shop)).toEqual([]);
          await look(database.db, shop, later(15));
          await apply(
            shop,
            shuffled.slice(half).map(({ fact }) => fact),
            later(16),
          );
          await look(database.db, shop, later(17));
          await apply(
            shop,
            shuffled.map(({ fact }) => fact),
            later(50),
          );
          await look(database.db, shop, later(60));
          const expected = friends.reduce((sum, friend) => sum + worth(friend), 0);
          expect(await balance(database.db, shop)).toBe(expected);
          const sums = (await seen(database.db, shop)).reduce((sum, { points }) => sum + Number(points), 0);
          expect(sums).toBe(expected);
          const given = (await entries(database.db, shop)).filter(({ points }) => Number(points) > 0);
          expect(given.length).toBeLessThanOrEqual(friends.length);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("whatever is known of a referral, it is paid only when due, seen and unbarred", () => {
    const facts: fc.Arbitrary<Facts> = fc.record({
      expiresAt: fc.constant(later(30)),
      order: fc.option(
        fc.record({
          withdrawn: fc.boolean(),
          dueAt: fc.option(fc.integer({ min: -20, max: 20 }).map(later)),
          kept: fc.bigInt({ min: 0n, max: 5_000n }),
          whole: fc.bigInt({ min: 1n, max: 5_000n }),
        }),
      ),
      judged: fc.record({
        block: fc.option(fc.constantFrom("self-account" as const, "existing-customer" as const)),
        flags: fc.uniqueArray(fc.constantFrom("disposable" as const, "minimum" as const)),
      }),
      barred: fc.option(fc.constantFrom("advocate-gone" as const, "excluded" as const)),
      decision: fc.option(
        fc.record({
          kind: fc.constantFrom("approved" as const, "declined" as const),
          flags: fc.uniqueArray(fc.constantFrom("disposable", "minimum")),
        }),
      ),
      paidAt: fc.option(fc.constant(later(-1))),
      full: fc.boolean(),
      points: fc.bigInt({ min: 0n, max: 1_000n }),
    });
    fc.assert(
      fc.property(facts, fc.integer({ min: -25, max: 45 }).map(later), (known, now) => {
        const life = lifeOf(known, now);
        const { order, judged, decision } = known;
        expect(life.points >= 0n && life.points <= known.points).toBe(true);
        if (life.state !== "paid") {
          expect(life.points).toBe(0n);
          return;
        }
        expect(order !== null && !order.withdrawn && order.kept > 0n && judged.block === null).toBe(true);
        if (known.paidAt !== null) return;
        expect(order?.dueAt != null && order.dueAt <= now && known.barred === null && !known.full).toBe(true);
        expect(decision?.kind).not.toBe("declined");
        for (const flag of judged.flags) expect(decision?.flags).toContain(flag);
      }),
      { numRuns: 500 },
    );
  });

  it("what time changes next is always still to come", () => {
    const due = later(3);
    const order = { withdrawn: false, dueAt: due, kept: 1n, whole: 1n };
    const facts = { expiresAt: later(30), order, barred: null, decision: null, paidAt: null, full: false, points: 1n };
    for (const flags of [[], ["minimum" as const]]) {
      const life = lifeOf({ ...facts, judged: { block: null, flags } }, NOW);
      expect(life.lookAt).toEqual(flags.length === 0 ? due : plusMs(due, REVIEW_DAYS * DAY_MS));
    }
  });
});
