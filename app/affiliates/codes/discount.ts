/** `DiscountCodeBasicInput` of Shopify's Admin API: for everybody, as often as they order, until the affiliate is none any more. */
export function affiliateDiscount(code: string, percent: number, startsAt: Date): Record<string, unknown> {
  return {
    ...{ title: `Affiliate ${code}`, code, startsAt: startsAt.toISOString(), context: { all: "ALL" } },
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: true },
    customerGets: { value: { percentage: percent / 100 }, items: { all: true } },
  };
}
