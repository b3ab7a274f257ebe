import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  Layout,
  List,
  Select,
  Tabs,
  Text,
  TextField,
} from "@shopify/polaris";
import { useEffect, useState } from "react";

import { stringifyJson } from "../../../lib/json.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { checkSurvey, type Problem } from "../../../surveys/content/check.ts";
import { kinds, type SurveyKind } from "../../../surveys/content/kinds.ts";
import {
  MOST_QUESTIONS,
  alike,
  surveyLanguages,
  type Definition,
  type Question,
  type QuestionType,
  type SurveyLanguage,
} from "../../../surveys/content/survey.ts";
import type { OpenWay } from "../../../surveys/content/ways.ts";
import { freshId } from "../../email-editor/blocks/answers-of.ts";
import { languageNames } from "../../language-names.ts";
import { useT } from "../../locale.tsx";
import { withType } from "./options.ts";
import { QuestionCard } from "./question-card.tsx";
import { EmailFrame } from "../../emails/email-frame.tsx";
import { WaysCard } from "./ways-card.tsx";

export type SurveyDraft = {
  name: string;
  quietDays: string;
  pauses: boolean;
  ways: readonly OpenWay[];
  anonymous: boolean;
  definition: Definition;
};
export type PreviewQuestion = { definition: Definition; language: SurveyLanguage; question: string };

/** So long after the last key is the preview made anew. */
const PAUSE_MS = 300;

type Props = {
  kind: SurveyKind;
  /** Of its page, for who opens it without an email. */
  link: string;
  draft: SurveyDraft;
  quietError: boolean;
  onType: (change: Partial<SurveyDraft>) => void;
  language: SurveyLanguage;
  onLanguage: (language: SurveyLanguage) => void;
  preview: string | null;
  onPreview: (question: PreviewQuestion) => void;
};

/** A survey with all that can be set of it, beside its page. */
export function SurveyForm({ kind, link, draft, quietError, onType, language, onLanguage, preview, onPreview }: Props) {
  const t = useT();
  const { definition } = draft;
  const { questions } = definition;
  const [shown, setShown] = useState(questions[0]?.id ?? "");
  const current = questions.some(({ id }) => id === shown) ? shown : (questions[0]?.id ?? "");
  const written = stringifyJson(definition);
  useEffect(() => {
    const waiting = setTimeout(() => onPreview({ definition, language, question: current }), PAUSE_MS);
    return () => clearTimeout(waiting);
    // By what is typed, not by who is told of it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [written, language, current]);
  const change = (part: Partial<Definition>) => onType({ definition: { ...definition, ...part } });
  const replace = (question: Question) => {
    setShown(question.id);
    change({ questions: questions.map((one) => (one.id === question.id ? question : one)) });
  };
  // A card stays the same, and keeps the focus, when its question becomes another one; whoever goes back to a kind finds the question of before.
  const [cards, setCards] = useState<Record<string, { card: string; ids: Partial<Record<QuestionType, string>> }>>({});
  const retype = ({ id, type: before }: Question, type: QuestionType) => {
    const { card, ids } = cards[id] ?? { card: id, ids: {} };
    const own = { ...ids, ...Object.fromEntries(alike(before).map((one) => [one, id])) };
    const newId = own[type] ?? `q-${freshId()}`;
    setCards((all) => ({ ...all, [newId]: { card, ids: { ...own, [type]: newId } } }));
    setShown(newId);
    change({ questions: withType(questions, id, type, newId) });
  };
  const problems = checkSurvey(kind, definition);
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <Card>
            <FormLayout>
              <TextField
                id="survey-name"
                label={t("surveys.name")}
                helpText={t("surveys.nameHelp")}
                value={draft.name}
                maxLength={100}
                autoComplete="off"
                onChange={(name) => onType({ name })}
              />
              <TextField
                id="survey-quiet"
                label={t("surveys.quietDays")}
                helpText={t("surveys.quietHelp")}
                value={draft.quietDays}
                inputMode="numeric"
                autoComplete="off"
                {...(quietError ? { error: t("surveys.quietError") } : {})}
                onChange={(quietDays) => onType({ quietDays })}
              />
              {kind === "nps" && (
                <Checkbox
                  label={t("surveys.pauses")}
                  helpText={t("surveys.pausesHelp")}
                  checked={draft.pauses}
                  onChange={(pauses) => onType({ pauses })}
                />
              )}
            </FormLayout>
          </Card>
          <WaysCard {...{ link, onType }} ways={draft.ways} anonymous={draft.anonymous} />
          <Tabs
            tabs={surveyLanguages.map((one) => ({
              id: `language-${one}`,
              content: t(languageNames[one]),
              panelID: "survey-language",
            }))}
            selected={surveyLanguages.indexOf(language)}
            onSelect={(at) => onLanguage(surveyLanguages[at] ?? language)}
          />
          <div id="survey-language" tabIndex={-1}>
            <BlockStack gap="400">
              <Card>
                <FormLayout>
                  <TextField
                    label={t("surveys.introLabel")}
                    value={definition.intro[language]}
                    maxLength={1_000}
                    multiline
                    autoComplete="off"
                    onChange={(text) => change({ intro: { ...definition.intro, [language]: text } })}
                  />
                  <TextField
                    label={t("surveys.thanksLabel")}
                    helpText={t("surveys.thanksHelp")}
                    value={definition.thanks[language]}
                    maxLength={1_000}
                    multiline
                    autoComplete="off"
                    onChange={(text) => change({ thanks: { ...definition.thanks, [language]: text } })}
                  />
                </FormLayout>
              </Card>
              {questions.map((question, at) => (
                <QuestionCard
                  key={cards[question.id]?.card ?? question.id}
                  question={question}
                  place={at + 1}
                  later={questions.flatMap(({ id }, other) => (other > at ? [{ id, place: other + 1 }] : []))}
                  language={language}
                  fixed={at === 0 && kinds[kind].first !== null}
                  last={at === questions.length - 1}
                  onChange={replace}
                  onType={(type) => retype(question, type)}
                  onMove={(by) => change({ questions: moved(kind, questions, at, by) })}
                  onRemove={() => change({ questions: withoutQuestion(questions, question.id) })}
                />
              ))}
              <div>
                <Button
                  disabled={questions.length >= MOST_QUESTIONS}
                  onClick={() => change({ questions: [...questions, freshQuestion()] })}
                >
                  {t("surveys.addQuestion")}
                </Button>
              </div>
            </BlockStack>
          </div>
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneHalf">
        <BlockStack gap="400">
          <Problems problems={problems} />
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("surveys.preview")}
              </Text>
              <Select
                label={t("surveys.shownQuestion")}
                options={questions.map(({ id }, at) => ({ value: id, label: t("surveys.question", { place: at + 1 }) }))}
                value={current}
                onChange={setShown}
              />
              {preview === null ? (
                <Text as="p" tone="subdued">
                  {t("surveys.noPreview")}
                </Text>
              ) : (
                <EmailFrame html={preview} title={t("surveys.previewFrame")} language={language} />
              )}
            </BlockStack>
          </Card>
        </BlockStack>
      </Layout.Section>
    </Layout>
  );
}

