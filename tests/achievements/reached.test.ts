import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Terms } from "../../app/achievements/content/terms.ts";
import type { CountedOrder, Facts } from "../../app/achievements/progress/known.ts";
import { periodOf, periodStart, yearsAfter } from "../../app/achievements/progress/periods.ts";
import { outcomeOf } from "../../app/achievements/progress/reached.ts";
import { badge, challenge, streak } from "./terms.ts";

const BERLIN = "Europe/Berlin";
const DAY = 86_400_000;
const ACTIVE = new Date("2025-01-01T00:00:00Z");
let ids = 0n;

function bought(at: string, more: Partial<CountedOrder> = {}): CountedOrder {
  ids += 1n;
  const placedAt = new Date(at);
  return {
    ...{ orderId: ids, placedAt, availableAt: new Date(placedAt.getTime() + 14 * DAY), earns: true, netMinor: 1_000n },
    products: [ids],
    ...more,
  };
}

function of(terms: Terms, orders: readonly CountedOrder[], now: string, more: Partial<Facts> & { timeZone?: string } = {}) {
  const { timeZone = BERLIN, ...facts } = more;
  const setting = { timeZone, activatedAt: ACTIVE, now: new Date(now) };
  const { reaches, progress, aliveUntil } = outcomeOf(terms, { orders, matches: () => true, entered: null, ...facts }, setting);
  return { at: reaches.map(({ at }) => at.toISOString()), reaches, progress, aliveUntil };
}

const days = ["2026-03-01T10:00:00Z", "2026-03-05T10:00:00Z", "2026-03-09T10:00:00Z", "2026-03-20T10:00:00Z"];
const four = days.map((at) => bought(at));

describe("what is asked for, as a table", () => {
  test.each([
    ["the first order", badge("orders", 1), days[0]],
    ["the third order", badge("orders", 3), days[2]],
    ["more orders than there are", badge("orders", 5), undefined],
    ["three within a year", badge("orders-in-year", 3), days[2]],
    ["three different products", badge("products", 3), days[2]],
    ["two orders of the days", challenge("orders", 2), days[1]],
    ["two orders of other days", challenge("orders", 2, {}, { from: "2026-03-09", until: "2026-03-19" }), undefined],
    ["a last day that counts to its end", challenge("orders", 1, {}, { from: "2026-03-20", until: "2026-03-20" }), days[3]],
    ["25 euros", challenge("spend", 2_500), days[2]],
    ["exactly 40 euros", challenge("spend", 4_000), days[3]],
    ["a cent more", challenge("spend", 4_001), undefined],
  ])("%s", (_, terms, at) => {
    expect(of(terms, four, "2026-04-01T00:00:00Z").at).toEqual(at === undefined ? [] : [new Date(at).toISOString()]);
  });

  test("a challenge's days are the shop's, whatever its clock does that night", () => {
    const night = challenge("orders", 1, {}, { from: "2026-03-29", until: "2026-03-29" });
    // Clocks went forward at 1:00 UTC: the day has 23 hours.
    expect(of(night, [bought("2026-03-28T22:59:59Z")], "2026-04-01T00:00:00Z").at).toEqual([]);
    expect(of(night, [bought("2026-03-28T23:00:00Z")], "2026-04-01T00:00:00Z").at).toHaveLength(1);
    expect(of(night, [bought("2026-03-29T21:59:59Z")], "2026-04-01T00:00:00Z").at).toHaveLength(1);
    expect(of(night, [bought("2026-03-29T22:00:00Z")], "2026-04-01T00:00:00Z").at).toEqual([]);
    expect(of(night, [bought("2026-03-28T23:30:00Z")], "2026-04-01T00:00:00Z", { timeZone: "America/New_York" }).at).toEqual([]);
  });

  test("twelve months end before the same day a year later; 29 February comes round on 1 March", () => {
    const two = badge("orders-in-year", 2);
    expect(of(two, [bought("2025-03-01T12:00:00Z"), bought("2026-02-28T22:59:59Z")], "2026-04-01T00:00:00Z").at).toHaveLength(1);
    expect(of(two, [bought("2025-03-01T12:00:00Z"), bought("2026-02-28T23:00:00Z")], "2026-04-01T00:00:00Z").at).toEqual([]);
    expect(yearsAfter(new Date("2024-02-29T12:00:00Z"), 1, BERLIN).toISOString()).toBe("2025-02-28T23:00:00.000Z");
    expect(yearsAfter(new Date("2024-02-29T12:00:00Z"), 4, BERLIN).toISOString()).toBe("2028-02-28T23:00:00.000Z");
  });

  test("an anniversary is known from the first order on", () => {
    const outcome = of(badge("years", 2), [bought("2024-05-10T20:00:00Z")], "2025-12-01T00:00:00Z");
    expect([outcome.at, outcome.progress]).toEqual([["2026-05-09T22:00:00.000Z"], 1n]);
  });

  test("goods that can still come back hold the points of what they counted for", () => {
    const late = new Date("2026-09-01T00:00:00Z");
    const orders = [bought(days[0] ?? "", { availableAt: late }), bought(days[1] ?? "")];
    expect(of(challenge("orders", 2), orders, "2026-04-01T00:00:00Z").reaches[0]?.availableAt).toEqual(late);
  });

  test("orders of a time in which the program did not run count for badges, not for challenges and streaks", () => {
    const past = four.map((order) => ({ ...order, earns: false }));
    expect(of(badge("orders", 2), past, "2026-04-01T00:00:00Z").reaches).toMatchObject([{ earns: false }]);
    expect(of(challenge("orders", 1), past, "2026-04-01T00:00:00Z").at).toEqual([]);
    expect(of(streak(2), past, "2026-04-01T00:00:00Z").progress).toBe(0n);
  });

  test("only products of the scope count, and each once", () => {
    const orders = [bought(days[0] ?? "", { products: [1n, 2n] }), bought(days[1] ?? "", { products: [2n, 3n, 4n] })];
    const outcome = of(badge("products", 2), orders, "2026-04-01T00:00:00Z", { matches: (id) => id % 2n === 0n });
    expect([outcome.at, outcome.reaches[0]?.products]).toEqual([[new Date(days[1] ?? "").toISOString()], [2n, 4n]]);
  });
});

