import type { Db } from "../db.server.ts";
import * as flows from "../flows/runs.server.ts";
import * as segments from "../segments/membership.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";

/** What follows for customers of whom anything changed: tiers, segments, flows. */
export async function follow(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await tiers.settle(tx, shop, customerIds, now);
  await segments.evaluate(tx, shop, customerIds, now);
  await flows.react(tx, shop, customerIds, now);
}

/**
 * What follows for customers who spent points or got them back, and of whom nothing else changed. Tiers count what is earned, never what is spent, and
 * flows look at purchases: only segments that ask for the balance can change, and flows with them.
 */
export async function followSpending(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0 || !(await segments.askForBalance(tx, shop.shopId))) return;
  const moved = await segments.evaluate(tx, shop, customerIds, now);
  await flows.react(tx, shop, [...new Set(moved.map(({ customerId }) => customerId))], now);
}
