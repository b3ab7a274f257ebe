import { Badge, Card, InlineGrid, InlineStack, Text, BlockStack } from "@shopify/polaris";

import type { FlowRow } from "../../../flows/flows.server.ts";
import type { LiveStep } from "../../../insights/flow-figures.server.ts";
import type { Figure } from "../../../insights/flow-people/query.ts";
import { useFormat, useT } from "../../locale.tsx";
import { FigureLink } from "../people/figure-link.tsx";
import { stateNames, stateTones } from "../words/flow-words.ts";

/** Whether the flow runs, and since when; who is in it and what has left. */
export function Figures({ row, live }: { row: FlowRow; live: readonly LiveStep[] }) {
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
        {state !== "draft" && <Outcomes flowId={row.flowId} live={live} />}
      </BlockStack>
    </Card>
  );
}

/** What all its emails have led to of late, steps that are gone included. */
function Outcomes({ flowId, live }: { flowId: number; live: readonly LiveStep[] }) {
  const t = useT();
  const format = useFormat();
  const told = live.filter(({ delivered }) => delivered !== null);
  const sum = (steps: readonly LiveStep[], of: (step: LiveStep) => number) => steps.reduce((all, step) => all + of(step), 0);
  const sent = sum(live, (step) => step.sent);
  if (sent === 0) return null;
  const outcomes = [
    ["flowSteps.figSent", "sent", sent],
    ...(told.length === 0
      ? []
      : ([["flowSteps.figDelivered", "delivered", sum(told, ({ delivered }) => delivered ?? 0)]] as const)),
    ["flowSteps.figClicks", "clicked", sum(live, ({ clicks }) => clicks)],
    ["flowSteps.figOrders", "ordered", sum(live, ({ orders }) => orders)],
    ["flowSteps.figReached", "reached", sum(live, ({ reached }) => reached)],
    ...(told.length === 0
      ? []
      : ([
          ["flowSteps.figUnsubscribed", "unsubscribed", sum(told, ({ unsubscribed }) => unsubscribed)],
          ["flowSteps.figComplained", "complained", sum(told, ({ complained }) => complained)],
        ] as const)),
  ] as const;
  return (
    <div>
      <Text as="p" tone="subdued">
        {t("flow.outcomes")}
      </Text>
      <dl className="flow-figures">
        {outcomes.map(([name, figure, count]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>
              <FigureLink recent flowId={flowId} figure={figure} name={t(name)} count={count}>
                {format.number(count)}
              </FigureLink>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
