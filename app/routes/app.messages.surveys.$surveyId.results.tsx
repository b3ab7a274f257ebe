import { BlockStack, Card, Tabs } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { markAnswers } from "../actions/merchant/mark-answers.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useDownload } from "../components/page/download.tsx";
import { BreakdownCard } from "../components/surveys/results/breakdown.tsx";
import { Comments } from "../components/surveys/results/comments.tsx";
import { Results } from "../components/surveys/results/results.tsx";
import { Topics } from "../components/surveys/results/topics.tsx";
import { Trend } from "../components/surveys/results/trend.tsx";
import { db } from "../db.server.ts";
import { countCells, dimensions } from "../insights/survey-results/cells.server.ts";
import { cellsOf } from "../insights/survey-results/cells.ts";
import { countedAnswers, ownWords, questionsOf } from "../insights/survey-results/counted.ts";
import {
  countByMonth,
  countSurveyAnswers,
  listComments,
  readTotals,
  type Who,
} from "../insights/survey-results/results.server.ts";
import { hasScore, scored } from "../insights/survey-results/score.ts";
import { topicsOf } from "../insights/survey-results/topics.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { nameChanges } from "../surveys/changes/changes.server.ts";
import { answerWords, wordsIn } from "../surveys/content/survey.ts";
import { findSurvey, readVersions } from "../surveys/surveys.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** So many answers are shown, and so many are asked for what they are about; of each topic so many. */
const LATEST = 50;
const READ = 1_000;
const QUOTED = 5;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const { shopId } = shop;
  const query = new URL(request.url).searchParams;
  const surveyId = /^\d{1,9}$/.test(params["surveyId"] ?? "") ? Number(params["surveyId"]) : 0;
  const survey = await findSurvey(db(), shopId, surveyId);
  if (survey === null) throw new Response("survey", { status: 404 });
  const who: Who = query.get("who") === "strangers" ? "strangers" : "customers";
  // Of who was not logged in nothing is known but the way.
  const by = who === "strangers" ? "way" : (dimensions.find((known) => known === query.get("by")) ?? "way");
  const isScored = hasScore(survey.kind);
  const versions = await readVersions(db(), shopId, surveyId);
  const questions = questionsOf(versions);
  const counted = questions.filter(({ type }) => type !== "text");
  const [totals, counts, months, cells, answers, changes] = await Promise.all([
    readTotals(db(), shopId, surveyId),
    countSurveyAnswers(db(), shopId, surveyId, counted, who),
    countByMonth(db(), shop, surveyId, who, now()),
    countCells(db(), shopId, surveyId, { by, who, anyway: !isScored }),
    listComments(db(), shopId, surveyId, who, READ),
    nameChanges(db(), shopId),
  ]);
  const first = survey.definition.questions[0];
  const type = first?.type === "rating" ? ("rating" as const) : ("score" as const);
  const own = counts.flatMap(({ question, answer, count }) => (question === first?.id ? [{ score: Number(answer), count }] : []));
  const whole = own.reduce((sum, { count }) => sum + count, 0);
  const comments = answers.map(({ responseId, customerId, version, answers: given, answeredAt, ...row }) => {
    const definition = versions.get(version);
    const question = definition?.questions[0];
    return {
      ...{ ...row, id: String(responseId), customerId: customerId === null ? null : String(customerId) },
      answeredAt: answeredAt.toISOString(),
      answer: question === undefined || question.type === "text" ? "" : answerWords(question, given[question.id], locale),
      words: ownWords(definition, given, locale),
    };
  });
  const told = comments.filter(({ flag, words }) => flag === null && words.length > 0);
  const topics = topicsOf(told.map(({ words }) => words.map(({ text }) => text).join("\n")));
  const monthCounts = months.map(({ month, ...count }) => ({ ...count, key: month, label: null }));
  return {
    ...{ surveyId, name: survey.name, totals, type, who, by },
    score: isScored ? scored(type, own) : null,
    months: isScored ? cellsOf(type, monthCounts, whole, true).toSorted((one, other) => (one.key < other.key ? -1 : 1)) : [],
    cells: cellsOf(type, cells, whole, by === "way"),
    isScored,
    questions: countedAnswers(questions, counts, locale),
    comments: comments.slice(0, LATEST),
    texts: told.length,
    topics: topics.map(({ words, texts }) => {
      const of = texts.flatMap((at) => told[at] ?? []);
      return { words, ids: of.map(({ id }) => id), quotes: of.slice(0, QUOTED) };
    }),
    changes: changes.map(({ changeId, title }) => ({ changeId, title: wordsIn(title, locale) })),
  };
}

const ID_LIST = /^[1-9]\d{0,17}(?:,[1-9]\d{0,17}){0,1999}$/;

/** Says of a topic's answers that they led to a change. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const [changeId, ids] = [fields.get("changeId"), fields.get("ids")];
  if (typeof changeId !== "string" || typeof ids !== "string" || !/^[1-9]\d{0,8}$/.test(changeId) || !ID_LIST.test(ids))
    throw new Response("Not a topic", { status: 422 });
  return { marked: await markAnswers(shop, Number(changeId), ids.split(",").map(BigInt)) };
}

/** What was answered to a survey, over all its versions. */
export default function SurveyResults() {
  const { surveyId, name, who, by, totals, type, score, months, isScored, ...rest } = useLoaderData<typeof loader>();
  const { cells, questions, comments, topics, texts, changes } = rest;
  const t = useT();
  const navigate = useNavigate();
  const { busy, download } = useDownload({
    ...{ url: to("surveyCsv", { surveyId }), fileName: `reprise-survey-${surveyId}.csv`, failed: t("surveys.exportFailed") },
  });
  const content = (
    <BlockStack gap="400">
      <Results {...{ totals, who, type, score, questions }} />
      {months.length > 1 && <Trend {...{ months, type }} />}
      {(cells.length > 0 || by !== "way") && (
        <BreakdownCard
          {...{ cells, by, type, isScored }}
          onBy={
            who === "strangers"
              ? null
              : (wanted) => navigate(to("surveyResults", { surveyId }, { by: wanted }), { preventScrollReset: true })
          }
        />
      )}
      {texts > 0 && <Topics {...{ surveyId, topics, texts, changes }} />}
      {comments.length === 0 ? (
        <Card>
          <Empty title={t("surveys.noAnswers")} text={t("surveys.noAnswersText")} />
        </Card>
      ) : (
        <Comments comments={comments} most={LATEST} />
      )}
    </BlockStack>
  );
  return (
    <AdminPage
      title={name}
      primaryAction={{ content: t("surveys.one"), url: to("survey", { surveyId }) }}
      secondaryActions={[{ content: t("surveys.export"), loading: busy, onAction: download }]}
    >
      {totals.strangers === 0 && who === "customers" ? (
        content
      ) : (
        <>
          <Tabs
            tabs={[
              { id: "customers", content: t("surveys.tabCustomers", { count: totals.people }), panelID: "results-panel" },
              { id: "strangers", content: t("surveys.tabStrangers", { count: totals.strangers }), panelID: "results-panel" },
            ]}
            selected={who === "strangers" ? 1 : 0}
            onSelect={(at) => navigate(to("surveyResults", { surveyId }, { who: at === 1 ? "strangers" : null }))}
          />
          <div id="results-panel" tabIndex={-1}>
            {content}
          </div>
        </>
      )}
    </AdminPage>
  );
}
