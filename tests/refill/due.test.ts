import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dueItems, endOf, together } from "../../app/refill/due.ts";
import type { RefillFacts, RefillOrder, Supply, Wish } from "../../app/refill/facts.ts";
import { holdingsOf } from "../../app/refill/holdings.ts";
import { rhythmOf } from "../../app/refill/rhythm.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";

const day0 = new Date("2027-01-04T09:00:00Z");
const on = (days: number) => plusMs(day0, days * DAY_MS);
const dayOf = ({ year, month, day }: { year: number; month: number; day: number }) =>
  Math.round((Date.UTC(year, month - 1, day) - Date.UTC(2027, 0, 4)) / DAY_MS);

type Bought = [product: bigint, quantity: number, more?: { variantId?: bigint; byPlan?: boolean }];

function order(orderId: bigint, day: number, lines: Bought[], arrives: number | null = day): RefillOrder {
  return {
    ...{ orderId, at: on(day) },
    lines: lines.map(([productId, quantity, { variantId = productId * 10n, byPlan = false } = {}]) => ({
      ...{ productId, variantId, quantity, byPlan },
      arrival: arrives === null ? null : { at: on(arrives), by: "delivered" },
    })),
  };
}

const supply = (days: number, learned: number | null = null, by: "piece" | "purchase" = "piece"): Supply => ({
  ...{ days, since: on(-100) },
  learned: learned === null ? null : { by, days: learned },
});

function factsOf(
  orders: RefillOrder[],
  supplies: Record<string, Supply> = { "1": supply(30), "2": supply(45) },
  wishes: [bigint, Partial<Wish>][] = [],
): RefillFacts {
  return {
    ...{ orders, supplies: new Map(Object.entries(supplies)) },
    wishes: new Map(wishes.map(([productId, wish]) => [productId, { snoozedUntil: null, off: false, askedAt: on(0), ...wish }])),
  };
}

const days = (facts: RefillFacts, lead = 5) =>
  dueItems(facts, lead, "Europe/Berlin").map(({ productId, day, reckoning }) => [productId, dayOf(day), reckoning]);

describe("when a product is due", () => {
  it("is quantity × supply − lead days after it came: day 25 for one pack, 55 for two, 40 for another of 45 days (flows 31)", () => {
    expect(days(factsOf([order(1n, 0, [[1n, 1]])]))).toEqual([[1n, 25, "supply"]]);
    expect(
      days(
        factsOf([
          order(1n, 0, [
            [1n, 2],
            [2n, 1],
          ]),
        ]),
      ),
    ).toEqual([
      [2n, 40, "supply"],
      [1n, 55, "supply"],
    ]);
    expect(days(factsOf([order(1n, 0, [[1n, 1]], 4)]))).toEqual([[1n, 29, "supply"]]);
    expect(days(factsOf([order(1n, 0, [[1n, 1]])]), 0)).toEqual([[1n, 30, "supply"]]);
  });

  it("is never before the day after it came, however short the supply", () => {
    expect(days(factsOf([order(1n, 0, [[1n, 1]])], { "1": supply(3) }))).toEqual([[1n, 1, "supply"]]);
  });

  it("is by the variant's own supply, else its product's; what has none is not due", () => {
    const supplies = { "1": supply(30), "1:11": supply(90), "2:21": supply(10) };
    const bought = order(1n, 0, [
      [1n, 1, { variantId: 11n }],
      [2n, 1, { variantId: 22n }],
      [3n, 1],
    ]);
    expect(days(factsOf([bought], supplies))).toEqual([[1n, 85, "supply"]]);
    const both = order(1n, 0, [
      [1n, 1, { variantId: 11n }],
      [1n, 2, { variantId: 12n }],
    ]);
    expect(days(factsOf([both], supplies))).toEqual([[1n, 145, "supply"]]);
  });

  it("counts from the last purchase; two orders of one day are one", () => {
    expect(days(factsOf([order(1n, 0, [[1n, 1]]), order(2n, 20, [[1n, 1]])]))).toEqual([[1n, 45, "supply"]]);
    const forgot = [order(1n, 0, [[1n, 1]]), { ...order(2n, 0, [[1n, 1]]), at: plusMs(on(0), 3_600_000) }];
    expect(days(factsOf(forgot))).toEqual([[1n, 55, "supply"]]);
  });

  it("is a day of the recipient's calendar", () => {
    const whole = order(1n, 0, [[1n, 1]]);
    const late = {
      ...whole,
      lines: whole.lines.map((line) => ({
        ...line,
        arrival: { at: new Date("2027-01-04T23:30:00Z"), by: "delivered" as const },
      })),
    };
    const [berlin] = dueItems(factsOf([late]), 5, "Europe/Berlin");
    const [newYork] = dueItems(factsOf([late]), 5, "America/New_York");
    expect([berlin?.day, newYork?.day].map((day) => day && dayOf(day))).toEqual([26, 25]);
  });

  it("leaves out who gets it by a plan, until nothing has come for two of its intervals", () => {
    expect(days(factsOf([order(1n, 0, [[1n, 1, { byPlan: true }]])]))).toEqual([]);
    const renewed = [0, 30, 60].map((day, at) => order(BigInt(at), day, [[1n, 1, { byPlan: true }]]));
    expect(days(factsOf(renewed))).toEqual([[1n, 120, "plan-ended"]]);
    // Who ends the plan and buys it once is reminded as everybody is.
    expect(days(factsOf([...renewed, order(9n, 70, [[1n, 1]])]))).toEqual([[1n, 95, "supply"]]);
  });
});

