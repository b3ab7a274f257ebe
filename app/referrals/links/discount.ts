import { toDecimal } from "../../lib/money.ts";
import type { Terms } from "../terms.ts";

type Offer = { code: string; terms: Terms; currency: string; startsAt: Date; endsAt: Date };

/**
 * Input of discountCodeBasicCreate for one friend: a discount of its own, so that Shopify itself ends it on its day. Anybody may use it, once: who it is for need
 * not be known to Shopify yet.
 */
export function friendDiscount({ code, terms, currency, startsAt, endsAt }: Offer): Record<string, unknown> {
  const { friend, minSpendMinor } = terms;
  const value =
    friend.kind === "percentage"
      ? { percentage: friend.percent / 100 }
      : { discountAmount: { amount: toDecimal(BigInt(friend.valueMinor), currency), appliesOnEachItem: false } };
  return {
    ...{ title: `Referral ${code}`, code, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
    ...{ usageLimit: 1, appliesOncePerCustomer: true, context: { all: "ALL" } },
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: true },
    customerGets: { value, items: { all: true } },
    ...(minSpendMinor === 0
      ? {}
      : { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: toDecimal(BigInt(minSpendMinor), currency) } } }),
  };
}
