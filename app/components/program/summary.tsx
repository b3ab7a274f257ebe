import type { PlainKey } from "../../i18n/translate.ts";
import type { Part } from "../../program/rules/parts.ts";
import { ratioOf, type ProgramRules } from "../../program/rules/rules.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";

export const partWords: Record<Part, PlainKey> = {
  earning: "program.partEarning",
  multipliers: "program.partMultipliers",
  bonuses: "program.partBonuses",
  tiers: "program.partTiers",
  expiry: "program.partExpiry",
};

/** A part of the rules in a sentence. */
export function useSummary(): (part: Part, rules: ProgramRules) => string {
  const t = useT();
  const locale = useLocale();
  const { currency } = useShop();
  const decimal = useDecimal();
  return (part, rules) => {
    switch (part) {
      case "earning":
        return [
          t("program.sumRate", { points: decimal(rules.earn.points), units: `${decimal(rules.earn.units)} ${currency}` }),
          t("program.sumWorth", { points: rules.reward.points, units: `${decimal(rules.reward.units)} ${currency}` }),
          rules.pendingDays === 0 ? t("program.sumAtOnce") : t("program.sumPending", { count: rules.pendingDays }),
        ].join(" · ");
      case "multipliers":
        if (rules.multipliers.length === 0) return t("program.sumNoMultipliers");
        return rules.multipliers.map(({ name, perMille }) => `${name} (×${decimal(String(perMille / 1_000))})`).join(" · ");
      case "bonuses": {
        const on = rules.bonuses.filter(({ enabled }) => enabled).length;
        return on === 0 ? t("program.sumNoBonuses") : t("program.sumBonuses", { count: on });
      }
      case "tiers":
        if (rules.tiers === null) return t("program.sumNoTiers");
        return rules.tiers.levels.map(({ name }) => textIn(name, locale)).join(" · ");
      case "expiry":
        if (rules.expiry.mode === "off") return t("program.sumNoExpiry");
        return rules.expiry.mode === "lot"
          ? t("program.sumLot", { count: rules.expiry.months })
          : t("program.sumInactivity", { count: rules.expiry.months });
      default:
        return part satisfies never;
    }
  };
}

/** "1.50" as the reader's language writes it. */
function useDecimal(): (text: string) => string {
  const locale = useLocale();
  const format = useFormat();
  return (text) => {
    const { numerator, denominator } = ratioOf(text);
    if (numerator % denominator === 0n) return format.number(numerator / denominator);
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(text as Intl.StringNumericLiteral);
  };
}

/** The names of the parts in which two sets of rules differ. */
export function useChanges(): (parts: readonly Part[]) => string {
  const t = useT();
  return (parts) => parts.map((part) => t(partWords[part])).join(", ");
}
