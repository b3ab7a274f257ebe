import type { View } from "../../api.ts";
import { counted, factor, money, t } from "../../words.ts";

/** The smallest round amount of money that earns whole points, in units of the currency; null where nothing is earned or no round amount does. */
export function roundEarning(pointsPerUnit: string): { points: number; amount: number } | null {
  const [over = "0", under] = pointsPerUnit.split("/");
  const numerator = Math.round(Number(over) * 1e9);
  const denominator = Number(under ?? 1) * 1e9;
  for (const amount of [1, 10, 100, ...(under === undefined ? [] : [Number(under)])])
    if (numerator > 0 && (numerator * amount) % denominator === 0) return { points: (numerator * amount) / denominator, amount };
  return null;
}

/** "5 points for every €1", and how often that counts in the shopper's tier; empty when nothing is earned with orders. */
export function earnRule(view: View): string {
  const { program, loyalty } = view;
  const earned = roundEarning(program.points_per_unit);
  if (earned === null) return "";
  const key = program.base.tax || program.base.shipping ? "rule.earn_plain_html" : "rule.earn_html";
  const rule = counted(key, earned.points, { amount: money(earned.amount * 100, view, true) });
  const perMille = program.tiers?.levels.find((level) => level.key === loyalty.tier?.key)?.per_mille ?? 1_000;
  return perMille > 1_000 ? `${rule} ${t("product.factor", { factor: factor(perMille) })}.` : rule;
}
