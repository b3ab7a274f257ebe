import { DAY_MS } from "../../lib/time.ts";
import type { RefillFacts } from "../../refill/facts.ts";
import type { Happening } from "../triggers/events.ts";
import { changingAt, type View, type World } from "./world.ts";

/** A customer in the past: orders and events as they came, what will end or is open today is not known, all else as it is today. @param orders those that count, the oldest first */
export function worldBefore({ facts, policy }: View, orders: readonly Date[], past: readonly Happening[]): World {
  const gaps: (number | null)[] = [];
  const refill = facts.refill === null ? null : longSaid(facts.refill);
  const lasting = refill?.orders.map(({ at }) => at) ?? [];
  return changingAt([...orders, ...lasting, ...facts.bought.map(({ at }) => at), ...past.map(({ at }) => at)], (now) => {
    const count = countUntil(orders, now);
    gaps[count] ??= medianGapDays(orders.slice(0, count));
    const lastOrderAt = orders[count - 1] ?? null;
    return {
      // What is open today was not then.
      policy: { ...policy, recipient: { ...policy.recipient, lastOrderAt, feedbackUntil: null } },
      facts: {
        ...facts,
        ...{ ordersCount: count, firstOrderAt: count === 0 ? null : (orders[0] ?? null), lastOrderAt },
        medianGapDays: gaps[count],
        ...{ pointsExpireAt: null, tierEndsAt: null, graceDays: null },
        bought: facts.bought.filter(({ at }) => at <= now),
        happenings: past.filter(({ at }) => at <= now),
        refill: refill === null ? null : { ...refill, orders: refill.orders.filter(({ at }) => at <= now) },
      },
    };
  });
}

/** As if the merchant had always said how long things last. */
function longSaid(refill: RefillFacts): RefillFacts {
  const supplies = [...refill.supplies].map(([what, supply]) => [what, { ...supply, since: new Date(0) }] as const);
  return { ...refill, supplies: new Map(supplies) };
}

function countUntil(orders: readonly Date[], now: Date): number {
  const next = orders.findIndex((at) => at > now);
  return next < 0 ? orders.length : next;
}

/** As the database says it (runs/read-facts.server.ts): the median of the days between orders, from three orders on. */
function medianGapDays(orders: readonly Date[]): number | null {
  if (orders.length < 3) return null;
  const gaps = orders.slice(1).map((at, index) => at.getTime() - (orders[index]?.getTime() ?? 0));
  gaps.sort((a, b) => a - b);
  const middle = (gaps.length - 1) / 2;
  return ((gaps[Math.floor(middle)] ?? 0) + (gaps[Math.ceil(middle)] ?? 0)) / 2 / DAY_MS;
}
