import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { setGoal } from "../../app/actions/merchant/set-goal.server.ts";
import { askedOf, dayOf as readDay } from "../../app/insights/figures/asked.ts";
import type { Beside } from "../../app/insights/figures/beside/beside.ts";
import { averages, tallyCohorts } from "../../app/insights/figures/cohorts.ts";
import { tallyPeriod } from "../../app/insights/figures/counts.ts";
import { cohortsCsv, figuresCsv } from "../../app/insights/figures/kept/figures-csv.ts";
import { workOutFigures } from "../../app/insights/figures/kept/work-out.server.ts";
import { lastDays } from "../../app/insights/figures/period.ts";
import { followGoals } from "../../app/insights/goals/follow.server.ts";
import { figureKeys, figures } from "../../app/insights/figures/list.ts";
import { goalFigures, isGoalFigure, isLessBetter, progressOf, standingOf, type Goal } from "../../app/insights/goals/goal.ts";
import { listGoals, MOST_GOALS, removeGoal } from "../../app/insights/goals/goals.server.ts";
import { readGoal } from "../../app/insights/goals/read-goal.ts";
import { continental } from "../../app/lib/csv.ts";
import { DAY_MS } from "../../app/lib/time.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { dayOf, fillOrders } from "./scores-stage.ts";

const database = useDatabase();
const TODAY = dayOf("2026-11-10");
const NOW = new Date(TODAY * DAY_MS + 10 * 3_600_000);

