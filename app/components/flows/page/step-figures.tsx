import { BlockStack, Text } from "@shopify/polaris";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import type { Figure } from "../../../insights/flow-people/query.ts";
import { useFormat, useT } from "../../locale.tsx";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import { FigureLink } from "../people/figure-link.tsx";
import { useEditor } from "../timeline/editor.ts";

/** What has become of a step lately: who waits at it, what it sent and what that led to. Nothing where nothing has happened. */
export function StepFigures({ step }: { step: DraftStep }) {
  const t = useT();
  const format = useFormat();
  const { flowId, figures } = useEditor();
  const own = figures.get(step.id);
  if (own === undefined || (step.kind !== "wait" && step.kind !== "email")) return null;
  const linked = (figure: Figure, name: string, count: number, { reason = "", shown = format.number(count) } = {}) => (
    <FigureLink {...{ flowId, figure, stepId: step.id, reason, name, count }}>{shown}</FigureLink>
  );
  if (step.kind === "wait") {
    const name = t("flowSteps.figWaiting");
    return own.waiting === 0 ? null : (
      <Text as="p" tone="subdued">
        {name}: {linked("waiting", name, own.waiting)}
      </Text>
    );
  }
  const { sent, delivered, deferred, notSent, clicks, orders, revenueMinor, reached, unsubscribed, complained } = own;
  const total = (counts: readonly { count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);
  const numbers = [
    ["flowSteps.figSent", "sent", sent],
    ...(delivered === null ? [] : ([["flowSteps.figDelivered", "delivered", delivered]] as const)),
    ["flowSteps.figDeferred", "deferred", total(deferred)],
    ["flowSteps.figNotSent", "not-sent", total(notSent)],
    ["flowSteps.figClicks", "clicked", clicks],
    ["flowSteps.figOrders", "ordered", orders],
    ["flowSteps.figRevenue", "ordered", orders, format.money(revenueMinor)],
    ["flowSteps.figReached", "reached", reached],
    ...(delivered === null
      ? []
      : ([
          ["flowSteps.figUnsubscribed", "unsubscribed", unsubscribed],
          ["flowSteps.figComplained", "complained", complained],
        ] as const)),
  ] as const;
  const why = [
    ...deferred.map(({ reason, count }) => ({
      ...{ figure: "deferred" as const, reason, count },
      name: reason === "" ? t("flowSteps.figDue") : deferWords(t, reason),
    })),
    ...notSent.map(({ reason, count }) => ({ figure: "not-sent" as const, reason, count, name: reasonWords(t, reason) })),
  ];
  return (
    <BlockStack gap="100">
      <dl className="flow-figures">
        {numbers.map(([name, figure, count, shown]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{linked(figure, t(name), count, { shown })}</dd>
          </div>
        ))}
      </dl>
      {why.length > 0 && (
        <details className="flow-why">
          <summary>{t("flowSteps.figWhy")}</summary>
          <ul>
            {why.map(({ figure, reason, name, count }) => (
              <li key={`${figure} ${reason}`}>
                {reason === "" ? format.number(count) : linked(figure, name, count, { reason })} · {name}
              </li>
            ))}
          </ul>
        </details>
      )}
    </BlockStack>
  );
}
