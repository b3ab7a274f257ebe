import { Badge, Card, InlineGrid, InlineStack, Text, BlockStack } from "@shopify/polaris";

import type { FlowRow } from "../../../flows/flows.server.ts";
import { useFormat, useT } from "../../locale.tsx";
import { stateNames, stateTones } from "../words/flow-words.ts";

/** Whether the flow runs, and since when; who is in it and what has left. */
export function Figures({ row }: { row: FlowRow }) {
  const t = useT();
  const format = useFormat();
  const { state, liveSince } = row;
  const figures = [
    [t("flow.waiting"), row.waiting],
    [t("flow.entered"), row.entered],
    [t("flow.active"), row.active],
    [t("flow.sent"), row.sent],
    [t("flow.dropped"), row.dropped],
  ] as const;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack gap="200" blockAlign="center">
          <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
          {state === "draft" && (
            <Text as="span" tone="subdued">
              {t("flow.draftText")}
            </Text>
          )}
          {state === "live" && liveSince !== null && (
            <Text as="span" tone="subdued">
              {t("flows.since", { date: format.date(liveSince) })}
            </Text>
          )}
          {row.hasDraft && state !== "draft" && <Badge tone="attention">{t("flows.changed")}</Badge>}
        </InlineStack>
        {state !== "draft" && (
          <InlineGrid columns={{ xs: 2, sm: 5 }} gap="400">
            {figures.map(([name, value]) => (
              <BlockStack gap="050" key={name}>
                <Text as="p" tone="subdued">
                  {name}
                </Text>
                <Text as="p" variant="headingLg" numeric>
                  {format.number(value)}
                </Text>
              </BlockStack>
            ))}
          </InlineGrid>
        )}
      </BlockStack>
    </Card>
  );
}
