import { BlockStack, Text } from "@shopify/polaris";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import { useFormat, useT } from "../../locale.tsx";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import { useEditor } from "../timeline/editor.ts";

/** What has become of a step lately: who waits at it, what it sent and what that led to. Nothing where nothing has happened. */
export function StepFigures({ step }: { step: DraftStep }) {
  const t = useT();
  const format = useFormat();
  const { figures } = useEditor();
  const own = figures.get(step.id);
  if (own === undefined || (step.kind !== "wait" && step.kind !== "email")) return null;
  if (step.kind === "wait") {
    return own.waiting === 0 ? null : (
      <Text as="p" tone="subdued">
        {`${t("flowSteps.figWaiting")}: ${format.number(own.waiting)}`}
      </Text>
    );
  }
  const { sent, delivered, deferred, notSent, clicks, orders, revenueMinor, unsubscribed, complained } = own;
  const total = (counts: readonly { count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);
  const numbers = [
    [t("flowSteps.figSent"), format.number(sent)],
    ...(delivered === null ? [] : ([[t("flowSteps.figDelivered"), format.number(delivered)]] as const)),
    [t("flowSteps.figDeferred"), format.number(total(deferred))],
    [t("flowSteps.figNotSent"), format.number(total(notSent))],
    [t("flowSteps.figClicks"), format.number(clicks)],
    [t("flowSteps.figOrders"), format.number(orders)],
    [t("flowSteps.figRevenue"), format.money(revenueMinor)],
    ...(delivered === null
      ? []
      : ([
          [t("flowSteps.figUnsubscribed"), format.number(unsubscribed)],
          [t("flowSteps.figComplained"), format.number(complained)],
        ] as const)),
  ] as const;
  const why = [
    ...deferred.map(({ reason, count }) => ({ name: reason === "" ? t("flowSteps.figDue") : deferWords(t, reason), count })),
    ...notSent.map(({ reason, count }) => ({ name: reasonWords(t, reason), count })),
  ];
  return (
    <BlockStack gap="100">
      <dl className="flow-figures">
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {why.length > 0 && (
        <details className="flow-why">
          <summary>{t("flowSteps.figWhy")}</summary>
          <ul>
            {why.map(({ name, count }) => (
              <li key={name}>{`${format.number(count)} · ${name}`}</li>
            ))}
          </ul>
        </details>
      )}
    </BlockStack>
  );
}
