import { countUntil } from "../predictions/history.ts";
import type { Beside } from "./beside/beside.ts";
import type { Period } from "./period.ts";
import { survival, waitedFor, type Waited } from "./survival.ts";
import type { Counted, Tally, Unnamed } from "./tally.ts";

/** Customers who were active at the start of a period and at its end, and what became of them. */
export type Movement = {
  start: number;
  end: number;
  /** Active at the end with their first order within the period. */
  acquired: number;
  /** Active at the end, not at the start, and customers before. */
  won: number;
  /** Active at the start and not at the end. */
  lost: number;
};

/** `customers`: who placed at least one of the orders. Revenue is in minor units, net of refunds, whenever those came. */
export type Part = { customers: number; orders: number; revenue: number };
/** Customers from before a period, and what they did in it. `start` of them were active when it began, `kept` of those still when it ended. */
export type Group = Part & { start: number; kept: number };

/** What is counted of a period. All rates follow from it (rates.ts). */
export type Counts = Movement & {
  /** Who have ever ordered by the end of the period, and of these, on two days or more. */
  customers: number;
  again: number;
  /** Everything up to the end of the period. */
  ever: { orders: number; revenue: number };
  /** Customers with an order within the period. */
  buyers: number;
  /** Orders of the day on which a customer ordered for the first time, and all later ones. */
  fresh: Part;
  returning: Part;
  unnamed: { orders: number; revenue: number };
  /** By whether they had a points account before the period began. */
  members: Group;
  others: Group;
  /** How long the second order is waited for, as known at the end of the period. */
  second: Waited;
  /** Missing until what is told beside orders was worked out, too. */
  beside?: Beside;
};

/**
 * Counts a period. Without a contract nobody says that they leave: a customer is active as of a day with an order within the `window` days up to it.
 * Two orders of one day are one time of buying.
 */
export function tallyPeriod({ first, last }: Period, window: number): Tally<Counts> & { addUnnamed: (day: Unnamed) => void } {
  const counts = empty();
  const waits = new Map<number, { came: number; ended: number }>();
  const from = first - 1;
  return {
    add({ history: { days, spent }, counts: orders, memberSince }: Counted) {
      const until = countUntil(days, last);
      if (until === 0) return;
      const earlier = countUntil(days, from);
      const start = isActive(days, earlier, from, window);
      const end = isActive(days, until, last, window);
      count(counts, { start, end, isNew: earlier === 0 });
      counts.customers += 1;
      if (until > 1) counts.again += 1;
      noteWait(waits, days, until, last);
      const within = { orders: 0, revenue: 0 };
      for (let index = 0; index < until; index++) {
        const one = { orders: orders[index] ?? 0, revenue: spent[index] ?? 0 };
        add(counts.ever, one);
        if (index < earlier) continue;
        add(within, one);
        add(index === 0 ? counts.fresh : counts.returning, one);
      }
      if (until > earlier) counts.buyers += 1;
      if (earlier === 0) counts.fresh.customers += 1;
      if (until > Math.max(earlier, 1)) counts.returning.customers += 1;
      if (earlier === 0) return;
      const group = memberSince !== null && memberSince <= from ? counts.members : counts.others;
      group.customers += 1;
      add(group, within);
      if (start) group.start += 1;
      if (start && end) group.kept += 1;
    },
    addUnnamed({ day, orders, revenue }) {
      if (day >= first && day <= last) add(counts.unnamed, { orders, revenue });
    },
    result: () => ({ ...counts, second: waitedFor(survival(waitsOf(waits))) }),
  };
}

function empty(): Omit<Counts, "second" | "beside"> {
  const part = () => ({ customers: 0, orders: 0, revenue: 0 });
  return {
    ...{ start: 0, end: 0, acquired: 0, won: 0, lost: 0, customers: 0, again: 0, buyers: 0 },
    ...{ ever: { orders: 0, revenue: 0 }, fresh: part(), returning: part(), unnamed: { orders: 0, revenue: 0 } },
    ...{ members: { ...part(), start: 0, kept: 0 }, others: { ...part(), start: 0, kept: 0 } },
  };
}

/** @param bought how many days of buying there are up to the day */
function isActive(days: readonly number[], bought: number, day: number, window: number): boolean {
  return bought > 0 && (days[bought - 1] ?? -Infinity) > day - window;
}

function count(moved: Movement, { start, end, isNew }: { start: boolean; end: boolean; isNew: boolean }): void {
  if (start) moved.start += 1;
  if (end) moved.end += 1;
  if (start && !end) moved.lost += 1;
  if (end && isNew) moved.acquired += 1;
  else if (end && !start) moved.won += 1;
}

function add(to: { orders: number; revenue: number }, one: { orders: number; revenue: number }): void {
  to.orders += one.orders;
  to.revenue += one.revenue;
}

type Waits = Map<number, { came: number; ended: number }>;

function noteWait(waits: Waits, days: readonly number[], until: number, last: number): void {
  const [first = 0, second = 0] = days;
  const waited = (until > 1 ? second : last) - first;
  const here = waits.get(waited) ?? { came: 0, ended: 0 };
  waits.set(waited, here);
  if (until > 1) here.came += 1;
  else here.ended += 1;
}

function waitsOf(waits: Waits) {
  return [...waits].flatMap(([days, { came, ended }]) => [
    { days, came: true, customers: came },
    { days, came: false, customers: ended },
  ]);
}
