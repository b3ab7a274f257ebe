import type { LoaderFunctionArgs } from "@remix-run/node";

import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { exportAnswers } from "../insights/survey-results/export.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findSurvey, readVersions } from "../surveys/surveys.server.ts";

/** All answers to a survey, with those of programs, which say so. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["surveyId"] ?? "";
  const survey = /^\d{1,9}$/.test(id) ? await findSurvey(db(), shop.shopId, Number(id)) : null;
  if (survey === null) throw new Response("survey", { status: 404 });
  const { surveyId } = survey;
  const versions = await readVersions(db(), shop.shopId, surveyId);
  return csvFile(`reprise-survey-${surveyId}.csv`, exportAnswers(db(), shop, surveyId, versions, locale, spreadsheetOf(locale)));
}
