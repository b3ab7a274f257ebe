import { Badge, BlockStack, Button, Card, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../../i18n/translate.ts";
import { to } from "../../../pages.ts";
import type { Handling } from "../../../surveys/inbox/handling.ts";
import { LONGEST_REPLY } from "../../../surveys/inbox/case.ts";
import { useFormat, useT } from "../../locale.tsx";
import { usePost } from "../../page/posting/post.ts";
import { useTyped } from "../../page/posting/typed.ts";
import { useToast } from "../../page/bridge/toast.ts";
import { useTellOnce } from "../../tell-once.ts";
import { reasonWords } from "../words/reasons.ts";
import { useDraft } from "./draft.ts";

export type ShownCase = {
  messageId: string;
  surveyId: number;
  customerId: string;
  customer: string | null;
  survey: string;
  answer: string;
  words: readonly { ask: string; text: string }[];
  answeredAt: string;
  /** When these words were given. */
  seen: string;
  pauses: boolean;
  unread: boolean;
  closed: { at: string; by: string } | null;
  /** Null: nobody's. */
  assigned: string | null;
  mine: boolean;
  tags: readonly string[];
  replies: readonly { text: string; by: string; at: string; state: string | null; reason: string | null }[];
};

type Answer = { did: Handling["intent"]; outcome: "done" | "gone" | "changed" | "invalid" | "otherwise" };

/** An answer that asks for somebody: what was said, and what is done about it. */
export function CaseCard({ shown }: { shown: ShownCase }) {
  const t = useT();
  const format = useFormat();
  const tell = useTell();
  const post = usePost<() => Promise<Answer>>({ action: to("feedback") });
  const { messageId, surveyId, customerId, answer, closed, unread, pauses, assigned, mine, seen } = shown;
  const customer = shown.customer ?? t("surveys.somebody");
  const send = (intent: Handling["intent"], more: Record<string, string> = {}) =>
    post.submit({ intent, messageId, surveyId: String(surveyId), seen, ...more });
  useTellOnce(post.answer, tell);
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
              <ReplyForm shown={shown} customer={customer} />
              <Tags tags={shown.tags.join(", ")} busy={post.busy} onSave={(tags) => send("tag", { tags })} />
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

/** Says what has become of something that was done about an answer. */
function useTell(): (answer: Answer) => void {
  const t = useT();
  const toast = useToast();
  return ({ did, outcome }) => {
    const refused = (key: PlainKey) => toast(t(key), { isError: true });
    if (outcome === "gone") refused("surveys.caseGone");
    else if (outcome === "changed") refused("surveys.caseChanged");
    else if (outcome === "otherwise") refused("surveys.replyOtherwise");
    else if (outcome === "invalid") refused(did === "tag" ? "surveys.tagsInvalid" : "surveys.replyInvalid");
    else if (did === "reply") toast(t("surveys.replySent"));
    else if (did === "close") toast(t("surveys.caseClosed"));
  };
}

/** Where a reply is written; it is kept until it has been sent, whoever else replies and wherever one looks meanwhile. */
function ReplyForm({ shown, customer }: { shown: ShownCase; customer: string }) {
  const t = useT();
  const tell = useTell();
  const post = usePost<() => Promise<Answer>>({ action: to("feedback") });
  const [text, setText] = useDraft(`reply:${shown.messageId}:${shown.surveyId}`);
  const [sent, setSent] = useState("");
  // What is sent twice under it is sent once; the next reply has its own.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { messageId, surveyId, seen } = shown;
  useTellOnce(post.answer, (answer) => {
    tell(answer);
    if (answer.outcome === "done" || answer.outcome === "otherwise") setKey(crypto.randomUUID());
    // Whoever has typed on keeps that.
    if (answer.outcome === "done" && text === sent) setText("");
  });
  const written = text.trim() !== "";
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
      {written && (
        <InlineStack>
          <Button
            loading={post.busy}
            onClick={() => {
              setSent(text);
              post.submit({ intent: "reply", messageId, surveyId: String(surveyId), seen, key, text });
            }}
            accessibilityLabel={`${t("surveys.sendReply")}: ${customer}`}
          >
            {t("surveys.sendReply")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function Tags({ tags, busy, onSave }: { tags: string; busy: boolean; onSave: (tags: string) => void }) {
  const t = useT();
  const { typed, type, changed, sending } = useTyped({ tags });
  return (
    <TextField
      label={t("surveys.tags")}
      helpText={t("surveys.tagsHelp")}
      value={typed.tags}
      onChange={(text) => type({ tags: text })}
      autoComplete="off"
      maxLength={500}
      {...(changed
        ? {
            connectedRight: (
              <Button
                disabled={busy}
                onClick={() => {
                  sending();
                  onSave(typed.tags);
                }}
              >
                {t("surveys.saveTags")}
              </Button>
            ),
          }
        : {})}
    />
  );
}
