import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { setGoal } from "../../app/actions/merchant/set-goal.server.ts";
import { askedOf, dayOf as readDay } from "../../app/insights/figures/asked.ts";
import { averages, tallyCohorts } from "../../app/insights/figures/cohorts.ts";
import { tallyPeriod } from "../../app/insights/figures/counts.ts";
import { scored } from "../../app/insights/survey-results/score.ts";
import { cohortsCsv, figuresCsv } from "../../app/insights/figures/kept/figures-csv.ts";
import { workOutFigures } from "../../app/insights/figures/kept/work-out.server.ts";
import { lastDays } from "../../app/insights/figures/period.ts";
import { followGoals } from "../../app/insights/goals/follow.server.ts";
import { standingOf, type Goal } from "../../app/insights/goals/goal.ts";
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
    expect(() => typed({ figure: "churn", target: "1" })).toThrow();
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
    const of = { period, counts: tally.result() };
    const asked = scored("score", [
      { score: 10, count: 30 },
      { score: 3, count: 10 },
    ]);
    const file = figuresCsv(
      [
        { name: "period", of, nps: asked },
        { name: "year before", of, nps: scored("score", []) },
      ],
      "EUR",
    );
    const lines = file.split("\r\n");
    expect(lines[0]).toBe("\uFEFFperiod,from,to,figure,value,unit");
    expect(lines).toContain("period,2026-10-11,2026-11-09,retention,1,share");
    expect(lines).toContain("period,2026-10-11,2026-11-09,orderValue,10.50,EUR");
    expect(lines).toContain("period,2026-10-11,2026-11-09,nps,50,score");
    expect(lines).toContain("year before,2026-10-11,2026-11-09,nps,,score");
    expect(lines).toContain("year before,2026-10-11,2026-11-09,npsAnswers,0,number");
    expect(lines).toHaveLength(26);
    expect(figuresCsv([{ name: "period", of, nps: asked }], "EUR", continental)).toContain("orderValue;10,50;EUR");
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
