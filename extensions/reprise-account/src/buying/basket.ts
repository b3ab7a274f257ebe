import { idIn, type Buying } from "../host.ts";

type Money = { amount: number; currencyCode: string };

const hundredths = (money: Money | undefined) => Math.max(0, Math.round((money?.amount ?? 0) * 100));
const sum = (allocations: readonly { discountedAmount: Money }[]) =>
  allocations.reduce((total, { discountedAmount }) => total + hundredths(discountedAmount), 0);

/** What is being bought, as the app counts it (app/storefront/api/estimate.server.ts). Null for an empty basket. */
export function basketOf({
  lines,
  discountAllocations,
  cost,
  localization,
  buyerIdentity,
}: Buying): Record<string, string> | null {
  const [first] = lines.value;
  if (first === undefined) return null;
  const whole = discountAllocations.value;
  const tax = cost.totalTaxAmount.value;
  return {
    lines: lines.value
      .map((line) => `${idIn(line.merchandise.product.id)}:${hundredths(line.cost.totalAmount)}:${sum(line.discountAllocations)}`)
      .join(","),
    discount: String(sum(whole)),
    shipping: String(hundredths(cost.totalShippingAmount.value)),
    tax: tax === undefined ? "" : String(hundredths(tax)),
    currency: first.cost.totalAmount.currencyCode,
    country: localization.country.value?.isoCode ?? "",
    ...(whole.length > 1 ? { several: "1" } : {}),
    ...(buyerIdentity?.purchasingCompany.value === undefined ? {} : { company: "1" }),
  };
}
