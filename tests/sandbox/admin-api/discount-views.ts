import { toMinor } from "../lib/money.ts";
import type { DiscountAllocation, Order } from "../world/types.ts";
import { moneyBag, moneyV2 } from "./money-fields.ts";

const TYPENAMES = {
  discount_code: "DiscountCodeApplication",
  automatic: "AutomaticDiscountApplication",
  manual: "ManualDiscountApplication",
} as const;

/** A discount as an order carries it. */
export function applicationView(order: Order, index: number) {
  const application = order.discountApplications[index];
  if (application === undefined) throw new Error(`Order ${order.name} has no discount application ${index}`);
  const percentage = application.valueType === "percentage";
  return {
    __typename: TYPENAMES[application.type],
    index,
    allocationMethod: application.selection === "entitled" && percentage ? "EACH" : "ACROSS",
    targetSelection: application.selection.toUpperCase(),
    targetType: application.target.toUpperCase(),
    value: percentage
      ? { __typename: "PricingPercentageValue", percentage: Number(application.value) }
      : moneyV2(toMinor(application.value, order.currency), order.currency),
    title: application.title,
    code: application.code ?? application.title,
    description: null,
  };
}

export function allocationView(order: Order, allocation: DiscountAllocation) {
  return {
    allocatedAmount: moneyV2(allocation.amountMinor, order.currency),
    allocatedAmountSet: moneyBag(order, allocation.amountMinor),
    discountApplication: applicationView(order, allocation.application),
  };
}
