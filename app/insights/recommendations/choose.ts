import { familyOf } from "./pairs/family.ts";
import { recommendationKinds } from "./kinds.ts";

/** pinned: the merchant wants it; best: it sells best; newest: nothing sells yet. The first are the best reasons. */
const reasons = ["pinned", ...recommendationKinds, "best", "newest"] as const;
export type Reason = (typeof reasons)[number];

export type Named = { productId: bigint; title: string; vendor: string | null; productType: string | null };
/** A product that may be offered. `after`: what it goes with; null: whatever was bought. Of one reason the greater score comes first. */
export type Candidate = Named & { after: bigint | null; reason: Reason; score: number };

/**
 * What a customer may like next, the best first: of the best reasons, nothing that they have, nor what is much the same as what they just bought, and one of a family.
 * @param last what they bought last, or what is due
 * @param bought all that they have bought lately
 * @param unwanted what the merchant does not want recommended after one of the last
 */
export function choose(
  candidates: readonly Candidate[],
  { last, bought, unwanted }: { last: readonly Named[]; bought: ReadonlySet<bigint>; unwanted: ReadonlySet<bigint> },
  most: number,
): bigint[] {
  const lastIds = new Set(last.map(({ productId }) => productId));
  const had = new Set(last.map(familyOf));
  const shown = new Map<string, bigint>();
  const ordered = candidates
    .filter(
      ({ after, productId }) =>
        (after === null || lastIds.has(after)) && ![lastIds, bought, unwanted].some((ids) => ids.has(productId)),
    )
    .toSorted(
      (a, b) =>
        reasons.indexOf(a.reason) - reasons.indexOf(b.reason) || b.score - a.score || (a.productId < b.productId ? -1 : 1),
    );
  for (const one of ordered) {
    const family = familyOf(one);
    const same = had.has(family) && one.reason !== "pinned" && one.reason !== "upgrade";
    if (shown.size < most && !same && !shown.has(family)) shown.set(family, one.productId);
  }
  return [...shown.values()];
}
