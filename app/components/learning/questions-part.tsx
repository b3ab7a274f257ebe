import { BlockStack, Button, Checkbox, Divider, FormLayout, InlineError, InlineStack, Text, TextField } from "@shopify/polaris";

import { withAnswer, withQuestion, type AnswerDraft, type QuestionDraft } from "../../learning/content/draft.ts";
import { TEXT_LIMIT } from "../../learning/content/read-draft.ts";
import { FEWEST_ANSWERS, FEWEST_QUESTIONS, MOST_ANSWERS, MOST_QUESTIONS } from "../../learning/content/terms.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

/** What is asked, and which answers are right. */
export function QuestionsPart(props: PartProps) {
  const { form, errors, onType } = props;
  const t = useT();
  const { error } = errorOf(errors, "questions", t);
  return (
    <Part title={t("modules.questions")} help={t("modules.questionsHelp")}>
      {form.questions.map((question, index) => (
        <QuestionFields key={question.key} {...props} question={question} number={index + 1} />
      ))}
      <div id="module-questions" tabIndex={-1}>
        <BlockStack gap="200">
          {error !== undefined && <InlineError message={error} fieldID="module-questions" />}
          <InlineStack>
            <Button
              disabled={form.questions.length >= MOST_QUESTIONS}
              onClick={() => onType({ questions: withQuestion(form).questions })}
            >
              {t("modules.addQuestion")}
            </Button>
          </InlineStack>
        </BlockStack>
      </div>
    </Part>
  );
}

type QuestionProps = PartProps & { question: QuestionDraft; number: number };

function QuestionFields(props: QuestionProps) {
  const { form, errors, onType, locale, question, number } = props;
  const t = useT();
  const { key } = question;
  const name = t("modules.question", { number });
  const change = (patch: Partial<QuestionDraft>) =>
    onType({ questions: form.questions.map((one) => (one.key === key ? { ...one, ...patch } : one)) });
  const { error } = errorOf(errors, `${key}.answers`, t);
  return (
    <div role="group" aria-label={name}>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          {form.questions.length > FEWEST_QUESTIONS && (
            <Button
              variant="plain"
              tone="critical"
              accessibilityLabel={t("modules.removeQuestionNamed", { number })}
              onClick={() => onType({ questions: form.questions.filter((one) => one.key !== key) })}
            >
              {t("modules.removeQuestion")}
            </Button>
          )}
        </InlineStack>
        <FormLayout>
          <TextField
            id={`module-${key}.texts`}
            label={name}
            labelHidden
            value={question.texts[locale]}
            onChange={(text) => change({ texts: { ...question.texts, [locale]: text } })}
            autoComplete="off"
            maxLength={TEXT_LIMIT}
            {...errorOf(errors, `${key}.texts`, t)}
          />
          <div id={`module-${key}.answers`} tabIndex={-1}>
            <BlockStack gap="200">
              {question.answers.map((answer, index) => (
                <AnswerFields key={answer.key} {...props} answer={answer} place={index + 1} change={change} />
              ))}
              {error !== undefined && <InlineError message={error} fieldID={`module-${key}.answers`} />}
              <InlineStack>
                <Button
                  variant="plain"
                  disabled={question.answers.length >= MOST_ANSWERS}
                  onClick={() => change(withAnswer(question))}
                >
                  {t("modules.addAnswer")}
                </Button>
              </InlineStack>
            </BlockStack>
          </div>
          <TextField
            id={`module-${key}.why`}
            label={t("modules.why")}
            helpText={t("modules.whyHelp")}
            value={question.why[locale]}
            onChange={(text) => change({ why: { ...question.why, [locale]: text } })}
            autoComplete="off"
            maxLength={TEXT_LIMIT}
            {...errorOf(errors, `${key}.why`, t)}
          />
        </FormLayout>
        <Divider />
      </BlockStack>
    </div>
  );
}

type AnswerProps = QuestionProps & {
  answer: AnswerDraft;
  /** From 1. */
  place: number;
  change: (patch: Partial<QuestionDraft>) => void;
};

function AnswerFields({ question, locale, number, answer, place, change }: AnswerProps) {
  const t = useT();
  const { key } = answer;
  const answers = (patch: Partial<AnswerDraft>) =>
    change({ answers: question.answers.map((one) => (one.key === key ? { ...one, ...patch } : one)) });
  return (
    <BlockStack gap="100">
      <TextField
        label={t("modules.answer", { number: place })}
        value={answer.texts[locale]}
        onChange={(text) => answers({ texts: { ...answer.texts, [locale]: text } })}
        autoComplete="off"
        maxLength={TEXT_LIMIT}
      />
      <InlineStack gap="400" blockAlign="center">
        <Checkbox
          label={t("modules.answerRight", { number: place })}
          checked={answer.right}
          onChange={(right) => answers({ right })}
        />
        {question.answers.length > FEWEST_ANSWERS && (
          <Button
            variant="plain"
            tone="critical"
            accessibilityLabel={t("modules.removeAnswerNamed", { answer: place, question: number })}
            onClick={() => change({ answers: question.answers.filter((one) => one.key !== key) })}
          >
            {t("modules.removeQuestion")}
          </Button>
        )}
      </InlineStack>
    </BlockStack>
  );
}
