import { Badge, BlockStack, Button, Card, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../pages.ts";
import type { Handling } from "../../surveys/inbox/handling.ts";
import { LONGEST_REPLY } from "../../surveys/inbox/case.ts";
import { useFormat, useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import { useToast } from "../page/bridge/toast.ts";
import { useTellOnce } from "../tell-once.ts";
import { reasonWords } from "../words/reasons.ts";

export type ShownCase = {
  messageId: string;
  surveyId: number;
  customerId: string;
  customer: string | null;
  survey: string;
  answer: string;
  words: readonly { ask: string; text: string }[];
  answeredAt: string;
  pauses: boolean;
  unread: boolean;
  closed: { at: string; by: string } | null;
  /** Null: nobody's. */
  assigned: string | null;
  mine: boolean;
  tags: readonly string[];
  replies: readonly { text: string; by: string; at: string; state: string | null; reason: string | null }[];
};

type Answer = { did: Handling["intent"]; outcome: "done" | "gone" | "invalid" };

/** An answer that asks for somebody: what was said, and what is done about it. */
export function CaseCard({ shown }: { shown: ShownCase }) {
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const post = usePost<() => Promise<Answer>>({ action: to("feedback") });
  const { messageId, surveyId, customerId, answer, closed, unread, pauses, assigned, mine } = shown;
  const customer = shown.customer ?? t("surveys.somebody");
  const send = (intent: Handling["intent"], more: Record<string, string> = {}) =>
    post.submit({ intent, messageId, surveyId: String(surveyId), ...more });
  useTellOnce(post.answer, ({ did, outcome }) => {
    if (outcome === "gone") toast(t("surveys.caseGone"), { isError: true });
    else if (outcome === "invalid") toast(t(did === "tag" ? "surveys.tagsInvalid" : "surveys.replyInvalid"), { isError: true });
    else if (did === "reply") toast(t("surveys.replySent"));
    else if (did === "close") toast(t("surveys.caseClosed"));
  });
  return (
    <Card>
      <article aria-label={t("surveys.answerOf", { customer })}>
        <BlockStack gap="300">
          <InlineStack gap="200" blockAlign="center">
            <Link url={to("customer", { customerId })}>{customer}</Link>
            {answer !== "" && <Badge tone={pauses ? "critical" : "info"}>{answer}</Badge>}
            {unread && <Badge tone="attention">{t("surveys.unread")}</Badge>}
            {pauses && <Badge tone="warning">{t("surveys.pausing")}</Badge>}
            <Text as="span" tone="subdued">
              {`${shown.survey} · ${format.dateTime(new Date(shown.answeredAt))}`}
            </Text>
          </InlineStack>
          {shown.words.map(({ ask, text }) => (
            <BlockStack key={ask} gap="100">
              <Text as="p" tone="subdued" variant="bodySm">
                {ask}
              </Text>
              <div className="note-text">{text}</div>
            </BlockStack>
          ))}
          {shown.replies.map(({ text, by, at, state, reason }) => (
            <BlockStack key={at} gap="100">
              <Text as="p" tone="subdued" variant="bodySm">
                {t("surveys.replied", { who: by, date: format.dateTime(new Date(at)) })}
                {(state === "dropped" || state === "failed") &&
                  ` · ${t("surveys.notDelivered", { reason: reasonWords(t, reason) })}`}
              </Text>
              <div className="note-text">{text}</div>
            </BlockStack>
          ))}
          {closed === null ? (
            <>
              <ReplyForm
                key={shown.replies.length}
                customer={customer}
                busy={post.busy}
                onSend={(key, text) => send("reply", { key, text })}
              />
              <Tags shown={shown} busy={post.busy} onSave={(tags) => send("tag", { tags })} />
              <InlineStack gap="200" blockAlign="center">
                <Button variant="primary" disabled={post.busy} onClick={() => send("close")}>
                  {t("surveys.close")}
                </Button>
                {unread && (
                  <Button disabled={post.busy} onClick={() => send("read")}>
                    {t("surveys.markRead")}
                  </Button>
                )}
                <Button disabled={post.busy} onClick={() => send(mine ? "leave" : "take")}>
                  {t(mine ? "surveys.leave" : "surveys.take")}
                </Button>
                {assigned !== null && (
                  <Text as="span" tone="subdued">
                    {t("surveys.assigned", { who: assigned })}
                  </Text>
                )}
              </InlineStack>
            </>
          ) : (
            <InlineStack gap="200" blockAlign="center">
              <Text as="span" tone="subdued">
                {t("surveys.closedBy", { who: closed.by, date: format.dateTime(new Date(closed.at)) })}
              </Text>
              {shown.tags.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
              <Button disabled={post.busy} onClick={() => send("reopen")}>
                {t("surveys.reopen")}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </article>
    </Card>
  );
}

/** Where a reply is written; it is kept until it has been sent. */
function ReplyForm(props: { customer: string; busy: boolean; onSend: (key: string, text: string) => void }) {
  const { customer, busy, onSend } = props;
  const t = useT();
  const [text, setText] = useState("");
  // What is sent twice under it is sent once; another form's is another reply.
  const [key] = useState(() => crypto.randomUUID());
  return (
    <BlockStack gap="200">
      <TextField
        label={t("surveys.reply")}
        helpText={t("surveys.replyHelp")}
        value={text}
        onChange={setText}
        multiline={2}
        maxLength={LONGEST_REPLY}
        autoComplete="off"
      />
      {text.trim() !== "" && (
        <InlineStack>
          <Button loading={busy} onClick={() => onSend(key, text)} accessibilityLabel={`${t("surveys.sendReply")}: ${customer}`}>
            {t("surveys.sendReply")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function Tags({ shown, busy, onSave }: { shown: ShownCase; busy: boolean; onSave: (tags: string) => void }) {
  const t = useT();
  const saved = shown.tags.join(", ");
  const [typed, setTyped] = useState(saved);
  return (
    <TextField
      label={t("surveys.tags")}
      helpText={t("surveys.tagsHelp")}
      value={typed}
      onChange={setTyped}
      autoComplete="off"
      maxLength={500}
      {...(typed === saved
        ? {}
        : {
            connectedRight: (
              <Button disabled={busy} onClick={() => onSave(typed)}>
                {t("surveys.saveTags")}
              </Button>
            ),
          })}
    />
  );
}
