import type { Counts, Group, Movement } from "./counts.ts";

/**
 * (E - N) / S: of those who were active at the start, the share that still is. Who was won back belongs to neither: counted in, the rate could exceed 100 %.
 * Null: nobody was active at the start.
 */
export function retentionRate({ start, end, acquired, won }: Movement): number | null {
  return over(end - acquired - won, start);
}

/** Lost of those at the start: what retention leaves of 100 %. */
export function churnRate({ start, lost }: Movement): number | null {
  return over(lost, start);
}

/** Customers who have bought on two days or more, of all who have bought. */
export function repeatRate({ customers, again }: Pick<Counts, "customers" | "again">): number | null {
  return over(again, customers);
}

/** Orders of known customers and of others in the period, and what they have left after refunds. */
export function totals({ fresh, returning, unnamed }: Pick<Counts, "fresh" | "returning" | "unnamed">) {
  return {
    orders: fresh.orders + returning.orders + unnamed.orders,
    revenue: fresh.revenue + returning.revenue + unnamed.revenue,
  };
}

/** Revenue of the period by its orders, in minor units. */
export function orderValue(counts: Counts): number | null {
  const { orders, revenue } = totals(counts);
  return over(revenue, orders);
}

/** Orders of the period by the customers who placed one. */
export function frequency({ fresh, returning, buyers }: Counts): number | null {
  return over(fresh.orders + returning.orders, buyers);
}

/** What returning customers bring, of all that known customers bring. */
export function returningShare({ fresh, returning }: Pick<Counts, "fresh" | "returning">): number | null {
  return over(returning.revenue, fresh.revenue + returning.revenue);
}

/** What customers have brought on average by the end of the period, in minor units, and the textbook's factors of it. */
export function historicValue({
  customers,
  ever,
}: Counts): { perCustomer: number; orderValue: number; frequency: number } | null {
  return customers === 0 || ever.orders === 0
    ? null
    : { perCustomer: ever.revenue / customers, orderValue: ever.revenue / ever.orders, frequency: ever.orders / customers };
}

/** What became of customers from before the period: the share of the active who stayed, and orders and revenue for each. */
export function groupRates({ customers, start, kept, orders, revenue }: Group) {
  return { retention: over(kept, start), orders: over(orders, customers), revenue: over(revenue, customers) };
}

/** How much more of the active members stayed than of the other active customers. Null: of one of them nobody was active. */
export function memberDifference({ members, others }: Pick<Counts, "members" | "others">): number | null {
  const [inside, outside] = [groupRates(members).retention, groupRates(others).retention];
  return inside === null || outside === null ? null : inside - outside;
}

function over(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
