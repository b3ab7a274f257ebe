import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showOpenSurvey, takeOpenSurvey } from "../storefront/links/surveys/open-survey.server.tsx";

/** A survey that is asked by an open link, through the app proxy: `/apps/reprise/survey/<id>`. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showOpenSurvey(request, idIn(params["surveyId"]), now());
}

/** The form of its page. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeOpenSurvey(request, idIn(params["surveyId"]), now());
}

/** 0 names none. */
function idIn(text = ""): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}
