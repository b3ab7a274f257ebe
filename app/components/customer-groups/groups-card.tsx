import { BlockStack, Button, Card, Text } from "@shopify/polaris";

import { groupLines } from "../../insights/rfm/groups-table.ts";
import type { RfmGroup } from "../../insights/rfm/groups.ts";
import type { Summary } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { PlaceMenu, type ChoosePlace } from "./place-menu.tsx";
import { groupNames } from "../../insights/rfm/group-words.ts";

type Props = { summary: Summary; prospects: number; onChoose: ChoosePlace };

/** Each group with its size, what it has spent, and how it has changed since the month before. Its name leads to its customers. */
export function GroupsCard({ summary, prospects, onChoose }: Props) {
  const t = useT();
  const format = useFormat();
  const lines = groupLines(summary.cells, summary.moves, prospects);
  const compared = lines.some(({ change }) => change !== null);
  const nameOf = (group: RfmGroup, customers: number) =>
    customers === 0 ? (
      t(groupNames[group])
    ) : (
      <PlaceMenu
        place={{ group, cell: null }}
        customers={customers}
        onChoose={onChoose}
        button={({ onClick, ...state }) => (
          <Button variant="plain" textAlign="start" disclosure ariaExpanded={state["aria-expanded"]} onClick={onClick}>
            {t(groupNames[group])}
          </Button>
        )}
      />
    );
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
            ...[nameOf(group, customers), format.number(customers), format.percent(share), format.money(spentMinor)],
            ...(compared ? [change === null ? t("rfm.notCompared") : format.signed(change)] : []),
          ])}
        />
      </BlockStack>
    </Card>
  );
}