describe("what repeats say", () => {
  const learned = { "1": supply(30, 40) };

  it("takes the place of the supply, for as much as was bought, and is counted from the order", () => {
    expect(days(factsOf([order(1n, 0, [[1n, 2]], 6)], learned))).toEqual([[1n, 75, "product"]]);
  });

  it("gives way to the customer's own rhythm from two intervals on", () => {
    const own = [0, 20, 42].map((day, at) => order(BigInt(at), day, [[1n, 1]]));
    expect(days(factsOf(own.slice(0, 2), learned))).toEqual([[1n, 55, "product"]]);
    expect(days(factsOf(own, learned))).toEqual([[1n, 42 + 21 - 5, "customer"]]);
    // Two packs lasted twice as long: the rhythm is one of packs.
    const packs = [order(1n, 0, [[1n, 2]]), order(2n, 40, [[1n, 1]]), order(3n, 60, [[1n, 3]])];
    expect(days(factsOf(packs, learned))).toEqual([[1n, 60 + 60 - 5, "customer"]]);
    // Before the product has enough repeats, what the merchant says holds.
    expect(days(factsOf(own))).toEqual([[1n, 67, "supply"]]);
  });

  it("that quantities tell nothing of is counted from purchase to purchase, however much it was", () => {
    const often = { "1": supply(30, 40, "purchase") };
    expect(days(factsOf([order(1n, 0, [[1n, 6]])], often))).toEqual([[1n, 35, "product"]]);
    const own = [order(1n, 0, [[1n, 1]]), order(2n, 20, [[1n, 12]]), order(3n, 42, [[1n, 2]])];
    expect(days(factsOf(own, often))).toEqual([[1n, 42 + 21 - 5, "customer"]]);
    // Of two variants of which one runs out by the piece: one after the other.
    const both = { "1:10": supply(30, 10), "1:11": supply(30, 40, "purchase") };
    const mixed: Bought[] = [
      [1n, 2, { variantId: 10n }],
      [1n, 5, { variantId: 11n }],
    ];
    expect(days(factsOf([order(1n, 0, mixed)], both))).toEqual([[1n, 55, "product"]]);
  });

  it("is the median with its quarters, as the database reckons it", () => {
    expect(rhythmOf([])).toBe(null);
    expect(rhythmOf([40, 10, 20, 30])).toEqual({ cases: 4, median: 25, low: 17.5, high: 32.5 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        const rhythm = rhythmOf(gaps);
        if (rhythm === null) return false;
        const below = gaps.filter((gap) => gap <= rhythm.median).length;
        const above = gaps.filter((gap) => gap >= rhythm.median).length;
        return (
          rhythm.low <= rhythm.median && rhythm.median <= rhythm.high && 2 * below >= gaps.length && 2 * above >= gaps.length
        );
      }),
    );
  });
});

