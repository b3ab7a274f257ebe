import { BlockStack, Card, Text, useBreakpoints } from "@shopify/polaris";

import { groupNames } from "../../insights/rfm/group-words.ts";
import { movements } from "../../insights/rfm/groups-table.ts";
import type { RfmGroup } from "../../insights/rfm/groups.ts";
import type { Move } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { FlowDiagram } from "./flow-diagram.tsx";

/** A narrow screen lists so many; the others are in the table of a wide one. */
const MOST = 12;

/** Between which groups customers have moved since the end of the month before: as a flow diagram, on a narrow screen as a list. */
export function MovesCard({ moves }: { moves: readonly Move[] }) {
  const t = useT();
  const format = useFormat();
  const { smDown: narrow } = useBreakpoints();
  const { moved, stayed, joined } = movements(moves);
  const known = moves.some(({ from }) => from !== null);
  const nameOf = (group: RfmGroup | null) => t(group === null ? "rfm.joined" : groupNames[group]);
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
        {known && !narrow && <FlowDiagram moves={moves} nameOf={nameOf} />}
        {known && narrow && moved.length > 0 && (
          <ol className="moves-list">
            {moved.slice(0, MOST).map(({ from, to, customers }) => (
              <li key={`${from}-${to}`}>
                <Text as="span" fontWeight="semibold" numeric>
                  {format.number(customers)}
                </Text>
                <Text as="span">{t("rfm.move", { from: nameOf(from), to: nameOf(to) })}</Text>
              </li>
            ))}
          </ol>
        )}
      </BlockStack>
    </Card>
  );
}
