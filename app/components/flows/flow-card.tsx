import { Badge, BlockStack, Card, Divider, InlineGrid, InlineStack, List, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { FlowRow } from "../../flows/flows.server.ts";
import type { DeferCount, DropCount } from "../../insights/flows.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { deferWords, reasonWords } from "../words/reasons.ts";

type Props = {
  flow: Omit<FlowRow, "liveSince"> & { liveSince: Date | null };
  drops: readonly DropCount[];
  deferred: readonly DeferCount[];
  toggle: ReactNode;
};

/** A flow in plain words and true numbers. */
export function FlowCard({ flow, drops, deferred, toggle }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t("flows.winBack")}
            </Text>
            <Badge tone={flow.state === "live" ? "success" : undefined}>
              {flow.state === "live" ? t("flows.on") : t("flows.off")}
            </Badge>
            {flow.liveSince !== null && (
              <Text as="span" tone="subdued">
                {t("flows.since", { date: format.date(flow.liveSince) })}
              </Text>
            )}
          </InlineStack>
          {toggle}
        </InlineStack>
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("flows.what")}
          </Text>
          <List>
            <List.Item>{t("flows.stepTrigger", { count: 90 })}</List.Item>
            <List.Item>{t("flows.stepSend", { hour: format.hour(10) })}</List.Item>
            <List.Item>{t("flows.stepLanguage")}</List.Item>
            <List.Item>{t("flows.stepConsent")}</List.Item>
            <List.Item>{t("flows.stepExit")}</List.Item>
            <List.Item>{t("flows.stepPast")}</List.Item>
          </List>
        </BlockStack>
        <Divider />
        <Text as="h3" variant="headingSm">
          {t("flows.numbers")}
        </Text>
        <InlineGrid columns={{ xs: 2, sm: 4 }} gap="400">
          <Count name={t("flows.waiting")} value={flow.waiting} help={t("flows.waitingHelp")} />
          <Count name={t("flows.active")} value={flow.active} help={t("flows.activeHelp")} />
          <Count name={t("flows.sent")} value={flow.sent} help={t("flows.sentHelp")} />
          <Count name={t("flows.dropped")} value={flow.dropped} help={t("flows.droppedHelp")} />
        </InlineGrid>
        {deferred.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t("flows.deferred")}
            </Text>
            <dl className="facts">
              {deferred.map(({ reason, messages, nextTryAt }) => (
                <div key={reason}>
                  <dt>{`${deferWords(t, reason)} · ${t("flows.nextTry", { date: format.dateTime(nextTryAt) })}`}</dt>
                  <dd>{format.number(messages)}</dd>
                </div>
              ))}
            </dl>
          </BlockStack>
        )}
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("flows.reasons")}
          </Text>
          {drops.length === 0 ? (
            <Text as="p" tone="subdued">
              {t("flows.reasonsNone")}
            </Text>
          ) : (
            <dl className="facts">
              {drops.map(({ reason, messages }) => (
                <div key={reason}>
                  <dt>{reasonWords(t, reason)}</dt>
                  <dd>{format.number(messages)}</dd>
                </div>
              ))}
            </dl>
          )}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

function Count({ name, value, help }: { name: string; value: number; help: string }) {
  const format = useFormat();
  return (
    <BlockStack gap="050">
      <Text as="p" tone="subdued">
        {name}
      </Text>
      <Text as="p" variant="headingLg" numeric>
        {format.number(value)}
      </Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {help}
      </Text>
    </BlockStack>
  );
}
