import { z } from "zod";

import { hasTag } from "../../lib/tags.ts";

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const id = z.string().regex(/^[1-9]\d{0,18}$/);
const instant = z.iso.datetime({ offset: true });

/** A factor of one is 1,000. */
export const ONE = 1_000;

/**
 * What is counted more than once, or not at all. A rule is about the lines whose product it names by id, collection or tag (any of them; all
 * lines when it names none), for customers in one of `tiers` (everybody when empty), for orders placed from `from` until before `until`.
 */
export const multiplierSchema = z
  .object({
    key,
    name: z.string().trim().min(1).max(80),
    /** 2,000 doubles, 0 excludes. */
    perMille: z.number().int().min(0).max(100_000),
    products: z.array(id).max(250).default([]),
    collections: z.array(id).max(50).default([]),
    tags: z.array(z.string().trim().min(1).max(255)).max(50).default([]),
    tiers: z.array(key).max(10).default([]),
    from: instant.nullable().default(null),
    until: instant.nullable().default(null),
  })
  .refine(({ from, until }) => from === null || until === null || Date.parse(from) < Date.parse(until), {
    path: ["until"],
    message: "before-from",
  });

export type Multiplier = z.infer<typeof multiplierSchema>;

/** What rules look at in a line, and when and for whom it was bought. */
export type Occasion = {
  productId: bigint | null;
  collectionIds: readonly bigint[];
  /** Compared whole, without regard to case. */
  tags: readonly string[];
  tier: string | null;
  at: Date;
};

/** How often a line counts, in per mille: an exclusion wins, else the greatest of the rules that fit, else once. The tier's own factor comes on top. */
export function lineFactor(multipliers: readonly Multiplier[], occasion: Occasion): number {
  const fitting = multipliers.filter((rule) => fits(rule, occasion)).map(({ perMille }) => perMille);
  if (fitting.length === 0) return ONE;
  return fitting.includes(0) ? 0 : Math.max(...fitting);
}

function fits(rule: Multiplier, { productId, collectionIds, tags, tier, at }: Occasion): boolean {
  if (rule.from !== null && at.getTime() < Date.parse(rule.from)) return false;
  if (rule.until !== null && at.getTime() >= Date.parse(rule.until)) return false;
  if (rule.tiers.length > 0 && (tier === null || !rule.tiers.includes(tier))) return false;
  if (rule.products.length + rule.collections.length + rule.tags.length === 0) return true;
  return (
    (productId !== null && rule.products.includes(productId.toString())) ||
    rule.collections.some((collection) => collectionIds.includes(BigInt(collection))) ||
    rule.tags.some((tag) => hasTag(tags, tag))
  );
}
