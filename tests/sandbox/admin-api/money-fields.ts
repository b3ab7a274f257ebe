import { toDecimal } from "../lib/money.ts";
import { toPresentment } from "../world/money.ts";
import type { Order } from "../world/types.ts";

export function moneyV2(minor: bigint, currency: string) {
  // The Admin API writes "12.5", not "12.50": trailing zeros go, one decimal stays.
  return { __typename: "MoneyV2", amount: shorten(toDecimal(minor, currency)), currencyCode: currency };
}

export function moneyBag(order: Pick<Order, "currency" | "presentmentCurrency" | "presentmentRateMicro">, minor: bigint) {
  return {
    shopMoney: moneyV2(minor, order.currency),
    presentmentMoney: moneyV2(toPresentment(order, minor), order.presentmentCurrency),
  };
}

function shorten(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return `${whole}.${fraction.replace(/0+$/, "") || "0"}`;
}
