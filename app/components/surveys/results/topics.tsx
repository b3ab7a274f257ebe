import { BlockStack, InlineStack, Select, Text } from "@shopify/polaris";

import { to } from "../../../pages.ts";
import { useFormat, useT } from "../../locale.tsx";
import { useToast } from "../../page/bridge/toast.ts";
import { usePost } from "../../page/posting/post.ts";
import { TitledCard } from "../../reports/titled-card.tsx";
import { useTellOnce } from "../../tell-once.ts";
import type { ShownComment } from "./comments.tsx";

type Topic = { words: readonly string[]; ids: readonly string[]; quotes: readonly ShownComment[] };
type Change = { changeId: number; title: string };
type Props = { surveyId: number; topics: readonly Topic[]; texts: number; changes: readonly Change[] };

/** What customers' own words are about, each topic with some of them. */
export function Topics({ surveyId, topics, texts, changes }: Props) {
  const t = useT();
  return (
    <TitledCard title={t("surveys.topics")} help={t("surveys.topicsHelp", { texts: String(texts) })}>
      {topics.length === 0 ? (
        <Text as="p">{t("surveys.topicsNone")}</Text>
      ) : (
        topics.map((topic) => <OneTopic key={topic.words.join(" ")} {...{ surveyId, topic, texts, changes }} />)
      )}
    </TitledCard>
  );
}

function OneTopic({ surveyId, topic: { words, ids, quotes }, texts, changes }: Omit<Props, "topics"> & { topic: Topic }) {
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const post = usePost<{ marked: boolean }>({ action: to("surveyResults", { surveyId }) });
  useTellOnce(post.answer, ({ marked }) =>
    toast(t(marked ? "surveyChanges.marked" : "surveyChanges.gone"), ...(marked ? [] : [{ isError: true }])),
  );
  const name = words.join(", ");
  return (
    <details className="topic">
      <summary>
        <Text as="span" fontWeight="semibold">
          {name}
        </Text>{" "}
        <Text as="span" tone="subdued">
          {`${t("surveys.answers", { count: ids.length })} (${format.percent(ids.length / texts)})`}
        </Text>
      </summary>
      <BlockStack gap="300">
        <ul className="quotes">
          {quotes.map(({ id, answer, words: said }) => (
            <li key={id} className="note-text">
              {answer === "" ? null : <Text as="span" tone="subdued">{`${answer} · `}</Text>}
              {said.map(({ text }) => text).join(" ")}
            </li>
          ))}
        </ul>
        {changes.length > 0 && (
          <InlineStack>
            <Select
              label={t("surveyChanges.topicLedTo", { topic: name })}
              options={[
                { value: "", label: t("surveyChanges.choose") },
                ...changes.map(({ changeId, title }) => ({ value: String(changeId), label: title })),
              ]}
              value=""
              disabled={post.busy}
              onChange={(changeId) => changeId !== "" && post.submit({ changeId, ids: ids.join(",") })}
            />
          </InlineStack>
        )}
      </BlockStack>
    </details>
  );
}
