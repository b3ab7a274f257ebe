import { InlineGrid } from "@shopify/polaris";

import type { Outlook } from "../../insights/scores/days.server.ts";
import { to } from "../../pages.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";
import { NO_VALUE } from "../charts/chart.ts";

type Props = { outlook: Outlook | null; points: bigint; worthMinor: bigint };

/** What other pages tell in whole: value to come, and points that are owed. */
export function BesideGrid({ outlook, points, worthMinor }: Props) {
  const t = useT();
  const format = useFormat();
  const spend = outlook === null || outlook.customers === 0 ? null : outlook.spend365Minor;
  const money = (minor: number) => format.money(BigInt(Math.round(minor)));
  return (
    <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
      <Figure
        name={t("figures.predicted")}
        value={spend === null || outlook === null ? NO_VALUE : money(spend / outlook.customers)}
        notes={[
          spend === null || outlook === null
            ? t("figures.predictedMissing")
            : t("figures.predictedNote", { total: money(spend), customers: format.number(outlook.customers) }),
        ]}
        link={{ content: t("figures.predictedAction"), url: to("predictions") }}
      />
      <Figure
        name={t("figures.liability")}
        value={format.number(points)}
        notes={[t("figures.liabilityNote", { amount: format.money(worthMinor) })]}
        link={{ content: t("figures.liabilityAction"), url: to("analytics") }}
      />
    </InlineGrid>
  );
}
