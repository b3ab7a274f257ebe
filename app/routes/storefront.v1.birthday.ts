import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { tellingBirthday } from "../storefront/acts/birthday.server.ts";
import { answerAct, answerOther } from "../storefront/api/call.server.ts";

/** A shopper tells their birthday. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerAct(request, now(), tellingBirthday);
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
