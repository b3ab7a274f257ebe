import { Banner, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Counts, Group } from "../../insights/figures/counts.ts";
import { groupRates } from "../../insights/figures/rates.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import type { FlowResult } from "../../insights/lift/results.server.ts";
import { liftWords } from "../flows/words/lift-words.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import { useFormat, useT } from "../locale.tsx";
import { TitledCard } from "../reports/titled-card.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

export function MembersCard({ counts }: { counts: Counts }) {
  const t = useT();
  const format = useFormat();
  const row = (name: string, group: Group) => {
    const { retention, orders, revenue } = groupRates(group);
    return [
      ...[name, format.number(group.customers), writeFigure("share", retention, t, format)],
      ...[writeFigure("number", orders, t, format), writeFigure("money", revenue, t, format)],
    ];
  };
  return (
    <TitledCard title={t("figures.members")} help={t("figures.membersHelp")}>
      <PlainTable
        label={t("figures.members")}
        headings={[
          ...[t("figures.membersGroup"), t("figures.membersCustomers"), t("figures.membersRetention")],
          ...[t("figures.membersOrders"), t("figures.membersRevenue")],
        ]}
        rows={[row(t("figures.membersMembers"), counts.members), row(t("figures.membersOthers"), counts.others)]}
      />
      <Banner tone="warning">
        <p>{t("figures.membersWarning")}</p>
      </Banner>
    </TitledCard>
  );
}

type Flow = { flowId: number; name: string | null; preset: string | null };

export function FlowsCard({ flows, results }: { flows: readonly Flow[]; results: readonly FlowResult[] }) {
  const t = useT();
  const format = useFormat();
  const soon = t("figures.flowsSoon");
  return (
    <TitledCard title={t("figures.flows")} help={t("figures.flowsHelp")}>
      {flows.length === 0 ? (
        <Text as="p">{t("figures.flowsNone")}</Text>
      ) : (
        <PlainTable
          label={t("figures.flows")}
          headings={[t("figures.flowsFlow"), t("figures.flowsOrders"), t("figures.flowsRevenue"), t("figures.flowsLift")]}
          rows={flows.map((flow) => {
            const result = results.find(({ flowId }) => flowId === flow.flowId);
            const known = result && [
              format.number(result.orders),
              format.money(result.revenueMinor),
              liftWords(result.lift, t, format),
            ];
            return [flowTitle(flow, t), ...(known ?? [soon, soon, soon])];
          })}
        />
      )}
    </TitledCard>
  );
}

/** What the articles report, contradictions included. A range is written as they have it. */
const benchmarks: readonly { name: PlainKey; low: number; high?: number; source: PlainKey }[] = [
  { name: "figures.benchmarkRetail", low: 0.4, source: "figures.sourceGauge" },
  { name: "figures.benchmarkCommerce", low: 0.3, high: 0.4, source: "figures.sourceGuide" },
  { name: "figures.benchmarkWholesale", low: 0.56, source: "figures.sourceGauge" },
  { name: "figures.benchmarkSaas", low: 0.85, high: 0.9, source: "figures.sourceGuide" },
  { name: "figures.benchmarkFinance", low: 0.78, high: 0.84, source: "figures.sourceGuide" },
];

export function BenchmarksCard() {
  const t = useT();
  const format = useFormat();
  return (
    <TitledCard title={t("figures.benchmarks")} help={t("figures.benchmarksHelp")}>
      <PlainTable
        label={t("figures.benchmarks")}
        headings={[t("figures.benchmark"), t("figures.benchmarkValue"), t("figures.benchmarkSource")]}
        rows={[
          ...benchmarks.map(({ name, low, high, source }) => [
            t(name),
            high === undefined ? format.percent(low) : `${format.percent(low)} – ${format.percent(high)}`,
            t(source),
          ]),
          [t("figures.benchmarkClv"), t("figures.benchmarkClvValue"), t("figures.sourceGuide")],
        ]}
      />
    </TitledCard>
  );
}
