import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { redeeming } from "../storefront/acts/redeem.server.ts";
import { answerAct, answerOther } from "../storefront/api/call.server.ts";

/** A shopper turns points into a reward. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerAct(request, now(), redeeming);
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
