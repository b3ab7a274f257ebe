import { Card } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Comments } from "../components/surveys/results/comments.tsx";
import { Results, Trend } from "../components/surveys/results/results.tsx";
import { db } from "../db.server.ts";
import { countedAnswers, ownWords, questionsOf } from "../insights/survey-results/counted.ts";
import { countByMonth, countSurveyAnswers, listComments, readTotals } from "../insights/survey-results/results.server.ts";
import { hasScore, scored } from "../insights/survey-results/score.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { answerWords } from "../surveys/content/survey.ts";
import { findSurvey, readVersions } from "../surveys/surveys.server.ts";

const LATEST = 50;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const surveyId = /^\d{1,9}$/.test(params["surveyId"] ?? "") ? Number(params["surveyId"]) : 0;
  const survey = await findSurvey(db(), shop.shopId, surveyId);
  if (survey === null) throw new Response("survey", { status: 404 });
  const versions = await readVersions(db(), shop.shopId, surveyId);
  const questions = questionsOf(versions);
  const counted = questions.filter(({ type }) => type !== "text");
  const [totals, counts, months, comments] = await Promise.all([
    readTotals(db(), shop.shopId, surveyId),
    countSurveyAnswers(db(), shop.shopId, surveyId, counted),
    countByMonth(db(), shop, surveyId, now()),
    listComments(db(), shop.shopId, surveyId, LATEST),
  ]);
  const first = survey.definition.questions[0];
  const type = first?.type === "rating" ? ("rating" as const) : ("score" as const);
  const own = counts.flatMap(({ question, answer, count }) => (question === first?.id ? [{ score: Number(answer), count }] : []));
  const isScored = hasScore(survey.kind);
  return {
    ...{ surveyId, name: survey.name, totals, type },
    score: isScored ? scored(type, own) : null,
    months: isScored ? [...Map.groupBy(months, ({ month }) => month)].map(([month, of]) => ({ month, ...scored(type, of) })) : [],
    questions: countedAnswers(questions, counts, locale),
    comments: comments.map(({ messageId, customerId, customer, version, answers, flag, answeredAt }) => {
      const definition = versions.get(version);
      const question = definition?.questions[0];
      return {
        ...{ id: String(messageId), customerId: String(customerId), customer, flag, answeredAt: answeredAt.toISOString() },
        answer: question === undefined || question.type === "text" ? "" : answerWords(question, answers[question.id], locale),
        words: ownWords(definition, answers, locale),
      };
    }),
  };
}

/** What was answered to a survey, over all its versions. */
export default function SurveyResults() {
  const { surveyId, name, totals, type, score, months, questions, comments } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage title={name} primaryAction={{ content: t("surveys.one"), url: to("survey", { surveyId }) }}>
      <Results {...{ totals, type, score, questions }} />
      {months.length > 1 && <Trend months={months} />}
      {comments.length === 0 ? (
        <Card>
          <Empty title={t("surveys.noAnswers")} text={t("surveys.noAnswersText")} />
        </Card>
      ) : (
        <Comments comments={comments} most={LATEST} />
      )}
    </AdminPage>
  );
}
