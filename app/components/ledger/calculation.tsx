import { BlockStack, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Calculation } from "../../points/account/calculation.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { useDecimal, useMoney } from "../program/summary.tsx";

const nothingWords: Record<NonNullable<Calculation["nothing"]>, PlainKey> = {
  test: "account.nothingTest",
  withdrawn: "account.nothingWithdrawn",
  refunded: "account.nothingRefunded",
  unpaid: "account.nothingUnpaid",
  company: "account.nothingCompany",
  disputed: "account.nothingDisputed",
  unfulfilled: "account.nothingUnfulfilled",
  "not-earning": "account.nothingNotEarning",
  excluded: "account.nothingExcluded",
};

/** Folds out how an order comes to its points, each step with what it leads to. */
export function OrderCalculation({ calculation }: { calculation: Calculation }) {
  const t = useT();
  const steps = useSteps(calculation);
  const { nothing, points, version } = calculation;
  return (
    <details className="calculation">
      <summary>{t("account.show", { count: points })}</summary>
      <BlockStack gap="100">
        {nothing === null ? (
          <dl>
            {steps.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <Text as="p" variant="bodySm">
            {t(nothingWords[nothing])}
          </Text>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t("account.version", { version })}
        </Text>
      </BlockStack>
    </details>
  );
}

type Step = { label: string; value: string };

function useSteps(calculation: Calculation): Step[] {
  const t = useT();
  const locale = useLocale();
  const format = useFormat();
  const decimal = useDecimal();
  const money = useMoney();
  const { base, lostMinor, netMinor, weighted, earn, tier, hundredths, points } = calculation;
  const factor = (perMille: number) => decimal(String(perMille / 1_000));
  const about = [
    t(base.discounts ? "account.beforeDiscounts" : "account.afterDiscounts"),
    t(base.tax ? "account.withTax" : "account.withoutTax"),
    ...(base.shipping ? [t("account.withShipping")] : []),
  ];
  const lost: Step[] = [
    { label: t("account.lost"), value: format.money(-lostMinor) },
    { label: t("account.counts"), value: format.money(netMinor) },
  ];
  const lines = calculation.lines.map(({ title, perMille, rules }, index): Step => {
    const words = { title: `${index + 1}. ${title}`, factor: factor(perMille) };
    const label = rules.length === 0 ? t("account.linePlain", words) : t("account.line", { ...words, rules: rules.join(", ") });
    return { label, value: "" };
  });
  return [
    { label: t("account.bought", { details: about.join(", ") }), value: format.money(calculation.boughtMinor) },
    ...(lostMinor === 0n ? [] : lost),
    ...lines,
    ...(lines.length === 0 ? [] : [{ label: t("account.weighted"), value: format.money(weighted / 1_000n) }]),
    {
      label: t("account.rate", { points: decimal(earn.points), units: money(earn.units) }),
      value: hundredthsOf(hundredths.plain),
    },
    ...(tier === null
      ? []
      : [
          {
            label: t("account.tier", { tier: textIn(tier.name, locale), factor: factor(tier.perMille) }),
            value: hundredthsOf(hundredths.all),
          },
        ]),
    { label: t("account.rounded"), value: format.number(points) },
  ];

  function hundredthsOf(value: bigint): string {
    return format.number(Number(value) / 100);
  }
}
