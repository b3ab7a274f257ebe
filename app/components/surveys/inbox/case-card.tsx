import { Badge, BlockStack, Button, Card, InlineGrid, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../../i18n/translate.ts";
import { to } from "../../../pages.ts";
import type { Handling } from "../../../surveys/inbox/handling.ts";
import type { Way } from "../../../surveys/content/ways.ts";
import { LONGEST_REPLY } from "../../../surveys/inbox/case.ts";
import { useFormat, useT } from "../../locale.tsx";
import { usePost } from "../../page/posting/post.ts";
import { useTyped } from "../../page/posting/typed.ts";
import { useToast } from "../../page/bridge/toast.ts";
import { useTellOnce } from "../../tell-once.ts";
import { reasonWords } from "../../words/reasons.ts";
import { wayWords } from "../words.ts";
import { Assigned, LedTo } from "./case-parts.tsx";
import type { Colleague } from "./case-filters.tsx";
import { useDraft } from "../../page/posting/draft.ts";

export type ShownCase = {
  responseId: string;
  customerId: string;
  customer: string | null;
  survey: string;
  way: Way;
  answer: string;
  words: readonly { ask: string; text: string }[];
  answeredAt: string;
  /** When these words were given. */
  seen: string;
  pauses: boolean;
  unread: boolean;
  closed: { at: string; by: string } | null;
  /** Null: nobody's. */
  assigned: Colleague | null;
  tags: readonly string[];
  changeIds: readonly number[];
  replies: readonly { text: string; by: string; at: string; state: string | null; reason: string | null }[];
};
export type ShownChange = { changeId: number; title: string; told: boolean };

type Answer = { did: Handling["intent"]; outcome: "done" | "gone" | "changed" | "invalid" | "otherwise" };
type Props = {
  shown: ShownCase;
  /** Who looks, by their Shopify user id; null: that is not known. */
  me: string | null;
  colleagues: readonly Colleague[];
  changes: readonly ShownChange[];
};

/** An answer that asks for somebody: what was said, and what is done about it. */
export function CaseCard({ shown, me, colleagues, changes }: Props) {
  const t = useT();
  const format = useFormat();
  const tell = useTell();
  const post = usePost<() => Promise<Answer>>({ action: to("feedback") });
  const { responseId, customerId, answer, closed, unread, pauses, seen, way } = shown;
  const customer = shown.customer ?? t("surveys.somebody");
  const send = (intent: Handling["intent"], more: Record<string, string> = {}) =>
    post.submit({ intent, responseId, seen, ...more });
  useTellOnce(post.answer, tell);
  const about = [shown.survey, t(wayWords[way]), format.dateTime(new Date(shown.answeredAt))].join(" · ");
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
              {about}
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
          {closed === null && <ReplyForm shown={shown} customer={customer} />}
          {closed === null && (
            <InlineGrid columns={{ xs: 1, md: 2 }} gap="300">
              <Tags tags={shown.tags.join(", ")} busy={post.busy} onSave={(tags) => send("tag", { tags })} />
              <Assigned {...{ me, colleagues }} to={shown.assigned} onAssign={(id) => send("assign", { to: id })} />
            </InlineGrid>
          )}
          <LedTo
            {...{ changes }}
            marked={shown.changeIds}
            busy={post.busy}
            onMark={(intent, changeId) => send(intent, { changeId })}
          />
          <InlineStack gap="200" blockAlign="center">
            {closed === null ? (
              <>
                <Button variant="primary" disabled={post.busy} onClick={() => send("close")}>
                  {t("surveys.close")}
                </Button>
                {unread && (
                  <Button disabled={post.busy} onClick={() => send("read")}>
                    {t("surveys.markRead")}
                  </Button>
                )}
                {shown.assigned === null && (
                  <Button disabled={post.busy} onClick={() => send("take")}>
                    {t("surveys.take")}
                  </Button>
                )}
              </>
            ) : (
              <>
                <Text as="span" tone="subdued">
                  {t("surveys.closedBy", { who: closed.by, date: format.dateTime(new Date(closed.at)) })}
                </Text>
                {shown.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
                <Button disabled={post.busy} onClick={() => send("reopen")}>
                  {t("surveys.reopen")}
                </Button>
              </>
            )}
          </InlineStack>
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
    else if (outcome === "invalid")
      refused(did === "tag" ? "surveys.tagsInvalid" : did === "assign" ? "surveys.assignInvalid" : "surveys.replyInvalid");
    else if (did === "reply") toast(t("surveys.replySent"));
    else if (did === "close") toast(t("surveys.caseClosed"));
  };
}

/** Where a reply is written; it is kept until it has been sent, whoever else replies and wherever one looks meanwhile. */
function ReplyForm({ shown, customer }: { shown: ShownCase; customer: string }) {
  const t = useT();
  const tell = useTell();
  const post = usePost<() => Promise<Answer>>({ action: to("feedback") });
  const [text, setText] = useDraft(`reply:${shown.responseId}`);
  const [sent, setSent] = useState("");
  // What is sent twice under it is sent once; the next reply has its own.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { responseId, seen } = shown;
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
              post.submit({ intent: "reply", responseId, seen, key, text });
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
