import { Badge, BlockStack, Button, InlineStack, Link, Text } from "@shopify/polaris";

import type { Delivery, DeliveryState } from "../../deliveries/log.server.ts";
import type { ReceiverKind } from "../../deliveries/receiver.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { kindWords, problemWord } from "./words.ts";

const stateWords: Record<DeliveryState, PlainKey> = {
  ...{ waiting: "receivers.waitingOne", delivered: "receivers.delivered", failed: "receivers.failedOne" },
};
const tones = { waiting: "info", delivered: "success", failed: "critical" } as const;

type Props = { to: ReceiverKind; deliveries: readonly Delivery[]; busy: boolean; again: (deliveryId: bigint) => void };

/** What was told when, and what was answered. */
export function DeliveryList({ to: receiver, deliveries, busy, again }: Props) {
  const t = useT();
  return (
    <ul className="rows" aria-label={t("receivers.log")}>
      {deliveries.map((delivery) => (
        <Row
          key={delivery.deliveryId.toString()}
          receiver={receiver}
          delivery={delivery}
          busy={busy}
          again={() => again(delivery.deliveryId)}
        />
      ))}
    </ul>
  );
}

type RowProps = { receiver: ReceiverKind; delivery: Delivery; busy: boolean; again: () => void };

function Row({ receiver, delivery, busy, again }: RowProps) {
  const t = useT();
  const format = useFormat();
  const { kind, customerId, occurredAt, state, attempts, dueAt, status, problem, settledAt } = delivery;
  const [event, date] = [t(kindWords[kind]), format.dateTime(occurredAt)];
  const facts = [
    date,
    attempts === 0 ? null : t("receivers.attempts", { count: attempts }),
    status === null ? null : t("receivers.answered", { status: String(status) }),
    state === "waiting" && attempts > 0 ? t("receivers.next", { date: format.dateTime(dueAt) }) : null,
    settledAt === null ? null : format.dateTime(settledAt),
  ];
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" fontWeight="medium">
              {event}
            </Text>
            <Badge tone={tones[state]}>{t(stateWords[state])}</Badge>
          </InlineStack>
          <Text as="p">
            <Link url={to("customer", { customerId })}>{t("receivers.customer", { id: customerId.toString() })}</Link>
          </Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {facts.filter((fact) => fact !== null).join(" · ")}
          </Text>
          {problem !== null && (
            <Text as="p" variant="bodySm" tone="critical">
              {t(problemWord(receiver, problem))}
            </Text>
          )}
        </BlockStack>
      </div>
      {state !== "waiting" && (
        <Button disabled={busy} accessibilityLabel={t("receivers.againNamed", { event, date })} onClick={again}>
          {t("receivers.again")}
        </Button>
      )}
    </li>
  );
}
