import { BlockStack, Button, Card, Collapsible, InlineStack, List, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Problem } from "../../webhooks/inbox.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { issueWords } from "./issue-words.ts";

type Props = { problem: Problem; busy: boolean; submit: (fields: Record<string, string>) => void };

/** A webhook that could not be given meaning: what is wrong with it, and what can be done. */
export function ProblemCard({ problem, busy, submit }: Props) {
  const t = useT();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const inboxId = problem.inboxId.toString();
  const about = { topic: problem.topic, date: format.dateTime(problem.receivedAt) };
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              {problem.topic}
            </Text>
            <Text as="p" tone="subdued">
              {[t("webhooks.received", { date: about.date }), t("webhooks.attempts", { count: problem.attempts })].join(" · ")}
            </Text>
          </BlockStack>
          <InlineStack gap="200">
            <Button
              disabled={busy}
              accessibilityLabel={t("webhooks.replayOf", about)}
              onClick={() => submit({ intent: "replay", inboxId })}
            >
              {t("webhooks.replay")}
            </Button>
            <Button
              tone="critical"
              variant="tertiary"
              disabled={busy}
              accessibilityLabel={t("webhooks.discardOf", about)}
              onClick={() => setAsking(true)}
            >
              {t("webhooks.discard")}
            </Button>
          </InlineStack>
        </InlineStack>
        <Issues problem={problem} />
        <Body body={problem.body} id={`body-${inboxId}`} />
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          {t("webhooks.id", { id: problem.webhookId })}
        </Text>
      </BlockStack>
      <Confirm
        destructive
        open={asking}
        title={t("webhooks.discardTitle")}
        action={t("webhooks.discard")}
        onConfirm={() => submit({ intent: "discard", inboxId })}
        onClose={() => setAsking(false)}
      >
        <p>{t("webhooks.discardText")}</p>
      </Confirm>
    </Card>
  );
}

function Issues({ problem }: { problem: Problem }) {
  const t = useT();
  if (problem.issues.length === 0) {
    return (
      <Text as="p" tone="critical" breakWord>
        {`${t("webhooks.error")}: ${problem.error ?? "–"}`}
      </Text>
    );
  }
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("webhooks.issues")}
      </Text>
      <List>
        {problem.issues.map(({ path, message }, index) => (
          <List.Item key={index}>
            <span className="wrap-anywhere">
              <code>{path === "" ? t("webhooks.whole") : path}</code>: {issueWords(t, message)}
            </span>
          </List.Item>
        ))}
      </List>
    </BlockStack>
  );
}

function Body({ body, id }: { body: string; id: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  if (body === "") return null;
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={open ? "up" : "down"}
        ariaExpanded={open}
        ariaControls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? t("webhooks.hideBody") : t("webhooks.showBody")}
      </Button>
      <Collapsible id={id} open={open}>
        <pre className="query body" tabIndex={0}>
          {pretty(body)}
        </pre>
      </Collapsible>
    </BlockStack>
  );
}

/** Indented when it is JSON; numbers stay as they came, so that long ids are not rounded. */
function pretty(body: string): string {
  try {
    const exact = JSON.parse(body, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
    ) as unknown;
    return JSON.stringify(exact, null, 2);
  } catch {
    return body;
  }
}
