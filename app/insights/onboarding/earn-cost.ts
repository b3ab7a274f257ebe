import { currencyDigits } from "../../lib/money.ts";
import { pointsFor, sampleOf, type SampleShop } from "../../points/orders/sample-order.ts";
import { worthMinor, type ProgramRules } from "../../program/rules/rules.ts";

/** Money in minor units of shop money. */
export type SampleCost = { goodsMinor: bigint; points: bigint; worthMinor: bigint };

/** 100 of most currencies; of those without decimals a sum that a basket might have. */
const SAMPLE_UNITS = 100n;
const SAMPLE_WHOLE = 10_000n;

/** What a sale at the prices that the shop shows earns without tiers and multipliers, and what that is worth once it is redeemed. */
export function sampleCost(rules: ProgramRules, shop: SampleShop): SampleCost {
  const digits = currencyDigits(shop.currency);
  const goodsMinor = digits === 0 ? SAMPLE_WHOLE : SAMPLE_UNITS * 10n ** BigInt(digits);
  const points = pointsFor(sampleOf(goodsMinor, shop), { ...rules, multipliers: [], tiers: null }, shop);
  return { goodsMinor, points, worthMinor: worthMinor(points, rules, shop.currency) };
}
