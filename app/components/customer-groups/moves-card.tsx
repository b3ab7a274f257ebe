import { BlockStack, Card, Text } from "@shopify/polaris";

import { movements } from "../../insights/rfm/groups-table.ts";
import type { Move } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { groupNames } from "./group-words.ts";

const MOST = 12;

/** Between which groups customers have moved since the end of the month before. */
export function MovesCard({ moves }: { moves: readonly Move[] }) {
  const t = useT();
  const format = useFormat();
  const { moved, stayed, joined } = movements(moves);
  const known = moves.some(({ from }) => from !== null);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("rfm.moves")}
          </Text>
          <Text as="p" tone="subdued">
            {known ? t("rfm.movesHelp", { stayed: format.number(stayed), joined: format.number(joined) }) : t("rfm.movesUnknown")}
          </Text>
        </BlockStack>
        {known && moved.length === 0 && <Text as="p">{t("rfm.movesNone")}</Text>}
        {known && moved.length > 0 && (
          <PlainTable
            label={t("rfm.moves")}
            headings={[t("rfm.from"), t("rfm.to"), t("rfm.customers")]}
            rows={moved
              .slice(0, MOST)
              .map(({ from, to, customers }) => [
                from === null ? t("rfm.joined") : t(groupNames[from]),
                t(groupNames[to]),
                format.number(customers),
              ])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