describe("what is told of together", () => {
  it("is due within three days of the first of it, and no later (flows 31)", () => {
    const supplies = { "1": supply(30), "2": supply(33), "3": supply(34), "4": supply(60) };
    const facts = factsOf(
      [
        order(1n, 0, [
          [1n, 1],
          [2n, 1],
          [3n, 1],
          [4n, 1],
        ]),
      ],
      supplies,
    );
    const groups = together(dueItems(facts, 5, "Europe/Berlin"));
    expect(groups.map((group) => group.map(({ productId }) => productId))).toEqual([[1n, 2n], [3n], [4n]]);
  });

  it("loses nothing and doubles nothing, and spans at most three days", () => {
    const drawn = fc.array(fc.integer({ min: 6, max: 400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(drawn, (all) => {
        const supplies = Object.fromEntries(all.map((count, at) => [String(at + 1), supply(count)]));
        const items = dueItems(
          factsOf(
            [
              order(
                1n,
                0,
                all.map((_, at): Bought => [BigInt(at + 1), 1]),
              ),
            ],
            supplies,
          ),
          5,
          "UTC",
        );
        const groups = together(items);
        expect(groups.flat()).toEqual(items);
        for (const [first, ...rest] of groups)
          for (const item of rest) expect(dayOf(item.day) - dayOf(first.day)).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe("what ends it", () => {
  const [item] = dueItems(factsOf([order(1n, 0, [[1n, 1]])]), 5, "UTC");
  const key = item?.key ?? "";
  const endIn = (facts: RefillFacts) => endOf(key, dueItems(facts, 5, "UTC"), facts);

  it("is a purchase of the product, its refund, a snooze or “not this product”; nothing else", () => {
    expect(endIn(factsOf([order(1n, 0, [[1n, 1]]), order(2n, 3, [[2n, 5]])]))).toBe(null);
    expect(endIn(factsOf([order(1n, 0, [[1n, 1]]), order(2n, 3, [[1n, 1]])]))).toBe("purchase");
    expect(endIn(factsOf([]))).toBe("order-withdrawn");
    expect(endIn(factsOf([order(1n, 0, [[1n, 0]])]))).toBe("order-withdrawn");
    expect(endIn(factsOf([order(1n, 0, [[1n, 1]])], undefined, [[1n, { off: true }]]))).toBe("product-off");
    expect(endIn(factsOf([order(1n, 0, [[1n, 1]])], undefined, [[1n, { snoozedUntil: on(40), askedAt: on(25) }]]))).toBe(
      "snoozed",
    );
  });

  it("a snooze moves it to its day, for the purchase that it was asked for", () => {
    const wishes: [bigint, Partial<Wish>][] = [[1n, { snoozedUntil: on(40), askedAt: on(25) }]];
    expect(days(factsOf([order(1n, 0, [[1n, 1]])], undefined, wishes))).toEqual([[1n, 40, "supply"]]);
    expect(days(factsOf([order(1n, 0, [[1n, 1]]), order(2n, 30, [[1n, 1]])], undefined, wishes))).toEqual([[1n, 55, "supply"]]);
    expect(days(factsOf([order(1n, 0, [[1n, 1]])], undefined, [[1n, { off: true }]]))).toEqual([]);
  });
});

describe("what it is counted from", () => {
  it("is the arrival of the line's own parcel; of one purchase in two parcels the later, and nothing before both are sent (flows 32)", () => {
    const parts = (first: number | null, second: number | null) => {
      const [one, other] = [order(1n, 0, [[1n, 1]], first), order(1n, 0, [[1n, 1]], second)];
      return holdingsOf(factsOf([{ ...one, lines: [...one.lines, ...other.lines] }]))[0];
    };
    expect(parts(2, 9)).toMatchObject({ countedFrom: on(9), countedBy: "delivered", days: 60 });
    expect(parts(9, 2)).toMatchObject({ countedFrom: on(9) });
    expect(parts(2, null)).toBe(undefined);
    const two = [order(1n, 0, [[1n, 1]], 1), order(1n, 0, [[2n, 1]], 10)].flatMap(({ lines }) => lines);
    expect(days(factsOf([{ orderId: 1n, at: on(0), lines: two }]))).toEqual([
      [1n, 26, "supply"],
      [2n, 50, "supply"],
    ]);
  });

  it("is the order where repeats say how long it lasts, for they are counted so", () => {
    const [item] = holdingsOf(factsOf([order(1n, 0, [[1n, 1]], 8)], { "1": supply(30, 40) }));
    expect(item).toMatchObject({ countedFrom: on(0), countedBy: "order", days: 40 });
  });
});
