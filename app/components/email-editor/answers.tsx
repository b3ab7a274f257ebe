import { BlockStack, Card, Text } from "@shopify/polaris";

import type { AnsweredQuestion } from "../../messages/answers/counted.ts";
import { useFormat, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";

/** What readers have answered so far, over all versions of the email. */
export function Answers({ questions }: { questions: readonly AnsweredQuestion[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.answersGiven")}
        </Text>
        {questions.map((question) => (
          <Question key={question.id} {...question} />
        ))}
      </BlockStack>
    </Card>
  );
}

function Question({ id: questionId, question, answers }: AnsweredQuestion) {
  const t = useT();
  const format = useFormat();
  const all = answers.reduce((sum, { count }) => sum + count, 0);
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {question}
      </Text>
      <Text as="p" tone="subdued">
        {t("emailEditor.answersCount", { count: all })}
      </Text>
      {all > 0 &&
        answers.map(({ id, label, count }) => (
          <BlockStack key={id} gap="100">
            <Text as="p" id={`answer-${questionId}-${id}`}>
              {t("emailEditor.answerLine", { answer: label, times: format.number(count) })}
            </Text>
            <ProgressBar size="small" progress={(100 * count) / all} ariaLabelledBy={`answer-${questionId}-${id}`} />
          </BlockStack>
        ))}
    </BlockStack>
  );
}
