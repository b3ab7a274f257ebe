import { roundDiv } from "../../../lib/arithmetic.ts";
import type { OrderLine } from "../../../facts/order-snapshot.ts";

type Line = { netMinor: bigint; taxMinor: bigint };

/**
 * The part of a line's discounts that is no tax. Where prices contain tax, discounts do too, at the line's own rate; a line that cost nothing tells no
 * rate, and takes that of the order's other lines.
 */
function discountWithoutTax(discountMinor: bigint, line: Line, order: readonly Line[], taxesIncluded: boolean): bigint {
  if (!taxesIncluded || discountMinor === 0n) return discountMinor;
  for (const lines of [[line], order]) {
    const net = lines.reduce((sum, { netMinor }) => sum + netMinor, 0n);
    const gross = lines.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0n);
    if (gross > 0n) return roundDiv(discountMinor * net, gross);
  }
  return discountMinor;
}

/** Lines with their discounts noted. @param discounts of each line, as allocated to it, in shop money */
export function withDiscounts(lines: readonly OrderLine[], discounts: readonly bigint[], taxesIncluded: boolean): OrderLine[] {
  return lines.map((line, index) => ({
    ...line,
    discountMinor: discountWithoutTax(discounts[index] ?? 0n, line, lines, taxesIncluded),
  }));
}
