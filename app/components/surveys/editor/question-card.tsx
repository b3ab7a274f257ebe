import { BlockStack, Button, Card, Checkbox, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";

import { outcomesOf } from "../../../surveys/content/path.ts";
import {
  END,
  LONGEST_TEXT,
  questionTypes,
  wordsIn,
  type Band,
  type Question,
  type QuestionType,
  type SurveyLanguage,
} from "../../../surveys/content/survey.ts";
import { useT } from "../../locale.tsx";
import { withOptions } from "./options.ts";
import { bandWords, typeWords } from "../words.ts";

type Props = {
  question: Question;
  /** From 1. */
  place: number;
  /** Those that can come next, with their places. */
  later: readonly { id: string; place: number }[];
  language: SurveyLanguage;
  /** Its kind of answer is the survey's. */
  fixed: boolean;
  last: boolean;
  onChange: (question: Question) => void;
  onType: (type: QuestionType) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
};

/** One question with its answers, and what comes after each. */
export function QuestionCard({ question, place, later, language, fixed, last, ...does }: Props) {
  const t = useT();
  const { onChange, onType, onMove, onRemove } = does;
  const { type, ask, options, required } = question;
  const listed = type === "choice" || type === "several";
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" align="space-between" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {t("surveys.question", { place })}
          </Text>
          <InlineStack gap="100">
            <Button accessibilityLabel={t("surveys.up", { place })} disabled={fixed || place <= 1} onClick={() => onMove(-1)}>
              ↑
            </Button>
            <Button accessibilityLabel={t("surveys.down", { place })} disabled={fixed || last} onClick={() => onMove(1)}>
              ↓
            </Button>
            <Button
              accessibilityLabel={t("surveys.removeOf", { place })}
              disabled={fixed || (place === 1 && last)}
              onClick={onRemove}
            >
              {t("surveys.remove")}
            </Button>
          </InlineStack>
        </InlineStack>
        <FormLayout>
          <TextField
            label={t("surveys.ask")}
            value={ask[language]}
            maxLength={300}
            multiline
            autoComplete="off"
            onChange={(text) => onChange({ ...question, ask: { ...ask, [language]: text } })}
          />
          <Select
            label={t("surveys.type")}
            options={questionTypes.map((value) => ({ value, label: t(typeWords[value]) }))}
            value={type}
            disabled={fixed}
            {...(fixed ? { helpText: t("surveys.firstFixed") } : {})}
            onChange={(chosen) => {
              const found = questionTypes.find((known) => known === chosen);
              if (found !== undefined) onType(found);
            }}
          />
          {listed && (
            <TextField
              label={t("surveys.options")}
              helpText={t("surveys.optionsHelp")}
              value={options.map(({ label }) => label[language]).join("\n")}
              multiline={3}
              maxLength={LONGEST_TEXT}
              autoComplete="off"
              onChange={(typed) => onChange(withOptions(question, typed, language))}
            />
          )}
          <Checkbox
            label={t("surveys.required")}
            checked={required}
            onChange={(checked) => onChange({ ...question, required: checked })}
          />
          {!last && <Branches question={question} later={later} language={language} onChange={onChange} />}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function Branches({ question, later, language, onChange }: Pick<Props, "question" | "later" | "language" | "onChange">) {
  const t = useT();
  const { type, options, next } = question;
  const nameOf = (outcome: string) => {
    if (type === "score" || type === "rating") return t(bandWords[type][outcome as Band]);
    const option = options.find(({ id }) => id === outcome);
    return option === undefined ? null : wordsIn(option.label, language) || "…";
  };
  const choices = [
    { value: "", label: t("surveys.nextOne") },
    ...later.map(({ id, place }) => ({ value: id, label: t("surveys.question", { place }) })),
    { value: END, label: t("surveys.end") },
  ];
  const lead = (outcome: string, target: string) => {
    const others = Object.entries(next).filter(([known]) => known !== outcome);
    onChange({ ...question, next: Object.fromEntries(target === "" ? others : [...others, [outcome, target]]) });
  };
  return (
    <fieldset className="bare">
      <legend>
        <Text as="span" variant="headingSm">
          {t("surveys.branching")}
        </Text>
      </legend>
      <BlockStack gap="200">
        {outcomesOf(question).map((outcome) => {
          const answer = nameOf(outcome);
          return (
            <Select
              key={outcome}
              label={answer === null ? t("surveys.afterAny") : t("surveys.after", { answer })}
              options={choices}
              value={next[outcome] ?? ""}
              onChange={(target) => lead(outcome, target)}
            />
          );
        })}
      </BlockStack>
    </fieldset>
  );
}
