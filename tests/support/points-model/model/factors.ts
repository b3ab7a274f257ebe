import type { ProgramRules } from "../../../../app/program/rules/rules.ts";

/** The tier under which an order counts: the customer's, or the one that everybody has from the start. */
export function tierFactorIn({ tiers }: ProgramRules, tier: string | null): { tier: string | null; perMille: number } {
  if (tiers === null) return { tier: null, perMille: 1_000 };
  const first = tiers.levels[0]?.threshold === 0 ? tiers.levels[0] : undefined;
  const level = tiers.levels.find(({ key }) => key === tier) ?? first;
  return { tier: level?.key ?? null, perMille: level?.perMille ?? 1_000 };
}

/** How often a line counts: not at all when any rule says so, else as often as the most generous one. */
export function lineFactorIn(
  { multipliers }: ProgramRules,
  product: bigint,
  tags: readonly string[],
  tier: string | null,
  at: number,
): number {
  const factors = multipliers.flatMap((rule) => {
    const everything = rule.products.length === 0 && rule.tags.length === 0;
    const named = rule.products.includes(String(product)) || rule.tags.some((tag) => tags.includes(tag));
    const inTime = (rule.from === null || Date.parse(rule.from) <= at) && (rule.until === null || at < Date.parse(rule.until));
    const ofTier = rule.tiers.length === 0 || (tier !== null && rule.tiers.includes(tier));
    return (everything || named) && inTime && ofTier ? [rule.perMille] : [];
  });
  if (factors.length === 0) return 1_000;
  return factors.includes(0) ? 0 : Math.max(...factors);
}
