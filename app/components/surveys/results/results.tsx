import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";

import type { CountedQuestion } from "../../../insights/survey-results/counted.ts";
import type { Totals, Who } from "../../../insights/survey-results/results.server.ts";
import { ENOUGH, type Scored } from "../../../insights/survey-results/score.ts";
import { bands } from "../../../surveys/content/survey.ts";
import { Figure } from "../../figure.tsx";
import { useFormat, useT } from "../../locale.tsx";
import { ProgressBar } from "../../reports/progress-bar.tsx";
import { groupWords } from "../words.ts";

type Props = {
  totals: Totals;
  who: Who;
  type: "score" | "rating";
  /** Null for a survey that has none. */
  score: Scored | null;
  questions: readonly CountedQuestion[];
};

/** What a survey's answers come to. */
export function Results({ totals, who, type, score, questions }: Props) {
  const t = useT();
  const format = useFormat();
  const { people, strangers, emailed, sent, flagged } = totals;
  return (
    <>
      <Text as="h2" visuallyHidden>
        {t("surveys.results")}
      </Text>
      <InlineGrid columns={{ xs: 1, md: (score === null ? 1 : 2) + (who === "customers" ? 1 : 0) }} gap="400">
        {score !== null && <ScoreFigure type={type} scored={score} />}
        <Figure
          name={t("surveys.answered")}
          value={format.number(who === "customers" ? people : strangers)}
          notes={
            flagged === 0 || who === "strangers"
              ? []
              : [`${t("surveys.flagged")}: ${format.number(flagged)}. ${t("surveys.flaggedHelp")}`]
          }
        />
        {who === "customers" && (
          <Figure
            name={t("surveys.sent")}
            value={format.number(sent)}
            notes={sent === 0 ? [] : [`${t("surveys.rate")}: ${format.percent(Math.min(1, emailed / sent))}`]}
          />
        )}
      </InlineGrid>
      {questions.some(({ of }) => of > 0) && (
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t("surveys.perQuestion")}
            </Text>
            {questions.map((question) => (
              <Counted key={question.id} {...question} />
            ))}
          </BlockStack>
        </Card>
      )}
    </>
  );
}

function ScoreFigure({ type, scored: { of, bands: counts, score, missing } }: { type: "score" | "rating"; scored: Scored }) {
  const t = useT();
  const format = useFormat();
  const whole = (value: number) => format.number(Math.round(value));
  const name = t(type === "score" ? "surveys.nps" : "surveys.satisfied");
  if (score === null)
    return (
      <Figure name={name} value="–" notes={[t("surveys.missing", { count: missing, of: String(of), enough: String(ENOUGH) })]} />
    );
  const shown = (value: number) => (score.unit === "nps" ? whole(value) : format.percent(value / 100));
  return (
    <Figure
      name={name}
      value={shown(score.value)}
      notes={[
        t("surveys.interval", { low: shown(score.low), high: shown(score.high) }),
        ...bands
          .toReversed()
          .map((band) => `${t(groupWords[type][band])}: ${format.number(counts[band])} (${format.percent(counts[band] / of)})`),
      ]}
    />
  );
}

function Counted({ id: questionId, ask, of, answers }: CountedQuestion) {
  const t = useT();
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {ask}
      </Text>
      {answers.map(({ id, label, count }) => (
        <BlockStack gap="100" key={id}>
          <Text as="p" id={`answer-${questionId}-${id}`}>
            {`${label}: ${t("surveys.chosen", { count })}`}
          </Text>
          <ProgressBar size="small" progress={of === 0 ? 0 : (100 * count) / of} ariaLabelledBy={`answer-${questionId}-${id}`} />
        </BlockStack>
      ))}
    </BlockStack>
  );
}
