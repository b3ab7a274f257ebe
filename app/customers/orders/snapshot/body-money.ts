/** Amounts of Shopify's bodies in the shop's money, in minor units. */
import { maxBig, minBig, roundDiv } from "../../../lib/arithmetic.ts";
import { toMinor } from "../../../lib/money.ts";
import type { LineBody, MoneySet, RefundBody, ShippingBody } from "./order-body.ts";

/** Shop and presentment value of the same thing, from which amounts in presentment money are converted. */
export type Ratio = { currency: string; shopMinor: bigint; presentmentMinor: bigint };

export function shopMinor(set: MoneySet | null | undefined, plain: string | null | undefined, currency: string): bigint {
  if (set) return toMinor(set.shop_money.amount, currency);
  return plain === null || plain === undefined ? 0n : toMinor(plain, currency);
}

export function allocatedMinor(allocations: LineBody["discount_allocations"], currency: string): bigint {
  return sumBig(allocations.map(({ amount_set, amount }) => shopMinor(amount_set, amount, currency)));
}

/** Some discounts on shipping show only in `discounted_price`, others only as allocations: the lower result is what was paid. */
export function shippingOf(line: ShippingBody, currency: string, taxesIncluded: boolean): { netMinor: bigint; taxMinor: bigint } {
  const allocated = shopMinor(line.price_set, line.price, currency) - allocatedMinor(line.discount_allocations, currency);
  const stated =
    line.discounted_price_set || line.discounted_price
      ? shopMinor(line.discounted_price_set, line.discounted_price, currency)
      : allocated;
  const taxMinor = sumBig(line.tax_lines.map((tax) => shopMinor(tax.price_set, tax.price, currency)));
  return { netMinor: maxBig(0n, minBig(allocated, stated) - (taxesIncluded ? taxMinor : 0n)), taxMinor };
}

type Transaction = RefundBody["transactions"][number];

/** Transactions are in the money that was paid with, which need not be the shop's. Null when nothing tells the rate. */
export function inShopMoney(
  { amount, amount_set, currency: paidIn }: Transaction,
  currency: string,
  ratio: Ratio | null,
): bigint | null {
  if (amount_set) return toMinor(amount_set.shop_money.amount, amount_set.shop_money.currency_code);
  if (amount === undefined || amount === null) return 0n;
  if (paidIn === undefined || paidIn === null || paidIn === currency) return toMinor(amount, currency);
  if (ratio === null || ratio.currency !== paidIn) return null;
  return roundDiv(toMinor(amount, paidIn) * ratio.shopMinor, ratio.presentmentMinor);
}

/** The rate at which these pairs were converted; null when none is in `currency`. */
export function ratioOf(sets: readonly MoneySet[], currency: string): Ratio | null {
  const pairs = sets.flatMap(({ shop_money: shop, presentment_money: shown }) =>
    shown && shop.currency_code === currency ? [{ shop, shown }] : [],
  );
  const first = pairs[0]?.shown.currency_code;
  if (first === undefined) return null;
  const same = pairs.filter(({ shown }) => shown.currency_code === first);
  const inShop = sumBig(same.map(({ shop }) => absolute(toMinor(shop.amount, currency))));
  const presentmentMinor = sumBig(same.map(({ shown }) => absolute(toMinor(shown.amount, first))));
  return presentmentMinor === 0n ? null : { currency: first, shopMinor: inShop, presentmentMinor };
}

/** The amounts of no order and no refund come to this much together; sums over thousands of such orders still fit the database's bigint. */
const LIMIT_MINOR = 10n ** 15n;

/** Whether amounts that belong together are more than can be kept, whatever their signs. */
export function isBeyondLimit(amounts: readonly bigint[]): boolean {
  return sumBig(amounts.map(absolute)) > LIMIT_MINOR;
}

export function sumBig(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
