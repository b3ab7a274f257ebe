import { BlockStack, Card, Text } from "@shopify/polaris";

import { groupLines } from "../../insights/rfm/groups-table.ts";
import type { Summary } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { groupNames } from "./group-words.ts";

/** Each group with its size, what it has spent, and how it has changed since the month before. */
export function GroupsCard({ summary, prospects }: { summary: Summary; prospects: number }) {
  const t = useT();
  const format = useFormat();
  const lines = groupLines(summary.cells, summary.moves, prospects);
  const compared = lines.some(({ change }) => change !== null);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("rfm.groups")}
        </Text>
        <PlainTable
          label={t("rfm.groups")}
          headings={[
            ...[t("rfm.group"), t("rfm.customers"), t("rfm.share"), t("rfm.spent")],
            ...(compared ? [t("rfm.sinceLastMonth")] : []),
          ]}
          rows={lines.map(({ group, customers, share, spentMinor, change }) => [
            ...[t(groupNames[group]), format.number(customers), format.percent(share), format.money(spentMinor)],
            ...(compared ? [change === null ? t("rfm.notCompared") : format.signed(change)] : []),
          ])}
        />
      </BlockStack>
    </Card>
  );
}
