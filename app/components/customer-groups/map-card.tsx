import { BlockStack, Card, Text } from "@shopify/polaris";

import { groupAt } from "../../insights/rfm/groups.ts";
import type { Cell } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlaceMenu, type ChoosePlace } from "./place-menu.tsx";
import { groupNames } from "../../insights/rfm/group-words.ts";

const SCORES = [5, 4, 3, 2, 1] as const;

/** All customers who have bought by how lately and how much they buy: a table, whose shading says at a glance what its numbers say. Each cell leads to its customers. */
export function MapCard({ cells, onChoose }: { cells: readonly Cell[]; onChoose: ChoosePlace }) {
  const t = useT();
  const customersAt = (recency: number, worth: number) =>
    cells.find((cell) => cell.recency === recency && cell.worth === worth)?.customers ?? 0;
  const most = Math.max(1, ...cells.map(({ customers }) => customers));
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("rfm.map")}
          </Text>
          <Text as="p" tone="subdued">
            {t("rfm.mapHelp")}
          </Text>
        </BlockStack>
        <div className="rfm-map" role="region" aria-label={t("rfm.map")} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("rfm.mapCorner")}</th>
                {SCORES.map((worth) => (
                  <th key={worth} scope="col">
                    {worth}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {SCORES.map((recency) => (
                <tr key={recency}>
                  <th scope="row">{recency}</th>
                  {SCORES.map((worth) => {
                    const customers = customersAt(recency, worth);
                    return (
                      <td key={worth} className={`rfm-shade-${shade(customers, most)}`}>
                        <CellMenu {...{ recency, worth, customers, onChoose }} />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </BlockStack>
    </Card>
  );
}

type CellProps = { recency: number; worth: number; customers: number; onChoose: ChoosePlace };

/** A cell of nobody leads nowhere. */
function CellMenu({ recency, worth, customers, onChoose }: CellProps) {
  const t = useT();
  const format = useFormat();
  const group = groupAt(recency, worth);
  const content = (
    <>
      <Text as="span" fontWeight="semibold">
        {format.number(customers)}
      </Text>
      <Text as="span" variant="bodySm">
        {t(groupNames[group])}
      </Text>
    </>
  );
  if (customers === 0) return <div className="rfm-cell">{content}</div>;
  return (
    <PlaceMenu
      place={{ group, cell: { recency, worth } }}
      customers={customers}
      onChoose={onChoose}
      button={(state) => (
        <button type="button" className="rfm-cell" {...state}>
          {content}
          <Text as="span" visuallyHidden>
            {t("rfm.cellScores", { recency, worth })}
          </Text>
        </button>
      )}
    />
  );
}

/** From 0 (nobody) to 4 (most), by the root: few cells hold most customers, and the others would all look alike. */
function shade(customers: number, most: number): number {
  return customers === 0 ? 0 : Math.max(1, Math.ceil(4 * Math.sqrt(customers / most)));
}
