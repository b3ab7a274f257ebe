import { z } from "zod";

import { placedAt } from "../../customers/orders/earns.ts";
import type { OrderLine, OrderSnapshot } from "../../facts/order-snapshot.ts";
import { lineFactor, ONE } from "../../program/rules/multiplier.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import type { TierRules } from "../../program/rules/tier-rules.ts";

const perMille = z.number().int().nonnegative();

/**
 * How often an order's lines count, noted when the order was first counted: products change their tags and customers their tier, and neither may
 * change the points of an order placed before.
 */
export const earningSchema = z.object({
  tier: z.string().nullable(),
  /** The tier's factor on the whole order, 1,000 being once. */
  tierPerMille: perMille,
  /** Each line's own factor, by line id. */
  lines: z.record(z.string(), perMille),
});

export type Earning = z.infer<typeof earningSchema>;

/** Everything counts once. */
export const PLAIN: Earning = { tier: null, tierPerMille: ONE, lines: {} };

/** What is known of a product when an order with it is counted. */
export type ProductFacts = { tags: readonly string[]; collectionIds: readonly bigint[] };

/** Whether lines of orders can count more than once under these rules, so that it has to be noted how often. */
export function hasFactors(rules: ProgramRules): boolean {
  return rules.multipliers.length > 0 || (rules.tiers?.levels.some(({ perMille: factor }) => factor !== ONE) ?? false);
}

/** Whether the tier that a customer has reached changes what comes after: orders, or the gift of a birthday. */
export function tierDecides({ tiers, multipliers }: ProgramRules): boolean {
  if (tiers === null) return false;
  const gives = tiers.levels.some(({ perMille: factor, birthdayPoints }) => factor !== ONE || birthdayPoints > 0);
  return gives || multipliers.some((rule) => rule.tiers.length > 0);
}

/** Adds to what is noted of an order the factors of lines that have come since. @param tier the customer's when the order was placed */
export function earningOf(
  order: OrderSnapshot,
  rules: ProgramRules,
  noted: Earning | null,
  tier: string | null,
  productFacts: ReadonlyMap<bigint, ProductFacts>,
): Earning {
  const level = noted === null ? tierOrLowest(rules.tiers, tier) : noted.tier;
  const lines = { ...noted?.lines };
  for (const line of linesToNote(order, noted)) {
    const facts = line.productId === null ? undefined : productFacts.get(line.productId);
    lines[line.lineId.toString()] = lineFactor(rules.multipliers, {
      productId: line.productId,
      collectionIds: facts?.collectionIds ?? [],
      tags: facts?.tags ?? [],
      tier: level,
      at: placedAt(order),
    });
  }
  const factor = rules.tiers?.levels.find(({ key }) => key === level)?.perMille ?? ONE;
  return { tier: level, tierPerMille: noted?.tierPerMille ?? factor, lines };
}

export function linesToNote(order: OrderSnapshot, noted: Earning | null): OrderLine[] {
  return order.lines.filter(({ lineId }) => noted?.lines[lineId.toString()] === undefined);
}

/** Whoever has no tier yet buys as a member of the one that starts at nothing. */
function tierOrLowest(tiers: TierRules | null, tier: string | null): string | null {
  if (tiers === null) return null;
  if (tiers.levels.some(({ key }) => key === tier)) return tier;
  const lowest = tiers.levels[0];
  return lowest?.threshold === 0 ? lowest.key : null;
}

/** A line's factor. */
export function factorOf(line: OrderLine, earning: Earning): bigint {
  return BigInt(earning.lines[line.lineId.toString()] ?? ONE);
}
