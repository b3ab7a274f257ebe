import type { History } from "../predictions/history.ts";

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

/**
 * Without a contract nobody says that they leave: a customer is active as of a day with an order within the `window` days up to it.
 * @param from the last day before the period @param to its last day
 */
export function movement(histories: Iterable<History>, from: number, to: number, window: number): Movement {
  const moved: Movement = { start: 0, end: 0, acquired: 0, won: 0, lost: 0 };
  for (const { days } of histories) {
    const before = activeOn(days, from, window);
    const after = activeOn(days, to, window);
    if (before) moved.start += 1;
    if (after) moved.end += 1;
    if (before && !after) moved.lost += 1;
    if (after && (days[0] ?? Infinity) > from) moved.acquired += 1;
    else if (after && !before) moved.won += 1;
  }
  return moved;
}

function activeOn(days: readonly number[], day: number, window: number): boolean {
  return days.some((bought) => bought <= day && bought > day - window);
}

/**
 * (E - N) / S: of those who were active at the start, the share that still is. Who was won back belongs to neither: counted in, the rate could exceed 100 %.
 * Null: nobody was active at the start.
 */
export function retentionRate({ start, end, acquired, won }: Movement): number | null {
  return start === 0 ? null : (end - acquired - won) / start;
}

/** Lost of those at the start: what retention leaves of 100 %. */
export function churnRate(moved: Movement): number | null {
  return moved.start === 0 ? null : moved.lost / moved.start;
}

/** Customers who bought on two days or more, of all who bought; null: nobody did. */
export function repeatRate(histories: Iterable<History>, today: number): number | null {
  let [all, again] = [0, 0];
  for (const { days } of histories) {
    if ((days[0] ?? Infinity) > today) continue;
    all += 1;
    if ((days[1] ?? Infinity) <= today) again += 1;
  }
  return all === 0 ? null : again / all;
}

/** What customers have brought on average, in minor units, and the textbook's product beside it; null: nobody bought. */
export function historicValue(
  histories: Iterable<History>,
  today: number,
): { perCustomer: number; orderValue: number; frequency: number } | null {
  let [customers, purchases, revenue] = [0, 0, 0];
  for (const { days, spent } of histories) {
    const count = days.filter((day) => day <= today).length;
    if (count === 0) continue;
    customers += 1;
    purchases += count;
    revenue += spent.slice(0, count).reduce((sum, amount) => sum + amount, 0);
  }
  return customers === 0
    ? null
    : { perCustomer: revenue / customers, orderValue: revenue / purchases, frequency: purchases / customers };
}
