import { createHash } from "node:crypto";

import { gid } from "../../lib/gid.ts";
import { stringifyJson } from "../../lib/json.ts";
import { toDecimal } from "../../lib/money.ts";
import type { RewardTerms } from "../reward.ts";

/** What decides the discount in Shopify on which a code lives. */
export type DiscountTerms = {
  terms: RewardTerms;
  /** What the code takes off, in minor units of shop money; 0 for a percentage and free shipping. */
  valueMinor: bigint;
  currency: string;
};

/** Names a discount by its terms: codes of the same reward at the same value share one discount. */
export function termsHash({ terms, valueMinor, currency }: DiscountTerms): string {
  const { kind, percent, product, minSpendMinor, combinesWith, collections } = terms;
  const decisive = [
    kind,
    kind === "percentage" ? percent : valueMinor,
    kind === "product" ? product?.variantId : null,
    minSpendMinor,
    [combinesWith.order, combinesWith.product, combinesWith.shipping],
    [...collections].sort(),
    currency,
  ];
  return createHash("sha256").update(stringifyJson(decisive)).digest("hex").slice(0, 32);
}

export type NewDiscount = DiscountTerms & { title: string; code: string; customerIds: readonly bigint[]; startsAt: Date };

/** Input of discountCodeBasicCreate, or of discountCodeFreeShippingCreate for free shipping. Each code can be used once, by these customers alone. */
export function discountInput(discount: NewDiscount): Record<string, unknown> {
  const { terms, currency, title, code, customerIds, startsAt } = discount;
  const { order, product, shipping } = terms.combinesWith;
  const freeShipping = terms.kind === "free-shipping";
  return {
    title: title.slice(0, 255),
    code,
    startsAt: startsAt.toISOString(),
    usageLimit: 1,
    appliesOncePerCustomer: false,
    context: { customers: { add: customerIds.map((customerId) => gid("Customer", customerId)) } },
    // Shopify refuses two discounts of the class "shipping" together.
    combinesWith: { orderDiscounts: order, productDiscounts: product, shippingDiscounts: shipping && !freeShipping },
    ...(terms.minSpendMinor === 0
      ? {}
      : {
          minimumRequirement: {
            subtotal: { greaterThanOrEqualToSubtotal: toDecimal(BigInt(terms.minSpendMinor), currency) },
          },
        }),
    ...(freeShipping
      ? { destination: { all: true } }
      : { customerGets: { value: valueInput(discount), items: itemsInput(terms) } }),
  };
}

function valueInput({ terms, valueMinor, currency }: DiscountTerms): Record<string, unknown> {
  if (terms.kind === "percentage") return { percentage: Math.round((terms.percent ?? 0) * 10) / 1_000 };
  return { discountAmount: { amount: toDecimal(valueMinor, currency), appliesOnEachItem: false } };
}

function itemsInput({ kind, product, collections }: RewardTerms): Record<string, unknown> {
  if (kind === "product" && product !== null)
    return { products: { productVariantsToAdd: [gid("ProductVariant", BigInt(product.variantId))] } };
  if (collections.length > 0) return { collections: { add: collections.map((id) => gid("Collection", BigInt(id))) } };
  return { all: true };
}
