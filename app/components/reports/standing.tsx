import { BlockStack, InlineGrid, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { Outlook } from "../../insights/points/outlook.server.ts";
import type { PointsReport } from "../../insights/points/points-report.server.ts";
import { Edge } from "../page/edge.tsx";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";

type Props = { report: PointsReport; outlook: Outlook; floor: { months: number; customers: number } };

/** What is owed today, and what became of all points so far. */
export function Standing({ report, outlook, floor }: Props) {
  const t = useT();
  const format = useFormat();
  const { outstanding, debt } = report;
  const { share } = outlook.breakage;
  const likely = share === null ? null : likelyMinor(outstanding.worthMinor, share);
  const { available, pending } = outstanding;
  return (
    <>
      <Part title={t("reports.now")}>
        <Figure
          name={t("reports.outstanding")}
          value={format.number(outstanding.points)}
          notes={[
            t("reports.outstandingParts", { available: format.number(available), pending: format.number(pending) }),
            t("reports.outstandingHelp"),
          ]}
        />
        <Figure
          name={t("reports.worth")}
          value={format.money(outstanding.worthMinor)}
          notes={[
            ...(likely === null ? [] : [t("reports.worthLikely", { amount: format.money(likely) })]),
            t("reports.worthHelp"),
          ]}
        />
        <Figure
          name={t("reports.debt")}
          value={format.number(debt.accounts)}
          notes={[...(debt.accounts === 0 ? [] : [t("reports.debtPoints", { count: debt.points })]), t("reports.debtHelp")]}
        />
      </Part>
      <Rates report={report} outlook={outlook} floor={floor} />
    </>
  );
}

function Rates({ report, outlook, floor }: Props) {
  const t = useT();
  const format = useFormat();
  const { granted, spent, expired, redemptionRate, breakageRate } = report;
  const share = (value: number | null) => (value === null ? "–" : format.percent(value));
  const parts = (words: string) => (granted <= 0n ? t("reports.nothingGiven") : words);
  return (
    <Part title={t("reports.ever")}>
      <Figure
        name={t("reports.redemptionRate")}
        value={share(redemptionRate)}
        notes={[parts(t("reports.redemptionParts", { spent, granted })), t("reports.redemptionHelp")]}
      />
      <Figure
        name={t("reports.breakage")}
        value={share(breakageRate)}
        notes={[parts(t("reports.breakageParts", { expired, granted })), t("reports.breakageHelp")]}
      />
      <Estimate outlook={outlook} floor={floor} />
    </Part>
  );
}

/** From old points, as of the last time that somebody read them all. */
function Estimate({ outlook: { asOf, breakage }, floor }: Omit<Props, "report">) {
  const t = useT();
  const format = useFormat();
  const { share, customers } = breakage;
  const help = t("reports.estimateHelp", { months: floor.months });
  if (asOf === null) return <Figure name={t("reports.estimate")} value="–" notes={[t("reports.outlookComing"), help]} />;
  const basis =
    share === null
      ? t("reports.estimateFloor", { floor: floor.customers, months: floor.months, customers })
      : t("reports.estimateBasis", { months: floor.months, customers });
  return (
    <Figure
      name={t("reports.estimate")}
      value={share === null ? t("reports.estimateLacking") : format.percent(share)}
      notes={[basis, t("reports.asOf", { at: format.dateTime(asOf) }), help]}
    />
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <BlockStack gap="300">
      <Edge>
        <Text as="h2" variant="headingSm" tone="subdued">
          {title}
        </Text>
      </Edge>
      <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
        {children}
      </InlineGrid>
    </BlockStack>
  );
}

const MILLION = 1_000_000;

function likelyMinor(worthMinor: bigint, unspent: number): bigint {
  return (worthMinor * BigInt(Math.round((1 - unspent) * MILLION))) / BigInt(MILLION);
}
