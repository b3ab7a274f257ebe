import { Badge, Card, InlineGrid, InlineStack, Text, BlockStack } from "@shopify/polaris";

import type { FlowRow } from "../../../flows/flows.server.ts";
import type { Figure } from "../../../insights/flow-people/query.ts";
import { useFormat, useT } from "../../locale.tsx";
import { FigureLink } from "../people/figure-link.tsx";
import { stateNames, stateTones } from "../words/flow-words.ts";

/** Whether the flow runs, and since when; who is in it and what has left. */
export function Figures({ row }: { row: FlowRow }) {
  const t = useT();
  const format = useFormat();
  const { state, liveSince } = row;
  const figures = [
    [t("flow.waiting"), row.waiting, "ahead"],
    [t("flow.entered"), row.entered, "entered"],
    [t("flow.active"), row.active, "inside"],
    [t("flow.sent"), row.sent, "sent"],
    [t("flow.dropped"), row.dropped, "not-sent"],
  ] as const satisfies readonly (readonly [string, number, Figure])[];
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
            {figures.map(([name, value, figure]) => (
              <BlockStack gap="050" key={name}>
                <Text as="p" tone="subdued">
                  {name}
                </Text>
                <Text as="p" variant="headingLg" numeric>
                  <FigureLink flowId={row.flowId} figure={figure} name={name} count={value}>
                    {format.number(value)}
                  </FigureLink>
                </Text>
              </BlockStack>
            ))}
          </InlineGrid>
        )}
      </BlockStack>
    </Card>
  );
}
