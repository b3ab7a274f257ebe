import type { Tally } from "./tally.ts";

/** `complete`: the period is over for all of them; `running`: it is not, and the figure will still rise. */
export type CohortCell = {
  readonly period: number;
  readonly active: number;
  readonly revenue: number;
  readonly state: "complete" | "running";
};
/** Customers by the month of their first order, as months since year 0. `revenue` of a cell is that of all periods up to it, in minor units. */
export type Cohort = { readonly month: number; readonly customers: number; readonly cells: readonly CohortCell[] };

/** Months of the calendar, or 30 days each counted from the customer's own first order: a return two minutes later, but after midnight on the first, is no return in the next month. */
export type Periods = "months" | "rolling";
const ROLLING_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Retention and cumulative revenue by month of the first order. A period is shown from its first day on for anybody of the cohort; it is complete once it is over for everybody in it, and only
 * then comparable. Days count since 1970 in the shop's zone; revenue counts on the day of its order.
 */
export function tallyCohorts(today: number, periods: Periods): Tally<Cohort[]> {
  const found = new Map<number, { customers: number; cells: { active: number; revenue: number }[] }>();
  return {
    add({ history: { days, spent } }) {
      const first = days[0];
      if (first === undefined || first > today) return;
      const month = monthOf(first);
      const cohort = found.get(month) ?? { customers: 0, cells: [] };
      found.set(month, cohort);
      cohort.customers += 1;
      let last = -1;
      for (const [index, day] of days.entries()) {
        if (day > today) break;
        const period = periods === "months" ? monthOf(day) - month : Math.floor((day - first) / ROLLING_DAYS);
        while (cohort.cells.length <= period) cohort.cells.push({ active: 0, revenue: 0 });
        const cell = cohort.cells[period];
        if (cell === undefined) continue;
        if (period !== last) cell.active += 1;
        cell.revenue += spent[index] ?? 0;
        last = period;
      }
    },
    result: () =>
      [...found]
        .sort(([a], [b]) => a - b)
        .map(([month, { customers, cells }]) => ({ month, customers, cells: shown(month, cells, today, periods) })),
  };
}

function shown(
  month: number,
  cells: readonly { active: number; revenue: number }[],
  today: number,
  periods: Periods,
): CohortCell[] {
  const begun = periods === "months" ? monthOf(today) - month : Math.floor((today - startOf(month)) / ROLLING_DAYS);
  let revenue = 0;
  return Array.from({ length: begun + 1 }, (_, period): CohortCell => {
    const cell = cells[period] ?? { active: 0, revenue: 0 };
    revenue += cell.revenue;
    // The last day on which somebody of the cohort can still come back within the period.
    const end = periods === "months" ? startOf(month + period + 1) - 1 : startOf(month + 1) - 1 + (period + 1) * ROLLING_DAYS - 1;
    return { period, active: cell.active, revenue, state: end < today ? "complete" : "running" };
  });
}

/** The share of customers who were active in a period, over all cohorts for whom it is complete; null: for none. */
export function averageRetention(cohorts: readonly Cohort[], period: number): number | null {
  const old = cohorts.filter(({ cells }) => cells[period]?.state === "complete");
  const customers = old.reduce((sum, cohort) => sum + cohort.customers, 0);
  return customers === 0 ? null : old.reduce((sum, { cells }) => sum + (cells[period]?.active ?? 0), 0) / customers;
}

/** The average of complete cells only, by period. */
export function averages(cohorts: readonly Cohort[]): (number | null)[] {
  const longest = Math.max(0, ...cohorts.map(({ cells }) => cells.length));
  return Array.from({ length: longest }, (_, period) => averageRetention(cohorts, period));
}

/** Months since year 0 of a day since 1970. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first day of a month, since 1970. */
export function startOf(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
}