describe("a streak", () => {
  const month = (...months: string[]) => months.map((one) => bought(`${one}-15T12:00:00Z`));

  test.each([
    ["three in a row", streak(3), month("2026-01", "2026-02", "2026-03"), "2026-03-20", 0n, ["2026-03-15"]],
    ["two of three", streak(3), month("2026-01", "2026-02"), "2026-03-20", 2n, []],
    ["is not over while the month runs", streak(3), month("2026-01", "2026-02"), "2026-03-31T21:59:59Z", 2n, []],
    ["is over when it is", streak(3), month("2026-01", "2026-02"), "2026-03-31T22:00:00Z", 0n, []],
    ["forgives a miss", streak(3, "month", 1), month("2026-01", "2026-03", "2026-04"), "2026-04-20", 0n, ["2026-04-15"]],
    ["forgives no second", streak(4, "month", 1), month("2026-01", "2026-03", "2026-05"), "2026-05-20", 1n, []],
    [
      "begins anew after it was full",
      streak(2),
      month("2026-01", "2026-02", "2026-03", "2026-04"),
      "2026-04-20",
      0n,
      ["2026-02-15", "2026-04-15"],
    ],
    ["counts a month once", streak(2), [...month("2026-01"), ...month("2026-01")], "2026-01-20", 1n, []],
    ["over the turn of the year", streak(2), month("2025-12", "2026-01"), "2026-01-20", 0n, ["2026-01-15"]],
  ] as const)("%s", (_, terms, orders, now, progress, at) => {
    const outcome = of(terms, orders, now.includes("T") ? now : `${now}T12:00:00Z`);
    expect([outcome.progress, outcome.at]).toEqual([progress, at.map((day) => `${day}T12:00:00.000Z`)]);
  });

  test("waits until the end of the last period that keeps it", () => {
    const outcome = of(streak(3, "month", 1), month("2026-01", "2026-02"), "2026-02-20T00:00:00Z");
    expect(outcome.aliveUntil?.toISOString()).toBe("2026-04-30T22:00:00.000Z");
  });

  test("periods follow one another without a gap, in any zone and whatever its clocks do", () => {
    const zones = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Pacific/Apia",
      "Australia/Lord_Howe",
      "UTC",
      "Asia/Kathmandu",
    );
    const instants = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(zones, fc.constantFrom("month" as const, "week" as const), instants, (zone, every, at) => {
        const period = periodOf(at, every, zone);
        const [begins, ends] = [periodStart(period, every, zone), periodStart(period + 1, every, zone)];
        expect(begins <= at && at < ends).toBe(true);
        expect(periodOf(begins, every, zone)).toBe(period);
        expect(periodOf(new Date(begins.getTime() - 1), every, zone)).toBe(period - 1);
      }),
    );
  });

  test("is what counting period by period finds", () => {
    const hits = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 25 });
    fc.assert(
      fc.property(
        hits,
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 45 }),
        (months, n, g, at) => {
          const first = periodOf(ACTIVE, "month", BERLIN);
          const noon = (period: number) => new Date(periodStart(period, "month", BERLIN).getTime() + DAY);
          const orders = months.filter((one) => one <= at).map((one) => bought(noon(first + one).toISOString()));
          const outcome = of(streak(n, "month", g), orders, noon(first + at).toISOString());
          let [count, missed, full] = [0, 0, 0];
          for (let period = 0; period <= at; period += 1) {
            if (months.includes(period)) {
              count += 1;
              if (count === n) [count, missed, full] = [0, 0, full + 1];
            } else if (count > 0 && period < at) {
              missed += 1;
              if (missed > g) [count, missed] = [0, 0];
            }
          }
          expect([outcome.progress, outcome.at.length]).toEqual([BigInt(count), full]);
        },
      ),
    );
  });
});

test("what follows does not depend on the order in which orders become known", () => {
  const orders = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 500 }),
      net: fc.integer({ min: 1, max: 5_000 }),
      product: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 15 },
  );
  const terms = fc.constantFrom(
    ...[badge("orders", 3), badge("orders-in-year", 3), badge("products", 3), badge("years", 1), streak(3, "week", 1), streak(2)],
    ...[challenge("spend", 4_000, {}, { from: "2025-06-01", until: "2026-01-31" })],
  );
  fc.assert(
    fc.property(orders, terms, fc.infiniteStream(fc.nat()), (list, asked, random) => {
      const known = list.map(({ day, net, product }) =>
        bought(new Date(ACTIVE.getTime() + day * DAY).toISOString(), { netMinor: BigInt(net), products: [BigInt(product)] }),
      );
      const other = known.map((order) => ({ order, place: random.next().value as number })).sort((a, b) => a.place - b.place);
      const now = "2026-06-01T00:00:00Z";
      expect(
        of(
          asked,
          other.map(({ order }) => order),
          now,
        ),
      ).toEqual(of(asked, known, now));
    }),
  );
});
