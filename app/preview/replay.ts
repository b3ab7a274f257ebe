import { placedAt } from "../customers/orders/earns.ts";
import type { OrderSnapshot } from "../facts/order-snapshot.ts";
import { plusMs } from "../lib/time.ts";
import { earningOf, hasFactors, type Earning, type ProductFacts } from "../points/orders/earning.ts";
import { owed } from "../points/orders/owed.ts";
import type { Program, ProgramRules } from "../program/rules/rules.ts";
import { follow, NOTHING_HELD, type TierFacts, type TierSetting } from "../tiers/qualification/tier-state.ts";

/** An order that earns; `earning` is what was noted of it if it was placed under the very rules that are replayed. */
export type Placed = { order: OrderSnapshot; noted: { earning: Earning | null } | null };

export type Replay = {
  rules: ProgramRules;
  /** From when on the rules are taken to have been in force. */
  since: Date;
  /** The versions that were in force before. */
  earlier: readonly Program[];
  timeZone: string;
  installedAt: Date;
};

/**
 * What one customer's orders would have earned if the rules had been in force since then, by the functions that award: each order at the tier that the
 * orders before it had brought.
 * @param placed in the order in which they were placed
 * @param facts what counts for the customer's tier besides these orders' points
 */
export function replay(
  placed: readonly Placed[],
  facts: TierFacts,
  products: ReadonlyMap<bigint, ProductFacts>,
  { rules, since, earlier, timeZone, installedAt }: Replay,
): bigint[] {
  const program: Program = { version: (earlier.at(-1)?.version ?? 0) + 1, effectiveFrom: since, rules };
  const setting: TierSetting = { programs: [...earlier, program], timeZone, from: installedAt, rests: [] };
  const points = [...facts.contributions.points];
  const tierMatters = asksForTier(rules);
  return placed.map(({ order, noted }) => {
    const earned = () => {
      if (noted !== null) return owed(order, program, noted.earning ?? undefined);
      if (!hasFactors(rules)) return owed(order, program);
      const known = { ...facts, contributions: { ...facts.contributions, points } };
      // An order is weighed before it counts itself.
      const at = plusMs(placedAt(order), -1);
      const tier = tierMatters ? follow(NOTHING_HELD, known, setting, at).holding.tier : null;
      return owed(order, program, earningOf(order, rules, null, tier, products));
    };
    const amount = earned();
    points.push({ at: placedAt(order), amount });
    return amount;
  });
}

/** Whether a customer's tier changes what their orders earn. */
export function asksForTier(rules: ProgramRules): boolean {
  const levels = rules.tiers?.levels ?? [];
  return (
    levels.length > 0 &&
    (levels.some(({ perMille }) => perMille !== 1_000) || rules.multipliers.some(({ tiers }) => tiers.length > 0))
  );
}
