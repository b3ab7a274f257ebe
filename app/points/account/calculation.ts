import { lossOf } from "../../customers/orders/worth/order-loss.ts";
import { netOf, weightedNetOf } from "../../customers/orders/worth/order-net.ts";
import { placedAt } from "../../customers/orders/earns.ts";
import type { OrderLine, OrderSnapshot } from "../../facts/order-snapshot.ts";
import { floorDiv } from "../../lib/arithmetic.ts";
import { ONE } from "../../program/rules/multiplier.ts";
import type { Program, ProgramRules, Ratio } from "../../program/rules/rules.ts";
import { factorOf, type Earning } from "../orders/earning.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { exactly, whyNothing, type Nothing } from "../orders/owed.ts";
import type { Left } from "../orders/settle.server.ts";

/** How an order comes to its points as it stands now, step by step. Amounts are minor units of shop money, factors per mille. */
export type Calculation = {
  /** Why it is worth nothing: then the steps are left out. */
  nothing: Nothing | Left | null;
  points: bigint;
  /** What was bought and counts, before refunds. */
  boughtMinor: bigint;
  base: ProgramRules["base"];
  /** What refunds and edits took of it, and what is not paid for. */
  lostMinor: bigint;
  netMinor: bigint;
  /** Lines that count otherwise than once, with the rules that may have said so. */
  lines: { title: string; perMille: number; rules: string[] }[];
  /** `netMinor` with each line as often as it counts, in thousandths of a minor unit. */
  weighted: bigint;
  earn: ProgramRules["earn"];
  tier: { name: Texts; perMille: number } | null;
  /** Before rounding, in hundredths of a point, rounded down: without the tier, and with it. */
  hundredths: { plain: bigint; all: bigint };
  version: number;
};

export function calculationOf(order: OrderSnapshot, program: Program, earning: Earning, left: Left | null): Calculation {
  const { rules, version } = program;
  const factor = (line: OrderLine) => factorOf(line, earning);
  const once = () => 1n;
  const goods = order.lines.reduce((sum, line) => sum + lossOf(line, rules.base, once, 0, line.quantity).value, 0n);
  const shipping = order.shippingNetMinor + (rules.base.tax ? order.shippingTaxMinor : 0n);
  const boughtMinor = goods + (rules.base.shipping ? shipping : 0n);
  const netMinor = netOf(order, rules.base);
  const nothing = left ?? whyNothing(order, program);
  const exact = exactly(order, program, earning);
  const level = rules.tiers?.levels.find(({ key }) => key === earning.tier);
  return {
    ...{ nothing, points: nothing === null ? rounded(exact, 1n) : 0n },
    ...{ boughtMinor, netMinor, lostMinor: boughtMinor - netMinor },
    base: rules.base,
    lines: order.lines
      .filter((line) => factor(line) !== BigInt(ONE) && !line.giftCard && !line.tip)
      .map((line) => ({ title: line.title, perMille: Number(factor(line)), rules: rulesBehind(line, order, rules, earning) })),
    weighted: weightedNetOf(order, rules.base, factor, BigInt(ONE)),
    earn: rules.earn,
    tier: earning.tierPerMille === ONE ? null : { name: level?.name ?? {}, perMille: earning.tierPerMille },
    hundredths: { plain: rounded(exactly(order, program, { ...earning, tierPerMille: ONE }), 100n), all: rounded(exact, 100n) },
    version,
  };
}

function rounded({ numerator, denominator }: Ratio, parts: bigint): bigint {
  return floorDiv(numerator * parts, denominator);
}

/** Only the factor was noted of a line, for products change: rules of that factor that were in force for this tier then. */
function rulesBehind(line: OrderLine, order: OrderSnapshot, { multipliers }: ProgramRules, earning: Earning): string[] {
  const at = placedAt(order).getTime();
  return multipliers
    .filter(({ perMille }) => BigInt(perMille) === factorOf(line, earning))
    .filter(({ tiers }) => tiers.length === 0 || (earning.tier !== null && tiers.includes(earning.tier)))
    .filter(({ from, until }) => (from === null || Date.parse(from) <= at) && (until === null || at < Date.parse(until)))
    .filter(({ products, collections, tags }) => {
      const named = line.productId !== null && products.includes(line.productId.toString());
      return products.length === 0 || named || collections.length > 0 || tags.length > 0;
    })
    .map(({ name }) => name);
}