function freshQuestion(): Question {
  return { id: `q-${freshId()}`, type: "text", ask: { de: "", en: "" }, options: [], required: false, next: {} };
}

/** Branches lead forward only: those that a move has turned round are let go. The first question of a kind that needs its own stays the first. */
function moved(kind: SurveyKind, questions: readonly Question[], from: number, by: 1 | -1): Question[] {
  const to = from + by;
  const [first, last] = [kinds[kind].first === null ? 0 : 1, questions.length - 1];
  if (to < first || to > last) return [...questions];
  const all = [...questions];
  const [question] = all.splice(from, 1);
  if (question !== undefined) all.splice(to, 0, question);
  return all.map((one, at) => {
    const leads = Object.entries(one.next).filter(
      ([, target]) => target === "end" || all.findIndex(({ id }) => id === target) > at,
    );
    return { ...one, next: Object.fromEntries(leads) };
  });
}

function withoutQuestion(questions: readonly Question[], gone: string): Question[] {
  return questions.flatMap((one) =>
    one.id === gone
      ? []
      : [{ ...one, next: Object.fromEntries(Object.entries(one.next).filter(([, target]) => target !== gone)) }],
  );
}

/** What keeps it from being saved, then what is to be looked at. */
function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useT();
  return (["error", "warning"] as const).map((severity) => {
    const own = problems.filter((one) => one.severity === severity);
    if (own.length === 0) return null;
    return (
      <Banner
        key={severity}
        tone={severity === "error" ? "critical" : "warning"}
        title={t(severity === "error" ? "surveys.problems" : "surveys.warnings")}
      >
        <List>
          {own.map((problem) => (
            <List.Item key={`${problem.rule}-${problem.question ?? 0}`}>{problemWords(t, problem)}</List.Item>
          ))}
        </List>
      </Banner>
    );
  });
}

function problemWords(t: Translate, { rule, question }: Problem): string {
  const place = question ?? 1;
  switch (rule) {
    case "ask-missing":
      return t("surveys.problemAsk", { place });
    case "options-missing":
      return t("surveys.problemOptions", { place });
    case "option-empty":
      return t("surveys.problemOption", { place });
    case "first-question":
      return t("surveys.problemFirst");
    case "branch-wrong":
      return t("surveys.problemBranch", { place });
    case "never-asked":
      return t("surveys.problemNever", { place });
    case "language-missing":
      return t("surveys.problemLanguage", { place });
  }
}
