import type { Run } from "./flow.ts";

/** How far back a customer's events matter: since the earliest of the runs that go on, and all of the orders that these are about. */
export type LookBack = { since: Date; orderIds: string[] };

export function lookBackOf(
  runs: readonly (Pick<Run, "since" | "about"> & { customerId: bigint; state: string })[],
): Map<bigint, LookBack> {
  const found = new Map<bigint, LookBack>();
  for (const { state, since, about, customerId } of runs) {
    if (state === "ended") continue;
    const known = found.get(customerId) ?? { since, orderIds: [] };
    if (since < known.since) known.since = since;
    if (about["orderId"] !== undefined) known.orderIds.push(String(about["orderId"]));
    found.set(customerId, known);
  }
  return found;
}
