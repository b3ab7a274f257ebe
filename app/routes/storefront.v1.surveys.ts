import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { answerVisit, answerVisitorsAct } from "../storefront/api/call.server.ts";
import { LONGEST_SURVEY_BODY } from "../storefront/limits.ts";
import { readOpenSurvey, surveyFields, takeOpenSurvey } from "../storefront/api/survey.server.ts";

/** What a survey asks who calls; nobody has to be logged in. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const at = now();
  return answerVisit(request, at, (visitor) => readOpenSurvey(visitor, new URL(request.url).searchParams, at));
}

/** An answer. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerVisitorsAct(request, now(), surveyFields, takeOpenSurvey, { mostBytes: LONGEST_SURVEY_BODY });
}
