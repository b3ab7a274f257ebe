import type { Format } from "../../i18n/format.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Part } from "../../program/rules/parts.ts";
import { currencyDigits } from "../../lib/money.ts";
import { ratioOf, type ProgramRules } from "../../program/rules/rules.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { TierRules } from "../../program/rules/tier-rules.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { bonusName } from "../words/bonus-name.ts";

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
  const decimal = useDecimal();
  const money = useMoney();
  const format = useFormat();
  return (part, rules) => {
    switch (part) {
      case "earning":
        return [
          t("program.sumRate", { points: decimal(rules.earn.points), units: money(rules.earn.units) }),
          t("program.sumWorth", { points: rules.reward.points, units: money(rules.reward.units) }),
          rules.pendingDays === 0 ? t("program.sumAtOnce") : t("program.sumPending", { count: rules.pendingDays }),
          ...(rules.companies ? [t("program.sumCompanies")] : []),
          ...(rules.openDisputes === "hold" ? [t("program.sumDisputesHold")] : []),
        ].join(" · ");
      case "multipliers":
        if (rules.multipliers.length === 0) return t("program.sumNoMultipliers");
        return rules.multipliers
          .map(({ name, perMille, from, until }) => {
            const when = [from, until].map((at) => (at === null ? "…" : format.date(new Date(at))));
            const dates = from === null && until === null ? "" : `, ${when.join(" – ")}`;
            return `${name} (×${decimal(String(perMille / 1_000))}${dates})`;
          })
          .join(" · ");
      case "bonuses": {
        const on = rules.bonuses.filter(({ enabled }) => enabled);
        if (on.length === 0) return t("program.sumNoBonuses");
        return on.map((bonus) => `${bonusName(bonus, t, locale)} (+${format.number(bonus.points)})`).join(" · ");
      }
      case "tiers":
        if (rules.tiers === null) return t("program.sumNoTiers");
        return tierWords(rules.tiers, t, format, locale);
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

/** "Bronze from 0 · Silver from 500 points". */
function tierWords({ basis, levels }: TierRules, t: Translate, format: Format, locale: string): string {
  const amount = (threshold: number) => (basis === "spend" ? format.money(BigInt(threshold)) : format.number(threshold));
  const tiers = levels
    .map(({ name, threshold }) => t("program.sumTier", { name: textIn(name, locale), threshold: amount(threshold) }))
    .join(" · ");
  if (basis === "spend") return tiers;
  return basis === "points" ? t("program.sumTiersPoints", { tiers }) : t("program.sumTiersOrders", { tiers });
}

/** Units of shop money, "1.50", as the reader's language writes them; without cents where there are none. */
export function useMoney(): (units: string) => string {
  const locale = useLocale();
  const { currency } = useShop();
  const minimumFractionDigits = currencyDigits(currency);
  const money = new Intl.NumberFormat(locale, {
    ...{ style: "currency", currency, minimumFractionDigits, trailingZeroDisplay: "stripIfInteger" },
  });
  return (units) => money.format(units as Intl.StringNumericLiteral);
}

/** "1.50" as the reader's language writes it. */
export function useDecimal(): (text: string) => string {
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