describe("a goal (issue 10, figures)", () => {
  const goal: Goal = {
    ...{ goalId: 1, figure: "retention", days: 90, target: 0.4, setBy: "merchant:1", setOn: TODAY - 10 },
    ...{ dueOn: TODAY + 10, started: 0.3 },
  };

  it("is on track as long as the figure is where a straight line from its beginning would be", () => {
    expect(standingOf(goal, 0.36, TODAY)).toMatchObject({ state: "ahead", left: 0.4 - 0.36 });
    expect(standingOf(goal, 0.36, TODAY).expected).toBeCloseTo(0.35, 12);
    expect(standingOf(goal, 0.34, TODAY).state).toBe("behind");
    expect(standingOf(goal, 0.4, TODAY).state).toBe("reached");
    expect(standingOf(goal, 0.39, TODAY + 10).state).toBe("behind");
    expect(standingOf(goal, 0.39, TODAY + 11).state).toBe("missed");
    expect(standingOf(goal, null, TODAY).state).toBe("unknown");
    expect(standingOf({ ...goal, started: null }, 0.34, TODAY)).toMatchObject({ state: "unknown", expected: null });
  });

  it("of a figure of which less is better is reached from above, and never both ways at once", () => {
    const less: Goal = { ...goal, figure: "second", target: 40, started: 60 };
    expect(standingOf(less, 40, TODAY)).toEqual({ state: "reached", expected: null, left: 0 });
    expect(standingOf(less, 49, TODAY)).toEqual({ state: "ahead", expected: 50, left: 9 });
    expect(standingOf(less, 51, TODAY)).toEqual({ state: "behind", expected: 50, left: 11 });
    expect(standingOf(less, 41, TODAY + 11).state).toBe("missed");
    // A median that is not reached is no number to compare.
    expect(standingOf(less, null, TODAY).state).toBe("unknown");
    expect([progressOf(less, 80), progressOf(less, 40), progressOf(less, 20)]).toEqual([0.5, 1, 1]);
    expect(progressOf({ figure: "nps", target: 60 }, -20)).toBe(0.5);
    expect([progressOf(goal, 0.2), progressOf(goal, 0.9), progressOf(goal, -1)]).toEqual([0.5, 1, 0]);
    const any = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...goalFigures), any, any, any, (figure, target, started, value) => {
        const standing = standingOf({ ...goal, figure, target, started }, value, TODAY);
        const better = isLessBetter(figure) ? value <= target : value >= target;
        expect(standing.state === "reached").toBe(better);
        expect(standing.left).toBeGreaterThanOrEqual(0);
        expect(progressOf({ figure, target }, value) === 1 || !better).toBe(true);
      }),
    );
  });

  it("is there for each figure that is a number to aim at; what members differ by and what is owed is none", () => {
    expect(figureKeys.filter((key) => !isGoalFigure(key))).toEqual(["members", "liability"]);
    expect(goalFigures.filter(isLessBetter)).toEqual(["churn", "second"]);
    expect([isGoalFigure("toString"), isGoalFigure("members"), isGoalFigure(null)]).toEqual([false, false, false]);
  });

  const typed = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ figure: "retention", days: "90", dueOn: "2027-01-31", ...fields }))
      form.set(name, value);
    return readGoal(form, { currency: "EUR", today: TODAY });
  };

  it("is read as it is typed in either language, and refused beside its field", () => {
    expect(typed({ target: "42,5" })).toMatchObject({ ok: true, goal: { target: 0.425, dueOn: dayOf("2027-01-31") } });
    expect(typed({ target: "42.5" })).toMatchObject({ ok: true, goal: { target: 0.425 } });
    expect(typed({ figure: "orderValue", target: "1.234,56" })).toMatchObject({ ok: true, goal: { target: 123_456 } });
    expect(typed({ figure: "frequency", target: "1,8" })).toMatchObject({ ok: true, goal: { target: 1.8 } });
    expect([typed({ target: "many" }), typed({ target: "0" }), typed({ target: "140" })]).toMatchObject([
      { errors: { target: "number" } },
      { errors: { target: "zero" } },
      { errors: { target: "share" } },
    ]);
    expect(typed({ target: "1", dueOn: "2026-11-10" })).toMatchObject({ errors: { dueOn: "past" } });
    expect(typed({ target: "1", dueOn: "2027-02-30" })).toMatchObject({ errors: { dueOn: "day" } });
    expect(typed({ figure: "churn", target: "12,5" })).toMatchObject({ ok: true, goal: { target: 0.125 } });
    expect(typed({ figure: "second", target: "45" })).toMatchObject({ ok: true, goal: { target: 45 } });
    expect(typed({ figure: "nps", target: "-5" })).toMatchObject({ ok: true, goal: { target: -5 } });
    expect(typed({ figure: "predicted", target: "80,00" })).toMatchObject({ ok: true, goal: { target: 8_000 } });
    expect([typed({ figure: "nps", target: "101" }), typed({ figure: "nps", target: "-100" })]).toMatchObject([
      { errors: { target: "score" } },
      { errors: { target: "score" } },
    ]);
    expect(typed({ target: "-5" })).toMatchObject({ errors: { target: "number" } });
    expect(() => typed({ figure: "liability", target: "1" })).toThrow();
    expect(() => typed({ figure: "members", target: "1" })).toThrow();
    expect(() => typed({ days: "17", target: "1" })).toThrow();
  });

  it("of two people who set one at the same time stays beside the other, each with who set it; another shop has neither", async () => {
    const [shop, other] = [
      await installShop(database.db, "goals.myshopify.com"),
      await installShop(database.db, "none.myshopify.com"),
    ];
    await fillOrders(database.db, shop.shopId, [
      { customerId: 1n, orderId: 1n, day: TODAY - 100, netMinor: 1_000 },
      { customerId: 1n, orderId: 2n, day: TODAY - 20, netMinor: 1_000 },
      { customerId: 2n, orderId: 3n, day: TODAY - 110, netMinor: 1_000 },
    ]);
    await sql`update customers set orders_count = 1 where shop_id = ${shop.shopId}`.execute(database.db);
    await workOutFigures(database.db, shop, NOW);
    const aim = { figure: "retention" as const, days: 90 as const, dueOn: TODAY + 30 };
    const set = (target: number, actor: string) => setGoal(shop, { ...aim, target }, actor, () => NOW);
    expect(await Promise.all([set(0.6, "merchant:1"), set(0.8, "merchant:2")])).toEqual([true, true]);
    const followed = await followGoals(database.db, shop, NOW);
    expect(followed.map(({ goal: { setBy, target, started }, value }) => [setBy, target, started, value]).sort()).toEqual([
      ["merchant:1", 0.6, 0.5, 0.5],
      ["merchant:2", 0.8, 0.5, 0.5],
    ]);
    expect(await listGoals(other.shopId)).toEqual([]);
    const [first] = followed;
    await removeGoal(other.shopId, first?.goal.goalId ?? 0);
    expect(await listGoals(shop.shopId)).toHaveLength(2);
    await removeGoal(shop.shopId, first?.goal.goalId ?? 0);
    expect(await listGoals(shop.shopId)).toHaveLength(1);
    for (let more = 1; more < MOST_GOALS; more++) await set(0.9, "merchant:1");
    expect(await set(0.9, "merchant:1")).toBe(false);
  });
});

