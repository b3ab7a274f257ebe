import { toMinor } from "../../../app/lib/money.ts";
import type { DiscountInput } from "./place-order.ts";
import type { Shop } from "./types.ts";

type Value = { percentage?: number; discountAmount?: { amount?: string | number } };
type BasicInput = { customerGets?: { value?: Value }; startsAt?: string; endsAt?: string | null; usageLimit?: number | null };

/**
 * A code of the shop's discounts as a checkout applies it, and counts the use.
 * @throws Error when there is no such code, or it is used up
 */
export function discountOfCode(shop: Shop, code: string): DiscountInput {
  for (const discount of shop.discounts.values()) {
    const entry = discount.codes.find((candidate) => candidate.code.toLowerCase() === code.trim().toLowerCase());
    if (entry === undefined) continue;
    const input = discount.input as BasicInput;
    if (typeof input.usageLimit === "number" && entry.usageCount >= input.usageLimit) throw new Error(`Code ${code} is used up`);
    entry.usageCount += 1;
    const shared = { type: "discount_code" as const, code: entry.code, title: entry.code };
    if (discount.kind === "DiscountCodeFreeShipping") return { ...shared, percent: 100, target: "shipping" };
    const value = input.customerGets?.value;
    if (value?.percentage !== undefined) return { ...shared, percent: value.percentage * 100 };
    return { ...shared, amountMinor: toMinor(value?.discountAmount?.amount ?? "0", shop.currency) };
  }
  throw new Error(`No discount code ${code}`);
}
