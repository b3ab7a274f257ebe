import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { ReconciliationReport } from "../../sync/reconciliation/report.server.ts";
import type { Found, Problem } from "../../sync/reconciliation/spans.ts";
import { useLive } from "../batches/progress.tsx";
import { useFormat, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

const problemTitles: Record<Problem, PlainKey> = {
  access: "compare.accessTitle",
  token: "compare.tokenTitle",
  unreachable: "compare.unreachableTitle",
  defect: "compare.defectTitle",
};
const problemTexts: Record<Problem, PlainKey> = {
  access: "compare.accessText",
  token: "compare.tokenText",
  unreachable: "compare.unreachableText",
  defect: "compare.defectText",
};

type Props = { report: ReconciliationReport; busy: boolean; compare: () => void };

/** What comparing with Shopify found, why it fails if it does, and a button to do it now. */
export function CompareCard({ report, busy, compare }: Props) {
  const t = useT();
  const format = useFormat();
  const { open, problem, last, period, unread } = report;
  const working = open !== null && problem === null;
  useLive(working);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              {t("compare.title")}
            </Text>
            <Text as="p" tone="subdued">
              {last === null ? t("compare.never") : t("compare.last", { date: format.dateTime(last.at) })}
            </Text>
          </BlockStack>
          <Button disabled={busy || working} loading={busy} onClick={compare}>
            {problem === null ? t("compare.now") : t("compare.again")}
          </Button>
        </InlineStack>
        <Text as="p">{t("compare.text")}</Text>
        {problem !== null && (
          <Banner tone="warning" title={t(problemTitles[problem.kind])}>
            <p>{[t(problemTexts[problem.kind]), t("compare.since", { date: format.dateTime(problem.since) })].join(" ")}</p>
          </Banner>
        )}
        {open !== null && problem === null && <Progress done={open.done} total={open.total} />}
        <Figures last={last} period={period} />
        {unread > 0 && (
          <Text as="p" tone="caution">
            {t("compare.unread", { count: unread })}
          </Text>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t("compare.help")}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Progress({ done, total }: { done: number; total: number | null }) {
  const t = useT();
  const share = total === null || total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
  return (
    <div role="status">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200">
          <Text as="span" fontWeight="medium">
            {t("compare.working")}
          </Text>
          <Text as="span" tone="subdued">
            {total === null
              ? t("compare.progressUnknown", { done })
              : t("compare.progress", { done, total: Math.max(done, total) })}
          </Text>
        </InlineStack>
        <ProgressBar size="small" progress={share} tone="highlight" />
      </BlockStack>
    </div>
  );
}

function Figures({ last, period }: { last: Found | null; period: Found }) {
  const t = useT();
  const format = useFormat();
  const row = (words: PlainKey, figure: keyof Found) => [
    t(words),
    last === null ? "–" : format.number(last[figure]),
    format.number(period[figure]),
  ];
  return (
    <PlainTable
      label={t("compare.title")}
      headings={[t("compare.what"), t("compare.lastTime"), t("compare.period")]}
      rows={[
        row("compare.ordersSeen", "ordersSeen"),
        row("compare.ordersCaught", "ordersCaught"),
        row("compare.customersSeen", "customersSeen"),
        row("compare.customersCaught", "customersCaught"),
      ]}
    />
  );
}