describe("the period of a page (issue 10, figures)", () => {
  const asked = (query: string) => askedOf(new URLSearchParams(query), TODAY - 1);

  it("is in its address: so many days up to yesterday, or certain days; what cannot be is the common one", () => {
    expect(asked("days=365")).toEqual({ kind: 365, period: lastDays(365, TODAY - 1) });
    expect(asked("from=2026-01-01&to=2026-03-31")).toEqual({
      kind: "custom",
      period: { first: dayOf("2026-01-01"), last: dayOf("2026-03-31") },
    });
    for (const query of [
      "",
      "days=7",
      "from=2026-03-01&to=2026-01-01",
      "from=2026-01-01&to=2026-11-10",
      "from=2020-01-01&to=2026-01-01",
      "from=x&to='",
    ])
      expect([query, asked(query)]).toEqual([query, { kind: 90, period: lastDays(90, TODAY - 1) }]);
    expect([readDay("2027-02-29"), readDay("2028-02-29"), readDay("1999-01-01")]).toEqual([null, dayOf("2028-02-29"), null]);
  });
});

describe("files of figures (issue 10, figures)", () => {
  const customer = (days: number[]) => ({
    history: { days, spent: days.map(() => 1_050) },
    counts: days.map(() => 1),
    memberSince: null,
  });
  const customers = [customer([TODAY - 60, TODAY - 5]), customer([TODAY - 40])];

  it("have a line for each period and figure, in the dialect of the reader's spreadsheet", () => {
    const period = lastDays(30, TODAY - 1);
    const tally = tallyPeriod(period, 90);
    for (const one of customers) tally.add(one);
    const beside: Beside = {
      points: { given: 900, spent: 200, expired: 50 },
      flows: {
        ...{ orders: 4, revenue: 12_345 },
        each: [{ flowId: 3, orders: 4, revenue: 12_345, lift: { kind: "no-holdout" } }],
      },
      answers: { low: 10, middle: 0, high: 30 },
      expected: { day: TODAY, customers: 2, spend365Minor: 9_000 },
    };
    const of = { period, counts: { ...tally.result(), beside } };
    // From before it was worked out: nothing is told, and no nought.
    const file = figuresCsv(
      [
        { name: "period", of },
        { name: "year before", of: { period, counts: tally.result() } },
      ],
      "EUR",
    );
    const lines = file.split("\r\n");
    expect(lines[0]).toBe("\uFEFFperiod,from,to,figure,value,unit");
    expect(lines).toContain("period,2026-10-11,2026-11-09,retention,1,share");
    expect(lines).toContain("period,2026-10-11,2026-11-09,orderValue,10.50,EUR");
    expect(lines).toContain("period,2026-10-11,2026-11-09,nps,50,score");
    expect(lines).toContain("period,2026-10-11,2026-11-09,liability,650,number");
    expect(lines).toContain("period,2026-10-11,2026-11-09,flows,123.45,EUR");
    expect(lines).toContain("period,2026-10-11,2026-11-09,flow3Orders,4,number");
    expect(lines).toContain("period,2026-10-11,2026-11-09,predicted,45.00,EUR");
    expect(lines).toContain("year before,2026-10-11,2026-11-09,nps,,score");
    expect(lines).toContain("year before,2026-10-11,2026-11-09,membersCustomers,0,number");
    for (const key of figureKeys) expect(lines.slice(1).filter((line) => line.includes(`,${key},`))).toHaveLength(2);
    expect(Object.keys(figures)).toEqual([...figureKeys]);
    expect(figuresCsv([{ name: "period", of }], "EUR", continental)).toContain("orderValue;10,50;EUR");
  });

  it("say of each cell whether it is complete, and averages know only those that are", () => {
    const tally = tallyCohorts(TODAY, "months");
    for (const one of customers) tally.add(one);
    const cohorts = tally.result();
    expect(cohortsCsv(cohorts, "EUR").split("\r\n").slice(1, 4)).toEqual([
      "2026-09,1,0,1,1,10.50,complete",
      "2026-09,1,1,0,0,10.50,complete",
      "2026-09,1,2,1,1,21.00,running",
    ]);
    expect(averages(cohorts)).toEqual([1, 0, null]);
  });
});
