import { toDecimal } from "../lib/money.ts";
import { toPresentment } from "./money.ts";
import type { Order } from "./types.ts";

type Priced = Pick<Order, "currency" | "presentmentCurrency" | "presentmentRateMicro">;

export type MoneySet = {
  shop_money: { amount: string; currency_code: string };
  presentment_money: { amount: string; currency_code: string };
};

/** Shop minor units as Shopify's pair of amounts. */
export function moneySet(order: Priced, minor: bigint): MoneySet {
  return {
    shop_money: { amount: toDecimal(minor, order.currency), currency_code: order.currency },
    presentment_money: {
      amount: toDecimal(toPresentment(order, minor), order.presentmentCurrency),
      currency_code: order.presentmentCurrency,
    },
  };
}
