import type { Bonus } from "../../program/rules/bonus-rules.ts";
import type { Program } from "../../program/rules/rules.ts";
import { enabled, keysOf } from "../rules-in-force.ts";

/**
 * An order that counts, under the program in force when it was placed. Past orders, from before the app or awarded later, count (nobody's tenth order is
 * their first), but bring nothing themselves.
 */
export type CountedOrder = { orderId: bigint; program: Program; past: boolean };
/** What has been given for an order under a rule and not taken back. */
export type Given = { rule: string; orderId: bigint; points: bigint };
export type Target = { rule: Bonus; order: CountedOrder };

/**
 * Which bonuses a customer's orders should have brought: the first order's and those of milestones, each under the rules that were in force when that
 * order was placed.
 * @param orders those that count, in order of placement
 */
export function orderTargets(orders: readonly CountedOrder[]): Target[] {
  return orders.flatMap((order, index) => {
    if (order.past) return [];
    const firsts = index === 0 ? enabled(order.program, "first-order") : [];
    const milestones = enabled(order.program, "milestone").filter(({ orders: wanted }) => wanted === index + 1);
    return [...firsts, ...milestones].map((rule) => ({ rule, order }));
  });
}

/** What is still to be posted: positive to give, negative to take back. */
export type Difference = { rule: string; orderId: bigint; points: bigint };

/**
 * The differences between what orders should have brought and what was given. Customers who were merged keep what both had been given as long as its
 * orders count, and are not given again what either had.
 */
export function differences(
  orders: readonly CountedOrder[],
  given: readonly Given[],
  programs: readonly Program[],
  merged: boolean,
): Difference[] {
  const counted = new Set(orders.map(({ orderId }) => orderId));
  const kept = merged ? given.filter(({ orderId, points }) => points > 0n && counted.has(orderId)) : [];
  const had = new Set(kept.map(({ rule }) => rule));
  const firsts = keysOf(programs, "first-order");
  if ([...had].some((rule) => firsts.has(rule))) for (const rule of firsts) had.add(rule);

  const wanted = new Map<string, Difference>();
  const want = (rule: string, orderId: bigint, points: bigint) => {
    const key = `${rule}:${orderId}`;
    wanted.set(key, { rule, orderId, points: (wanted.get(key)?.points ?? 0n) + points });
  };
  for (const { rule, orderId, points } of kept) want(rule, orderId, points);
  for (const { rule, order } of orderTargets(orders)) if (!had.has(rule.key)) want(rule.key, order.orderId, BigInt(rule.points));
  for (const { rule, orderId, points } of given) want(rule, orderId, -points);
  return [...wanted.values()].filter(({ points }) => points !== 0n);
}
