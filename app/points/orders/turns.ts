/** An order that is counted for the first time, with the instant by whose tier it counts. */
export type FreshOrder = { orderId: bigint; customerId: bigint; at: Date };

/** Up to when a customer has been looked at; null: never. `late`: time alone has changed something since. */
export type Looked = { customerId: bigint; asOf: Date | null; late: boolean };

/** A customer's fresh orders that must be counted one after the other. */
export type Turns = { customerId: bigint; late: boolean; orders: FreshOrder[] };

/** Customers who have placed more than one of these orders: the first may lift the tier by which the second counts. */
export function crowded(fresh: readonly FreshOrder[]): bigint[] {
  const own = Map.groupBy(fresh, ({ customerId }) => customerId);
  return [...own].flatMap(([customerId, orders]) => (orders.length > 1 ? [customerId] : []));
}

/** Each turn is about twenty statements under the shop's lock: an address that thousands of guest orders share must not hold it for minutes. */
const MOST_TURNS = 100;

/**
 * The turns of whoever was looked up: their fresh orders as they were placed, the latest hundred. What was placed before those, or before the customer was
 * last looked at, is old news and counts from then on, with the first turn.
 */
export function turnsOf(fresh: readonly FreshOrder[], looked: readonly Looked[], expected: readonly bigint[]): Turns[] {
  const known = new Map(looked.map((one) => [one.customerId, one]));
  const customerIds = new Set([...expected, ...known.keys()]);
  const own = Map.groupBy(fresh, ({ customerId }) => customerId);
  return [...customerIds].map((customerId) => {
    const { asOf = null, late = false } = known.get(customerId) ?? {};
    const orders = (own.get(customerId) ?? []).filter(({ at }) => asOf === null || at > asOf).sort(byPlacement);
    return { customerId, late, orders: orders.slice(-MOST_TURNS) };
  });
}

function byPlacement(a: FreshOrder, b: FreshOrder): number {
  return a.at.getTime() - b.at.getTime() || (a.orderId < b.orderId ? -1 : 1);
}

/** What happens to customers between two of their turns. @property after when the order before was placed; null: there is none */
export type Step = { customerIds: bigint[]; after: Date | null; upTo: Date };

/** What leads to a turn, the first being 0: nothing to the first of whoever has been looked at in time. */
export function stepsTo(turns: readonly Turns[], turn: number): Step[] {
  return together(
    turns.flatMap(({ customerId, late, orders }) => {
      const order = orders[turn];
      if (order === undefined || (turn === 0 && !late)) return [];
      return [{ customerId, after: orders[turn - 1]?.at ?? null, upTo: order.at }];
    }),
  );
}

/** What leads from the last turn to now, where something is overdue. @param placed whether they have turns at all */
export function stepsToNow(turns: readonly Turns[], placed: boolean, now: Date): Step[] {
  const overdue = turns.filter(({ late, orders }) => late && orders.length > 0 === placed);
  return together(overdue.map(({ customerId, orders }) => ({ customerId, after: orders.at(-1)?.at ?? null, upTo: now })));
}

function together(steps: readonly (Omit<Step, "customerIds"> & { customerId: bigint })[]): Step[] {
  const alike = Map.groupBy(steps, ({ after, upTo }) => `${after?.getTime() ?? ""} ${upTo.getTime()}`);
  return [...alike.values()].flatMap((group) =>
    group.slice(0, 1).map(({ after, upTo }) => ({ after, upTo, customerIds: group.map(({ customerId }) => customerId) })),
  );
}
