import type { Terms } from "../content/terms.ts";
import type { CountedOrder, Outcome, Reach, Setting } from "./known.ts";
import { periodOf, periodStart } from "./periods.ts";

type Run = { count: number; missed: number; last: number; availableAt: Date };

/**
 * Periods in a row with an order in each. On the way to the target so many may be missed; one more, and it begins again. A full streak brings what it
 * brings, and the next begins with the next order in a later period. The period that is running is not missed yet. Counted are orders that were placed while
 * the program ran for the customer, from the period on in which the streak became active.
 */
export function streakOf(
  { target, streak }: Terms,
  orders: readonly CountedOrder[],
  { timeZone, activatedAt, now }: Setting,
): Outcome {
  const { every, misses } = streak ?? { every: "month", misses: 0 };
  const from = periodOf(activatedAt, every, timeZone);
  const reaches: Reach[] = [];
  let run: Run | null = null;
  let last = Number.NEGATIVE_INFINITY;
  for (const order of orders) {
    const period = periodOf(order.placedAt, every, timeZone);
    // The first order of a period stands for it.
    if (!order.earns || period < from || period === last) continue;
    last = period;
    run = goOn(run, period, order, misses);
    if (run.count < target) continue;
    reaches.push({
      ...{ occasion: `${every}-${period}`, at: order.placedAt, availableAt: run.availableAt },
      ...{ orderId: order.orderId, earns: true, products: [] },
    });
    run = null;
  }
  const alive = run === null ? null : aliveUntil(run, misses);
  const ends = alive === null ? null : periodStart(alive, every, timeZone);
  const isAlive = run !== null && ends !== null && now < ends;
  return { reaches, progress: isAlive ? BigInt(run?.count ?? 0) : 0n, target: BigInt(target), aliveUntil: isAlive ? ends : null };
}

function goOn(run: Run | null, period: number, { availableAt }: CountedOrder, misses: number): Run {
  const missed = run === null ? 0 : run.missed + period - run.last - 1;
  if (run === null || missed > misses) return { count: 1, missed: 0, last: period, availableAt };
  const latest = run.availableAt > availableAt ? run.availableAt : availableAt;
  return { count: run.count + 1, missed, last: period, availableAt: latest };
}

/** The first period in which it is over, should nothing come before. */
function aliveUntil({ last, missed }: Run, misses: number): number {
  return last + 2 + misses - missed;
}
